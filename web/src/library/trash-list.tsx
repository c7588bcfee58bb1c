import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { Link2, Undo2 } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import type { DeletedAsset } from '../api/trash.ts'
import { Button } from '../ui/button.tsx'
import { ago, counted, date, dateTime, fileSize } from '../ui/format.ts'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import styles from './trash-view.module.css'

interface TrashListProps {
  readonly deleted: readonly DeletedAsset[]
  readonly chosen: ReadonlySet<string>
  /** Left out where the person may not change anything. */
  readonly onToggle: ((id: string) => void) | undefined
  readonly onRestore: ((entry: DeletedAsset) => void) | undefined
}

const ROW_PX = 64

export function TrashList({ deleted, chosen, onToggle, onRestore }: TrashListProps) {
  const list = useRef<HTMLUListElement>(null)
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => setOffset(list.current?.offsetTop ?? 0), [])
  const virtual = useWindowVirtualizer({
    count: deleted.length,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollMargin: offset,
  })
  return (
    <ul ref={list} className={styles.list} style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, start }) => {
        const entry = deleted[index]!
        const id = entry.asset.asset_id
        return (
          <li key={id} className={styles.row} style={{ transform: `translateY(${start - offset}px)` }}>
            {onToggle && (
              <input
                type="checkbox"
                aria-label={`Select ${titleOf(named(entry))}`}
                checked={chosen.has(id)}
                onChange={() => onToggle(id)}
              />
            )}
            <span className={styles.picture}>
              <Thumb asset={named(entry)} size={44} />
            </span>
            <span className={styles.words}>
              <strong>{titleOf(named(entry))}</strong>
              <span className={styles.about}>{[entry.folder, fileSize(entry.bytes)].filter(Boolean).join(' · ')}</span>
            </span>
            <span className={styles.relations}>
              {entry.relations > 0 && (
                <>
                  <Link2 aria-hidden /> {counted(entry.relations, 'relation')}
                </>
              )}
            </span>
            <span className={styles.when} title={dateTime(entry.deleted_at)}>
              Deleted {ago(entry.deleted_at)}
              {entry.purged_at && <span className={styles.about}>Gone for good {date(entry.purged_at)}</span>}
            </span>
            {onRestore && (
              <Button
                size="small"
                icon={<Undo2 />}
                onClick={() => onRestore(entry)}
                aria-label={`Restore ${titleOf(named(entry))}`}
              >
                Restore
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

const named = ({ asset, display_name, format }: DeletedAsset) => ({ ...asset, display_name, format })
