import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RelatedItem } from '../api/related-list.ts'
import { count } from '../ui/format.ts'
import { KindName } from '../ui/kind-name.tsx'
import { Skeleton } from '../ui/states.tsx'
import styles from './related-rows.module.css'
import type { Row } from './rows.ts'

const HEAD_HEIGHT = 40
const GAP = 12
/** A tile is at least so wide. */
const MIN_TILE = 116
/** Of a tile's height, what isn't its picture. */
const WORDS_HEIGHT = 46
const PICTURE_RATIO = 0.8

export interface Scroll {
  readonly toRow: (row: number) => void
}

/** In pixels. */
export interface TilePlace {
  readonly top: number
  readonly left: number
  readonly width: number
  readonly height: number
}

interface RowsProps {
  readonly makeRows: (columns: number) => readonly Row[]
  /** What scrolls: this element, or the page where there is none. */
  readonly scroller: RefObject<HTMLElement | null> | undefined
  readonly scroll: RefObject<Scroll | null>
  readonly onColumns: (columns: number) => void
  /** Called with the rows in sight, so that what isn't loaded of them can be. */
  readonly onSight: (rows: readonly Row[]) => void
  readonly tile: (item: RelatedItem, at: number, count: number, place: TilePlace) => ReactNode
  readonly head?: (kind: string) => ReactNode
}

/** All that an asset is related to, kind by kind, of which only what is in sight is there. */
export function RelatedRows({ scroller, ...props }: RowsProps) {
  return scroller ? <InElement {...props} scroller={scroller} /> : <InWindow {...props} scroller={undefined} />
}

interface Measured {
  readonly width: number
  /** Where the list begins within what scrolls. */
  readonly top: number
}

function useMeasured(
  list: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null> | undefined,
): Measured {
  const [measured, setMeasured] = useState<Measured>({ width: 0, top: 0 })
  useLayoutEffect(() => {
    const element = list.current
    if (!element) return
    const measure = () => {
      const box = element.getBoundingClientRect()
      const within = scroller?.current
      const top = Math.round(
        within ? box.top - within.getBoundingClientRect().top + within.scrollTop : box.top + window.scrollY,
      )
      setMeasured((now) => (now.width === box.width && now.top === top ? now : { width: box.width, top }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    // What is above the list pushes it down as it grows.
    if (element.parentElement) observer.observe(element.parentElement)
    return () => observer.disconnect()
  }, [list, scroller])
  return measured
}

function useRows(props: RowsProps, { width }: Measured) {
  const columns = Math.max(2, Math.floor((width + GAP) / (MIN_TILE + GAP)))
  const tileWidth = (width - GAP * (columns - 1)) / columns
  const rowHeight = Math.round(tileWidth * PICTURE_RATIO) + WORDS_HEIGHT + GAP
  const { onColumns } = props
  useEffect(() => onColumns(columns), [columns, onColumns])
  const rows = props.makeRows(columns)
  const estimateSize = (i: number) => (rows[i]?.type === 'head' ? HEAD_HEIGHT : rowHeight)
  return { rows, columns, tileWidth, rowHeight, estimateSize }
}

function InElement(props: RowsProps & { scroller: RefObject<HTMLElement | null> }) {
  const list = useRef<HTMLDivElement>(null)
  const measured = useMeasured(list, props.scroller)
  const shape = useRows(props, measured)
  const virtualizer = useVirtualizer({
    count: measured.width > 0 ? shape.rows.length : 0,
    estimateSize: shape.estimateSize,
    getScrollElement: () => props.scroller.current,
    scrollMargin: measured.top,
    scrollPaddingStart: 64,
    scrollPaddingEnd: 24,
    overscan: 4,
  })
  return <Drawn {...props} {...shape} list={list} virtualizer={virtualizer} top={measured.top} />
}

function InWindow(props: RowsProps) {
  const list = useRef<HTMLDivElement>(null)
  const measured = useMeasured(list, undefined)
  const shape = useRows(props, measured)
  const virtualizer = useWindowVirtualizer({
    count: measured.width > 0 ? shape.rows.length : 0,
    estimateSize: shape.estimateSize,
    scrollMargin: measured.top,
    scrollPaddingStart: 64,
    scrollPaddingEnd: 80,
    overscan: 4,
  })
  return <Drawn {...props} {...shape} list={list} virtualizer={virtualizer} top={measured.top} />
}

type DrawnProps = RowsProps &
  ReturnType<typeof useRows> & {
    readonly list: RefObject<HTMLDivElement | null>
    readonly virtualizer: Virtualizer<HTMLElement, Element> | Virtualizer<Window, Element>
    readonly top: number
  }

function Drawn({ list, virtualizer, top, rows, tileWidth, rowHeight, scroll, onSight, tile, head }: DrawnProps) {
  // Rows of other heights, or other rows at the same places, are measured anew.
  const shape = `${rowHeight} ${rows.length}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the shape nothing is read, it is what changed
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, shape])
  useEffect(() => {
    scroll.current = { toRow: (row) => virtualizer.scrollToIndex(row, { align: 'auto' }) }
  }, [scroll, virtualizer])
  const seen = virtualizer.getVirtualItems().flatMap(({ index, start }) => {
    const row = rows[index]
    return row ? [{ row, y: start - top }] : []
  })
  useEffect(() => onSight(seen.map(({ row }) => row)))
  const groups = [...Map.groupBy(seen, ({ row }) => row.kind)]
  return (
    <div ref={list} className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
      {groups.map(([kind, of]) => (
        <section key={kind} aria-label={`Related as ${kind}`}>
          {of.map(({ row, y }) =>
            row.type === 'head' ? (
              <div key="head" className={styles.head} style={{ top: y, height: HEAD_HEIGHT }}>
                <h2>
                  <KindName name={kind} />
                </h2>
                <span className={styles.count}>{count(row.count)}</span>
                {head?.(kind)}
              </div>
            ) : null,
          )}
          {/* biome-ignore lint/a11y/noRedundantRoles: where lists are unstyled, Safari takes the role off */}
          <ul role="list" className={styles.list}>
            {of.flatMap(({ row, y }) =>
              row.type === 'tiles'
                ? row.items.map((item, i) => {
                    const place = {
                      ...{ top: y, left: i * (tileWidth + GAP) },
                      ...{ width: tileWidth, height: rowHeight - GAP },
                    }
                    const at = row.at + i
                    return item ? (
                      tile(item, at, row.count, place)
                    ) : (
                      <li key={at} className={styles.placed} style={place} aria-hidden>
                        <Skeleton height="calc(100% - 2.75rem)" />
                      </li>
                    )
                  })
                : [],
            )}
          </ul>
        </section>
      ))}
    </div>
  )
}
