import { useWindowVirtualizer } from '@tanstack/react-virtual'
import {
  type ReactNode,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import styles from './endless-list.module.css'

export interface EndlessListHandle {
  readonly toRow: (row: number) => void
}

interface EndlessListProps<Item> {
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string
  /** How high a row probably is. */
  readonly estimate: (item: Item) => number
  readonly row: (item: Item, at: number) => ReactNode
  /** Called while the end is in sight, whenever there are other rows. */
  readonly onEnd?: () => void
  readonly ref?: RefObject<EndlessListHandle | null>
}

/**
 * Rows of any height that scroll with the page, of which only those in sight are there. What comes in above what is looked at
 * leaves that where it is.
 */
export function EndlessList<Item>({ items, keyOf, estimate, row, onEnd, ref }: EndlessListProps<Item>) {
  const list = useRef<HTMLDivElement>(null)
  const top = useTopOf(list)
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: (at) => estimate(items[at]!),
    getItemKey: (at) => keyOf(items[at]!),
    scrollMargin: top,
    scrollPaddingStart: 72,
    scrollPaddingEnd: 96,
    overscan: 4,
  })
  useImperativeHandle(ref, () => ({ toRow: (at) => rows.scrollToIndex(at, { align: 'auto' }) }), [rows])
  const shown = rows.getVirtualItems()

  const anchor = useRef<{ readonly key: string; readonly start: number }>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other rows can have moved what is looked at
  useLayoutEffect(() => {
    const held = anchor.current
    if (!held || window.scrollY <= top) return
    const at = items.findIndex((item) => keyOf(item) === held.key)
    const start = at < 0 ? undefined : rows.getOffsetForIndex(at, 'start')?.[0]
    if (start !== undefined && start !== held.start) window.scrollBy(0, start - held.start)
  }, [items])
  useLayoutEffect(() => {
    const first = shown.find(({ end }) => end > window.scrollY)
    anchor.current = first && {
      key: String(first.key),
      start: rows.getOffsetForIndex(first.index, 'start')?.[0] ?? first.start,
    }
  })

  const isAtEnd = shown.at(-1)?.index === items.length - 1 || items.length === 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for each length
  useEffect(() => {
    if (isAtEnd) onEnd?.()
  }, [isAtEnd, items.length, onEnd])
  return (
    <div ref={list} className={styles.list} style={{ height: rows.getTotalSize() }}>
      {shown.map(({ index, key, start }) => (
        <div
          key={key}
          ref={rows.measureElement}
          data-index={index}
          className={styles.row}
          style={{ transform: `translateY(${start - top}px)` }}
        >
          {row(items[index]!, index)}
        </div>
      ))}
    </div>
  )
}

/** Where it begins within the page. */
function useTopOf(list: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const element = list.current
    if (!element) return
    const measure = () => setTop(Math.round(element.getBoundingClientRect().top + window.scrollY))
    measure()
    const observer = new ResizeObserver(measure)
    // What is above the list pushes it down as it grows.
    observer.observe(element.parentElement ?? element)
    return () => observer.disconnect()
  }, [list])
  return top
}
