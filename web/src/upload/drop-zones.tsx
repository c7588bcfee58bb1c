import { Upload } from 'lucide-react'
import { useState } from 'react'
import styles from './drop-zones.module.css'
import type { Plan } from './queue.ts'

export interface Zone {
  readonly title: string
  readonly about: string
  readonly plan: Plan
}

interface DropZonesProps {
  readonly zones: readonly Zone[]
  readonly onDrop: (transfer: DataTransfer, plan: Plan) => void
}

/** For what takes files by itself, and stands at the left. */
export const TAKES_FILES = { 'data-takes-files': true }

/** What can become of files that are held over the page: where they are dropped says it. */
export function DropZones({ zones, onDrop }: DropZonesProps) {
  const [over, setOver] = useState('')
  const [left] = useState(() => document.querySelector('[data-takes-files]')?.getBoundingClientRect().right ?? 0)
  return (
    <div className={styles.zones} style={{ left }}>
      {zones.map(({ title, about, plan }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: whoever drags nothing has the upload dialog, with the same choices
        <div
          key={title}
          className={styles.zone}
          data-over={over === title || undefined}
          onDragEnter={() => setOver(title)}
          // The next is entered before the last is left.
          onDragLeave={() => setOver((now) => (now === title ? '' : now))}
          onDragOver={(event) => {
            event.preventDefault()
            event.dataTransfer.dropEffect = 'copy'
          }}
          onDrop={(event) => {
            event.preventDefault()
            onDrop(event.dataTransfer, plan)
          }}
        >
          <Upload aria-hidden />
          <strong>{title}</strong>
          <span>{about}</span>
        </div>
      ))}
    </div>
  )
}
