import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight, Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { count, counted } from '../ui/format.ts'
import { KindName } from '../ui/kind-name.tsx'
import { type Pictured, Thumb, titleOf } from '../ui/thumb.tsx'
import { stepsInWords } from './describe.ts'
import styles from './graph-list.module.css'
import { type ListRow, rowsOf } from './list-rows.ts'
import { kindFrom, type Picture } from './model.ts'

interface GraphListProps {
  readonly picture: Picture
  readonly matches: ReadonlySet<string> | undefined
  readonly words: string
  readonly selected: string | undefined
  readonly asset: (id: string) => Pictured | undefined
  readonly moreOf: (id: string) => number
  /** Whether opening it up may show more. */
  readonly mayOpenUp: (id: string) => boolean
  readonly onWords: (words: string) => void
  readonly onJump: (id: string) => void
  readonly onOpenUp: (id: string) => void
  readonly onFold: (id: string) => void
}

const ROW = 44

/** The same as the canvas shows, as a tree: each asset below that by which it was come to. */
export function GraphList({ picture, matches, words, selected, onWords, onJump, ...props }: GraphListProps) {
  const rows = useMemo(() => rowsOf(picture, matches), [picture, matches])
  const at = rows.findIndex(({ id }) => id === selected)
  const next = () => {
    const row = rows[(at + 1) % rows.length]
    if (row) onJump(row.id)
  }
  return (
    <>
      <div className={styles.head}>
        <div className={styles.search}>
          <Search aria-hidden />
          <input
            type="search"
            aria-label="Find in the graph"
            placeholder="Find in the graph"
            value={words}
            onChange={({ target }) => onWords(target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') next()
              if (event.key === 'Escape' && words !== '') onWords('')
            }}
          />
        </div>
        {matches && (
          <>
            <span className={styles.found} role="status">
              {counted(matches.size, 'match', 'matches')}
            </span>
            <Button size="small" onClick={next} disabled={rows.length === 0}>
              Next
            </Button>
          </>
        )}
      </div>
      <Tree rows={rows} at={at} onJump={onJump} {...props} />
    </>
  )
}

type TreeProps = Pick<GraphListProps, 'asset' | 'moreOf' | 'mayOpenUp' | 'onJump' | 'onOpenUp' | 'onFold'> & {
  readonly rows: readonly ListRow[]
  readonly at: number
}

function Tree({ rows, at, asset, moreOf, mayOpenUp, onJump, onOpenUp, onFold }: TreeProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const tree = useId()
  const virtual = useVirtualizer({
    count: rows.length,
    estimateSize: () => ROW,
    overscan: 8,
    getScrollElement: () => scroller.current,
    // The focused one stays there for screen readers, wherever the list is scrolled to.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const [first, last] = [Math.max(0, startIndex - overscan), Math.min(count - 1, endIndex + overscan)]
      const shown = Array.from({ length: last - first + 1 }, (_, i) => first + i)
      return at >= 0 && at < count && !shown.includes(at) ? [...shown, at].sort((a, b) => a - b) : shown
    },
  })
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [virtual, at])

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at]
    const moved = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
    if (moved !== undefined) {
      const to = rows[Math.min(rows.length - 1, Math.max(0, moved))]
      if (to) onJump(to.id)
    } else if (row && (event.key === 'Enter' || event.key === 'ArrowRight')) onOpenUp(row.id)
    else if (row && event.key === 'ArrowLeft') {
      if (row.hasChildren) onFold(row.id)
      else if (row.parent !== undefined) onJump(row.parent)
    } else return
    event.preventDefault()
  }
  return (
    <div
      ref={scroller}
      className={styles.tree}
      role="tree"
      aria-label="Assets by how they were come to"
      aria-activedescendant={at >= 0 ? `${tree}-${at}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="none" className={styles.all} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]!
          const shown = asset(row.id)
          const more = moreOf(row.id)
          return (
            <div
              key={row.id}
              id={`${tree}-${index}`}
              role="treeitem"
              aria-level={row.level}
              aria-setsize={row.siblings}
              aria-posinset={row.place}
              aria-selected={index === at}
              aria-expanded={row.hasChildren || mayOpenUp(row.id) ? row.hasChildren : undefined}
              tabIndex={-1}
              className={styles.row}
              style={{
                transform: `translateY(${start}px)`,
                paddingInlineStart: `${12 + Math.min(row.level - 1, 8) * 16}px`,
              }}
              onClick={() => onJump(row.id)}
              onDoubleClick={() => onOpenUp(row.id)}
              onKeyDown={undefined}
            >
              <span className={styles.fold} aria-hidden>
                {row.hasChildren ? <ChevronDown /> : mayOpenUp(row.id) ? <ChevronRight /> : null}
              </span>
              <span className={styles.picture}>{shown && <Thumb asset={shown} size={32} cover />}</span>
              <span className={styles.words}>
                <span className={styles.name}>{shown ? titleOf(shown) : ''}</span>
                <span className={styles.how}>
                  {row.via && <KindName name={kindFrom(row.via.edge, row.id)} />}
                  {row.isFlat || !row.via ? <span>{stepsInWords(row.steps)}</span> : null}
                </span>
              </span>
              {more > 0 && (
                <span className={styles.more}>
                  +{count(more)}
                  <span className="unseen"> more not shown</span>
                </span>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
