import { Bot, KeyRound, Undo2, UserRound } from 'lucide-react'
import { useMay } from '../api/environment.ts'
import type { Cards } from '../graph/cards.ts'
import { Button } from '../ui/button.tsx'
import { ago, dateTime } from '../ui/format.ts'
import styles from './call-row.module.css'
import { type Call, picturedOf } from './calls.ts'
import { actorWords, callWords, restWords } from './change-words.ts'
import { ChangedAsset } from './changed-asset.tsx'

/** Pictures of one call in the list. */
const MOST_PICTURES = 5

interface CallRowProps {
  readonly call: Call
  readonly cards: Cards
  readonly undoneBy: string | undefined
  readonly onOpen: (call: string) => void
  readonly onUndo: (call: string) => void
  readonly onActor: () => void
}

/** Who did what, with pictures of what it was done to. */
export function CallRow({ call, cards, undoneBy, onOpen, onUndo, onActor }: CallRowProps) {
  const { edit } = useMay()
  const { id, at, actor, undoOf, changes } = call
  const assets = picturedOf(call)
  const count = Math.max(assets.length, ...changes.map((change) => change.assets_count))
  const shown = assets.slice(0, count === MOST_PICTURES + 1 ? MOST_PICTURES + 1 : MOST_PICTURES)
  const words = callWords(changes)
  return (
    <article className={styles.row} data-undone={undoneBy ? true : undefined}>
      <ActorIcon actor={actor} />
      <div className={styles.words}>
        <p className={styles.what}>
          <button type="button" className={styles.actor} onClick={onActor} title={`Only by ${actor}`}>
            {actorWords(actor)}
          </button>{' '}
          <button type="button" className={styles.open} onClick={() => onOpen(id)}>
            {words}
          </button>
        </p>
        <p className={styles.when}>
          <time dateTime={at} title={dateTime(at)}>
            {ago(at)}
          </time>
          {undoneBy && (
            <>
              {' · '}
              <button type="button" className={styles.link} onClick={() => onOpen(undoneBy)}>
                taken back
              </button>
            </>
          )}
          {undoOf && (
            <>
              {' · '}
              <button type="button" className={styles.link} onClick={() => onOpen(undoOf)}>
                what it took back
              </button>
            </>
          )}
        </p>
      </div>
      {shown.length > 0 && (
        <div className={styles.pictures}>
          {shown.map((asset) => (
            <ChangedAsset key={asset.asset_id} asset={asset} card={cards.get(asset.asset_id)} />
          ))}
          {count > shown.length && <span className={styles.rest}>{restWords(count - shown.length)}</span>}
        </div>
      )}
      <div className={styles.acts}>
        {edit && changes.some(({ undoable }) => undoable) && !undoneBy && (
          <Button size="small" look="quiet" icon={<Undo2 />} onClick={() => onUndo(id)} aria-label={`Undo: ${words}`}>
            Undo
          </Button>
        )}
      </div>
    </article>
  )
}

function ActorIcon({ actor }: { actor: string }) {
  const Icon = actor.startsWith('user:') ? UserRound : actor.startsWith('rule:') ? Bot : KeyRound
  return (
    <span className={styles.icon} aria-hidden>
      <Icon />
    </span>
  )
}
