import { Check, Maximize2, X } from 'lucide-react'
import type { CSSProperties } from 'react'
import type { Suggestion } from '../api/suggestions.ts'
import { sizeWords } from '../related/asset-words.ts'
import { KindPicker } from '../related/kind-picker.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { kindTitle } from '../ui/format.ts'
import { KindDot } from '../ui/kind-name.tsx'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import { Likelihood } from './likelihood.tsx'
import { type PairActs, pairTitle } from './pair-acts.ts'
import styles from './pair-row.module.css'
import { reasonsOf } from './words.ts'

interface PairRowProps {
  readonly suggestion: Suggestion
  readonly at: number
  readonly count: number
  readonly acts: Pick<PairActs, 'kindOf' | 'setKind'>
  readonly mayEdit: boolean
  readonly isReached: boolean
  readonly isSelected: boolean
  readonly onFocus: () => void
  readonly onToggle: () => void
  readonly onAccept: () => void
  readonly onDismiss: () => void
  readonly onCompare: () => void
}

/** Two assets side by side, how they may belong together, and why. */
export function PairRow({ suggestion, at, count, acts, mayEdit, isReached, isSelected, ...on }: PairRowProps) {
  const { from, to, score } = suggestion
  const kind = acts.kindOf(suggestion)
  const title = pairTitle(suggestion)
  return (
    <article
      className={styles.row}
      tabIndex={isReached ? 0 : -1}
      aria-label={`${titleOf(from)} ${kindTitle(kind)} ${titleOf(to)}`}
      aria-posinset={at + 1}
      aria-setsize={count}
      data-at={at}
      data-selected={isSelected || undefined}
      onFocus={on.onFocus}
    >
      {mayEdit && (
        <label className={styles.check}>
          <input type="checkbox" checked={isSelected} onChange={on.onToggle} aria-label={`Select ${title}`} />
        </label>
      )}
      <Side asset={from} onCompare={on.onCompare} />
      <div className={styles.between}>
        {mayEdit ? (
          <div className={styles.kind}>
            <KindDot name={kind} />
            <KindPicker
              label={`How ${titleOf(from)} belongs to ${titleOf(to)}`}
              value={kind}
              onChange={(next) => acts.setKind(suggestion, next)}
              subject=""
              bare
            />
          </div>
        ) : (
          <p className={styles.kind}>
            <KindDot name={kind} />
            {kindTitle(kind)}
          </p>
        )}
        <ul className={styles.reasons} aria-label="Why">
          {reasonsOf(suggestion).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        <Likelihood score={score} />
      </div>
      <Side asset={to} onCompare={on.onCompare} end />
      <div className={styles.acts}>
        {mayEdit && (
          <>
            <Button icon={<Check />} onClick={on.onAccept} aria-keyshortcuts="a">
              Accept
            </Button>
            <Button icon={<X />} look="quiet" onClick={on.onDismiss} aria-keyshortcuts="d">
              Dismiss
            </Button>
          </>
        )}
        <IconButton label={`Compare ${title}`} shortcut="Enter" className={styles.compare} onClick={on.onCompare}>
          <Maximize2 />
        </IconButton>
      </div>
    </article>
  )
}

/** Sizes of what has no picture, as wide as it is high. */
const NO_PICTURE = 1

function Side({ asset, onCompare, end }: { asset: Suggestion['from']; onCompare: () => void; end?: boolean }) {
  const ratio = asset.thumbnail && asset.width && asset.height ? asset.width / asset.height : NO_PICTURE
  const name = titleOf(asset)
  return (
    <figure className={styles.side} data-end={end}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter does the same for the whole pair */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: there is a button for it beside */}
      <div
        className={styles.picture}
        style={{ '--ratio': Math.max(0.6, Math.min(ratio, 1.8)) } as CSSProperties}
        onClick={onCompare}
      >
        <Thumb asset={asset} size={280} cover />
      </div>
      <figcaption className={styles.caption}>
        <span className={styles.name} title={asset.public_id}>
          {name}
        </span>
        <span className={styles.about}>{sizeWords(asset)}</span>
      </figcaption>
    </figure>
  )
}
