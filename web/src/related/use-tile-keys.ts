import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { keyOf, type RelatedItem, type Spot } from '../api/related-list.ts'
import type { Scroll } from './related-rows.tsx'
import type { Row } from './rows.ts'

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
}

interface TileKeys {
  readonly rows: () => readonly Row[]
  readonly columns: number
  readonly scroll: RefObject<Scroll | null>
  readonly panel: RefObject<HTMLElement | null>
  readonly onMove: (item: RelatedItem, spot: Spot) => void
  readonly onToggle: (item: RelatedItem) => void
  readonly onRemove: (item: RelatedItem) => void
}

/** The keyboard in the list: arrows go from tile to tile, with Alt they take the tile along. */
export function useTileKeys({ rows, columns, scroll, panel, onMove, onToggle, onRemove }: TileKeys) {
  const [reached, setReached] = useState('')
  /** The tile that is to have the focus once it is drawn. */
  const wanted = useRef('')
  useEffect(() => {
    if (wanted.current === '') return
    const link = panel.current?.querySelector<HTMLElement>(`[data-key="${wanted.current}"] a`)
    if (!link) return
    link.focus({ preventScroll: true })
    wanted.current = ''
  })
  const focus = (item: RelatedItem, row: number) => {
    wanted.current = keyOf(item)
    setReached(keyOf(item))
    scroll.current?.toRow(row)
  }
  const onKey = (event: KeyboardEvent, item: RelatedItem) => {
    // Of the tile alone, and not of its menu or checkbox.
    const isOnTile = (event.target as HTMLElement).tagName === 'A'
    if (!isOnTile) return
    const all = rows()
    const row = all.findIndex((one) => one.type === 'tiles' && one.items.some((of) => of && keyOf(of) === keyOf(item)))
    const here = all[row]
    if (here?.type !== 'tiles') return
    const column = here.items.findIndex((of) => of && keyOf(of) === keyOf(item))
    const step = STEPS[event.key]
    const done = () => {
      event.preventDefault()
      event.stopPropagation()
    }
    if (event.altKey) {
      const spot = spotOf(event.key, all, here, here.at + column, columns)
      if (spot === undefined) return
      done()
      if (spot) {
        wanted.current = keyOf(item)
        onMove(item, spot)
      }
    } else if (step && !event.ctrlKey && !event.metaKey) {
      done()
      const found = step[0] === 0 ? beside(all, row, column, step[1]) : above(all, row, column, step[0])
      if (found) focus(...found)
    } else if (event.key === ' ') {
      done()
      onToggle(item)
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      done()
      onRemove(item)
    }
  }
  return { reached, setReached, onKey }
}

type Found = readonly [item: RelatedItem, row: number]

function beside(rows: readonly Row[], row: number, column: number, step: number): Found | undefined {
  const here = rows[row]
  const item = here?.type === 'tiles' ? here.items[column + step] : undefined
  if (item) return [item, row]
  for (let i = row + step; i >= 0 && i < rows.length; i += step) {
    const other = rows[i]!
    if (other.type !== 'tiles') continue
    const end = other.items.at(step > 0 ? 0 : -1)
    return end && [end, i]
  }
  return undefined
}

function above(rows: readonly Row[], row: number, column: number, step: number): Found | undefined {
  for (let i = row + step; i >= 0 && i < rows.length; i += step) {
    const other = rows[i]!
    if (other.type !== 'tiles') continue
    const item = other.items[Math.min(column, other.items.length - 1)]
    return item && [item, i]
  }
  return undefined
}

/** Where Alt and this key take a tile; null: it is there already; undefined: it is no such key. */
function spotOf(
  key: string,
  rows: readonly Row[],
  { kind, count }: Row & { type: 'tiles' },
  at: number,
  columns: number,
): Spot | null | undefined {
  if (key === 'Home') return at === 0 ? null : 'first'
  if (key === 'End') return at === count - 1 ? null : 'last'
  const step = STEPS[key]
  if (!step) return undefined
  const to = Math.max(0, Math.min(count - 1, at + step[0] * columns + step[1]))
  if (to === at) return null
  if (to === count - 1) return 'last'
  const other = rows
    .flatMap((row) => (row.type === 'tiles' && row.kind === kind ? row.items.map((item, i) => [row.at + i, item]) : []))
    .find(([i]) => i === to)?.[1] as RelatedItem | undefined
  if (!other) return null
  return to < at ? { before: other.asset.asset_id } : { after: other.asset.asset_id }
}
