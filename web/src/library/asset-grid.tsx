import { type RefObject, useEffect, useMemo, useRef } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { AssetCard, LaidOut } from '../api/assets.ts'
import { useMay } from '../api/environment.ts'
import { useKeepLaidOut } from '../api/opened-from.ts'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/format.ts'
import styles from './asset-grid.module.css'
import { colorAt } from './color.ts'
import type { ChangeFilter, View } from './filter.ts'
import { boxesOf, type Geometry, justified, listed, rowHeight, rowOf, shapesOf } from './geometry.ts'
import { ListHead } from './list-head.tsx'
import { LIST_ROW_HEIGHT, ListRow } from './list-row.tsx'
import type { Place } from './place.ts'
import { useSelection } from './selection.ts'
import { Tile } from './tile.tsx'
import { useCards, useCardsAt } from './use-cards.ts'
import { useChoosing } from './use-choosing.ts'
import { useGridInput } from './use-grid-input.ts'
import { useRubberBand } from './use-rubber-band.ts'
import { type Sight, useSight, useWidth } from './use-sight.ts'
import { useTileDrag } from './use-tile-drag.ts'

const GAP = 8

interface AssetGridProps {
  readonly layout: LaidOut
  readonly view: View
  /** The height that rows of the grid are to have, about. */
  readonly zoom: number
  /** Where it was left when it was last looked at: written to as one goes on. */
  readonly place: Place
  /** Whether it is that of an older filter, while the next is loaded. */
  readonly isOld: boolean
  readonly onChange: ChangeFilter
  readonly onSight: (indices: readonly number[]) => void
  readonly onDelete?: ((cards: readonly AssetCard[]) => void) | undefined
}

