import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { count } from '../ui/format.ts'
import styles from './export-progress.module.css'

/** What takes no longer is told by its being there. */
const PATIENCE_MS = 700

export interface Progress {
  /** Thumbnails that are there; of how many isn't known at first. */
  readonly done: number
  readonly of: number | undefined
}

/** How far a file is that takes longer, and a way to give it up. */
export function ExportProgress({ done, of, onCancel }: Progress & { readonly onCancel: () => void }) {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => setLong(true), PATIENCE_MS)
    return () => window.clearTimeout(timer)
  }, [])
  return (
    <Dialog
      open={isLong}
      onClose={onCancel}
      title="Making the picture"
      actions={<Button onClick={onCancel}>Cancel</Button>}
    >
      <div className={styles.progress}>
        <progress aria-label="Thumbnails" {...(of !== undefined && { value: done, max: Math.max(of, 1) })} />
        {of === undefined || done < of
          ? `${count(done)} of ${of === undefined ? 'all' : count(of)} thumbnails`
          : 'Drawing it'}
      </div>
    </Dialog>
  )
}
