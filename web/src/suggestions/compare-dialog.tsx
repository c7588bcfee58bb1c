import { Check, ChevronLeft, ChevronRight, X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { Link } from 'wouter'
import { pairOf, type Suggestion } from '../api/suggestions.ts'
import { sizeWords } from '../related/asset-words.ts'
import { KindPicker } from '../related/kind-picker.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import styles from './compare-dialog.module.css'
import { Likelihood } from './likelihood.tsx'
import { type PairActs, pairTitle } from './pair-acts.ts'
import { reasonsOf } from './words.ts'

interface CompareDialogProps {
  readonly suggestion: Suggestion
  readonly acts: Pick<PairActs, 'kindOf' | 'setKind'>
  readonly mayEdit: boolean
  readonly onClose: () => void
  readonly onStep: (step: 1 | -1) => void
  readonly onAnswer: (how: 'accept' | 'dismiss') => void
}

const WAYS = [
  { value: 'beside', label: 'Side by side' },
  { value: 'swipe', label: 'Swipe' },
  { value: 'difference', label: 'Difference' },
] as const
type Way = (typeof WAYS)[number]['value']

/** The way that was chosen last, for the next pair as well. */
let lastWay: Way = 'beside'

/** A pair as large as there is room: beside each other, or one over the other where both are pictures. */
export function CompareDialog({ suggestion, acts, mayEdit, onClose, onStep, onAnswer }: CompareDialogProps) {
  const { from, to, score } = suggestion
  const canLay = Boolean(from.thumbnail && to.thumbnail)
  const [chosen, choose] = useState(lastWay)
  const way = canLay ? chosen : 'beside'
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if ((event.target as HTMLElement).matches('select, input, [role="radio"]')) return
    const key = event.key.toLowerCase()
    if (key === 'j' || key === 'arrowright') onStep(1)
    else if (key === 'k' || key === 'arrowleft') onStep(-1)
    else if (mayEdit && key === 'a') onAnswer('accept')
    else if (mayEdit && key === 'd') onAnswer('dismiss')
    else return
    event.preventDefault()
  }
  return (
    <Dialog open onClose={onClose} size="full" title={pairTitle(suggestion)} about={reasonsOf(suggestion).join(' · ')}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys for what has buttons as well */}
      <div className={styles.compare} onKeyDown={onKeyDown}>
        <div className={styles.bar}>
          {canLay && (
            <Segmented
              label="Compare"
              value={way}
              onChange={(next) => {
                lastWay = next
                choose(next)
              }}
              options={WAYS}
            />
          )}
          <span className={styles.steps}>
            <IconButton label="Pair before" shortcut="K" onClick={() => onStep(-1)}>
              <ChevronLeft />
            </IconButton>
            <IconButton label="Next pair" shortcut="J" onClick={() => onStep(1)}>
              <ChevronRight />
            </IconButton>
          </span>
        </div>
        {way === 'beside' ? <Beside {...suggestion} /> : <Laid key={pairOf(suggestion)} {...suggestion} way={way} />}
        <div className={styles.foot}>
          <Likelihood score={score} />
          {mayEdit && (
            <div className={styles.answer}>
              <span className={styles.kind}>
                <KindPicker
                  label="Kind"
                  bare
                  value={acts.kindOf(suggestion)}
                  onChange={(kind) => acts.setKind(suggestion, kind)}
                  subject={titleOf(from)}
                />
              </span>
              <Button icon={<X />} onClick={() => onAnswer('dismiss')}>
                Dismiss
              </Button>
              <Button look="primary" icon={<Check />} autoFocus onClick={() => onAnswer('accept')}>
                Accept
              </Button>
            </div>
          )}
        </div>
      </div>
    </Dialog>
  )
}

type Pair = Pick<Suggestion, 'from' | 'to'>

const Beside = ({ from, to }: Pair) => (
  <div className={styles.beside}>
    {[from, to].map((asset) => (
      <figure key={asset.asset_id} className={styles.side}>
        <div className={styles.picture}>
          <Thumb asset={asset} size={800} alt={titleOf(asset)} />
        </div>
        <Caption asset={asset} />
      </figure>
    ))}
  </div>
)

const Caption = ({ asset }: { asset: Suggestion['from'] }) => (
  <figcaption className={styles.caption}>
    <Link href={`/assets/${asset.asset_id}`}>{titleOf(asset)}</Link>
    <span>{[sizeWords(asset), asset.folder].filter(Boolean).join(' · ')}</span>
  </figcaption>
)

/** One over the other: with a line between them that is drawn, or what differs in light. */
function Laid({ from, to, way }: Pair & { way: 'swipe' | 'difference' }) {
  const [at, setAt] = useState(50)
  const over = way === 'swipe' ? { clipPath: `inset(0 0 0 ${at}%)` } : { mixBlendMode: 'difference' as const }
  return (
    <figure className={styles.side}>
      <div className={styles.laid}>
        <div className={styles.layer}>
          <Thumb asset={from} size={1600} alt={titleOf(from)} />
        </div>
        <div className={styles.layer} style={over}>
          <Thumb asset={to} size={1600} alt={titleOf(to)} />
        </div>
        {way === 'swipe' && <span className={styles.line} style={{ left: `${at}%` }} aria-hidden />}
        {way === 'swipe' && (
          <input
            type="range"
            className={styles.swipe}
            aria-label={`How much of ${titleOf(from)} is shown, before ${titleOf(to)}`}
            min={0}
            max={100}
            step={0.5}
            value={at}
            onChange={({ target }) => setAt(Number(target.value))}
          />
        )}
      </div>
      <div className={styles.captions}>
        <Caption asset={from} />
        {way === 'difference' && <span>Black where they are the same</span>}
        <Caption asset={to} />
      </div>
    </figure>
  )
}
