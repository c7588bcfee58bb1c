import { Check, Link2 } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react'
import type { Relatable } from '../api/relations.ts'
import { Empty, Failed, Skeleton } from '../ui/states.tsx'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import { sizeWords } from './asset-words.ts'
import styles from './candidate-grid.module.css'
import type { Candidates } from './candidates.ts'

interface CandidateGridProps {
  readonly label: string
  readonly candidates: Candidates
  readonly picked: ReadonlyMap<string, Relatable>
  readonly onToggle: (asset: Relatable) => void
  /** Those that have no choice: the asset itself. */
  readonly hidden: ReadonlySet<string>
  readonly related: ReadonlySet<string>
  readonly empty: string
  readonly grid: RefObject<HTMLDivElement | null>
}

/** Pictures to choose from, many at once: by click, or by arrow keys and Space. */
export function CandidateGrid(props: CandidateGridProps) {
  const { label, candidates, picked, onToggle, hidden, related, empty, grid } = props
  const { isLoading, error, more, unknown = [] } = candidates
  const found = candidates.found.filter(({ asset }) => !hidden.has(asset.asset_id))
  const [at, setAt] = useState(0)
  const id = useId()
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!end.current || !more) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more(), { root: grid.current })
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [more, grid])

  if (error) return <Failed what="The assets" error={error} />
  if (isLoading) {
    return (
      <div className={styles.grid} aria-hidden>
        {Array.from({ length: 12 }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
          <Skeleton key={i} height="8rem" />
        ))}
      </div>
    )
  }
  const active = Math.min(at, found.length - 1)
  const onKey = (event: KeyboardEvent) => {
    const columns = columnsOf(grid.current)
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      const next = Math.max(0, Math.min(found.length - 1, active + step))
      setAt(next)
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === ' ' || (event.key === 'Enter' && !event.ctrlKey && !event.metaKey)) {
      event.preventDefault()
      const one = found[active]
      if (one) onToggle(one.asset)
    }
  }
  return (
    <>
      {unknown.length > 0 && (
        <p role="alert" className={styles.unknown}>
          Nothing is called {unknown.map((line) => `“${line}”`).join(', ')}
        </p>
      )}
      {found.length === 0 ? (
        <Empty title={empty} />
      ) : (
        <div
          ref={grid}
          role="listbox"
          aria-label={label}
          aria-multiselectable
          aria-activedescendant={`${id}-${active}`}
          tabIndex={0}
          className={styles.grid}
          onKeyDown={onKey}
        >
          {found.map(({ asset, why }, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and takes the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and takes the keys
            <div
              key={asset.asset_id}
              id={`${id}-${i}`}
              role="option"
              aria-selected={picked.has(asset.asset_id)}
              data-active={i === active || undefined}
              className={styles.option}
              title={`${asset.public_id}${why ? `\n${why}` : ''}`}
              onClick={() => {
                setAt(i)
                onToggle(asset)
              }}
            >
              <span className={styles.picture}>
                <Thumb asset={asset} size={140} />
                <span className={styles.check} aria-hidden>
                  <Check />
                </span>
              </span>
              <span className={styles.name}>{titleOf(asset)}</span>
              <span className={styles.why}>
                {related.has(asset.asset_id) && (
                  <span className={styles.related}>
                    <Link2 aria-hidden /> Related ·{' '}
                  </span>
                )}
                {why ?? sizeWords(asset)}
              </span>
            </div>
          ))}
          {more && <div ref={end} className={styles.end} aria-hidden />}
        </div>
      )}
    </>
  )
}

const columnsOf = (grid: HTMLElement | null): number =>
  grid ? getComputedStyle(grid).gridTemplateColumns.split(' ').length : 1
