import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import styles from './long-table.module.css'

interface LongTableProps<Row> {
  readonly label: string
  /** Sets `--columns` of the grid. */
  readonly className: string | undefined
  readonly columns: readonly {
    readonly title: string
    readonly cell: (row: Row) => ReactNode
    readonly end?: boolean
    /** Left out where there is little room. */
    readonly isExtra?: boolean
    /** What opens the row stands here. */
    readonly opens?: boolean
  }[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string | number
  readonly onOpen: (row: Row) => void
  /** Called when the last rows come in sight. */
  readonly onEnd?: () => void
}

/** As in the style sheet. */
const ROW = 52
const NEAR_END = 20

/** A table of any length, newest first, that draws what is in sight. What is being read stays where it is when rows come above it. */
export function LongTable<Row>({ label, className, columns, rows, keyOf, onOpen, onEnd }: LongTableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    getItemKey: (index) => keyOf(rows[index]!),
    overscan: 8,
  })
  const items = virtual.getVirtualItems()

  const first = useRef<string | number>(undefined)
  useLayoutEffect(() => {
    const before = first.current
    first.current = rows[0] && keyOf(rows[0])
    const scrolled = frame.current?.scrollTop ?? 0
    if (before === undefined || before === first.current || scrolled === 0) return
    const added = rows.findIndex((row) => keyOf(row) === before)
    if (added > 0) frame.current!.scrollTop = scrolled + added * ROW
  }, [rows, keyOf])

  const isNearEnd = (items.at(-1)?.index ?? 0) >= rows.length - NEAR_END
  useEffect(() => {
    if (isNearEnd) onEnd?.()
  }, [isNearEnd, onEnd])

  const classOf = ({ end, isExtra }: { end?: boolean; isExtra?: boolean }) =>
    [styles.cell, end && styles.end, isExtra && styles.extra].filter(Boolean).join(' ')
  return (
    <div ref={frame} className={[styles.frame, className].join(' ')}>
      {/* biome-ignore-start lint/a11y/useSemanticElements: rows of a table element can't be placed */}
      {/* biome-ignore-start lint/a11y/useFocusableInteractive: each row has a button */}
      <div role="table" aria-label={label} aria-rowcount={rows.length + 1}>
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} className={styles.row}>
            {columns.map((column) => (
              <div key={column.title} role="columnheader" className={classOf(column)}>
                {column.title}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ key, index, start }) => {
            const row = rows[index]!
            return (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                className={styles.row}
                style={{ transform: `translateY(${start}px)` }}
              >
                {columns.map((column) => (
                  <div key={column.title} role="cell" className={classOf(column)}>
                    {column.opens ? (
                      <button type="button" className={styles.open} onClick={() => onOpen(row)}>
                        {column.cell(row)}
                      </button>
                    ) : (
                      column.cell(row)
                    )}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
      </div>
      {/* biome-ignore-end lint/a11y/useFocusableInteractive: as above */}
      {/* biome-ignore-end lint/a11y/useSemanticElements: as above */}
    </div>
  )
}