/** All assets of a layout, as tiles or as a list, of which only those in sight are there. */
export function AssetGrid({ layout, view, zoom, place, isOld, onChange, onSight, onDelete }: AssetGridProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const [, navigate] = useLocation()
  const search = useSearch()
  const keep = useKeepLaidOut()
  const { edit } = useMay()
  const geometry = useGeometry(layout, view, zoom, canvas)
  const { sight, settled } = useSight(scroller, geometry, place.top)
  const { cardAt, error, retry } = useCards(layout, geometry, sight, settled)
  const choosing = useChoosing(useCardsAt(layout))
  const isGathering = useSelection(({ assets }) => assets.size > 0)
  const input = useGridInput({
    ...{ scroller, canvas, geometry, cardAt, choosing, onDelete },
    ...{ place, total: layout.total },
    onOpen: (card, index) => {
      place.wasOpened = true
      const openedFrom = keep(layout, `${new URLSearchParams(search)}`, index)
      navigate(`/assets/${card.asset_id}`, { state: { openedFrom } })
    },
  })
  const { over, ...drag } = useTileDrag(cardAt)
  const { band, onPointerDown } = useRubberBand({ scroller, canvas, geometry, choosing })
  useEffect(() => {
    // Whatever is done next begins anew.
    const forget = () => {
      place.wasOpened = false
    }
    const once = { capture: true, once: true } as const
    for (const event of ['keydown', 'pointerdown']) window.addEventListener(event, forget, once)
    return () => {
      for (const event of ['keydown', 'pointerdown']) window.removeEventListener(event, forget, once)
    }
  }, [place])
  useEffect(() => {
    place.focus = input.focus
  }, [place, input.focus])
  useEffect(() => {
    if (geometry) onSight(indicesOf(geometry, sight))
  }, [geometry, sight, onSight])

  const rows = geometry ? rowsOf(geometry, sight, input.focus) : []
  const isList = view === 'list'
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      onScroll={({ currentTarget }) => {
        place.top = currentTarget.scrollTop
      }}
      onPointerDown={onPointerDown}
      data-gathering={isGathering || undefined}
      data-old={isOld || undefined}
    >
      <div
        role="grid"
        aria-label="Assets"
        aria-multiselectable
        aria-rowcount={(geometry?.rows ?? 0) + (isList ? 1 : 0)}
        aria-busy={isOld}
        className={styles.grid}
        onFocus={input.onFocus}
        onKeyDown={input.onKeyDown}
        onClick={input.onClick}
        onDoubleClick={input.onDoubleClick}
        onContextMenu={input.onContextMenu}
        {...(edit && drag)}
        tabIndex={-1}
      >
        {isList && <ListHead filter={layout.filter} onChange={onChange} />}
        <div ref={canvas} role="rowgroup" className={styles.canvas} style={{ height: geometry?.height ?? 0 }}>
          {geometry &&
            rows.map((row) =>
              isList ? (
                <div key={row} role="presentation" className={styles.row} style={transformOf(geometry, row)}>
                  <ListRow
                    card={cardAt(row)}
                    color={colorAt(layout.colors, row)}
                    index={row}
                    isFocus={input.focus === row}
                    isDraggable={edit && isMouse}
                    drop={over?.index === row ? over.words : undefined}
                  />
                </div>
              ) : (
                <div
                  key={row}
                  role="row"
                  aria-rowindex={row + 1}
                  className={styles.row}
                  style={transformOf(geometry, row)}
                >
                  {boxesOf(geometry, row).map(({ index, left, width }, column) => (
                    <Tile
                      key={index}
                      card={cardAt(index)}
                      color={colorAt(layout.colors, index)}
                      index={index}
                      column={column}
                      left={left}
                      width={width}
                      height={rowHeight(geometry, row)}
                      isFocus={input.focus === index}
                      isDraggable={edit && isMouse}
                      drop={over?.index === index ? over.words : undefined}
                    />
                  ))}
                </div>
              ),
            )}
          {band && <div className={styles.band} style={band} />}
        </div>
      </div>
      {layout.truncated && (
        <p className={styles.more}>
          These are the first {count(geometry?.total ?? 0)} of {count(layout.total)}. Search or filter to see others.
        </p>
      )}
      {error && (
        <div className={styles.failed} role="alert">
          Some assets could not be loaded: {error.message}
          <Button size="small" onClick={retry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  )
}

/** Dragging by finger is scrolling. */
const isMouse = window.matchMedia('(pointer: fine)').matches

function useGeometry(layout: LaidOut, view: View, zoom: number, canvas: RefObject<HTMLElement | null>) {
  const width = useWidth(canvas)
  const shapes = useMemo(() => shapesOf(layout.ratios), [layout.ratios])
  return useMemo(() => {
    if (width === undefined || width === 0) return undefined
    return view === 'list' ? listed(shapes.length, width, LIST_ROW_HEIGHT) : justified(shapes, width, zoom, GAP)
  }, [shapes, width, view, zoom])
}

/** Those in sight, and the one with the focus: it has to be there for the keys to be heard. */
function rowsOf(geometry: Geometry, { first, last }: Sight, focus: number): number[] {
  const to = Math.min(last, geometry.rows - 1)
  const rows = Array.from({ length: Math.max(0, to - first + 1) }, (_, i) => first + i)
  if (geometry.rows === 0) return rows
  const focused = rowOf(geometry, Math.min(focus, geometry.total - 1))
  if (focused < first) rows.unshift(focused)
  else if (focused > to) rows.push(focused)
  return rows
}

function indicesOf(geometry: Geometry, { first, last }: Sight): number[] {
  if (geometry.rows === 0 || last < first) return []
  const to = geometry.starts[Math.min(last + 1, geometry.rows)]!
  return Array.from({ length: Math.max(0, to - geometry.starts[first]!) }, (_, i) => geometry.starts[first]! + i)
}

const transformOf = (geometry: Geometry, row: number) => ({
  transform: `translateY(${geometry.tops[row]}px)`,
  height: rowHeight(geometry, row),
})
