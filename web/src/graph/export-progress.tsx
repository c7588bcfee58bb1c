import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { count } from '../ui/format.ts'
import { Progress } from '../ui/progress.tsx'

/** What takes no longer is told by its being there. */
const PATIENCE_MS = 700

export interface Exported {
  /** Thumbnails that are there; of how many isn't known at first. */
  readonly done: number
  readonly of: number | undefined
}

/** How far a file is that takes longer, and a way to give it up. */
export function ExportProgress({ done, of, onCancel }: Exported & { readonly onCancel: () => void }) {
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
      <Progress label="Thumbnails" done={done} of={of}>
        {of === undefined || done < of
          ? `${count(done)} of ${of === undefined ? 'all' : count(of)} thumbnails`
          : 'Drawing it'}
      </Progress>
    </Dialog>
  )
}
