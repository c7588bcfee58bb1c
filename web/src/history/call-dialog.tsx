import { Undo2 } from 'lucide-react'
import { useMemo } from 'react'
import { useMay } from '../api/environment.ts'
import { type LoggedChange, useCall } from '../api/history.ts'
import { type Cards, useCards } from '../graph/cards.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { counted, dateTime } from '../ui/format.ts'
import { Failed, Loading } from '../ui/states.tsx'
import styles from './call-dialog.module.css'
import { actorWords, callWords, changeWords, itemsOf } from './change-words.ts'
import { ChangedAsset } from './changed-asset.tsx'

interface CallDialogProps {
  readonly call: string
  readonly onOpen: (call: string) => void
  readonly onClose: () => void
  readonly onUndo: (call: string) => void
}

/** Of one change, so many things are listed. */
const MOST_ITEMS = 200

/** All that one call changed, item by item. */
export function CallDialog({ call, onOpen, onClose, onUndo }: CallDialogProps) {
  const { edit } = useMay()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useCall(call)
  const changes = useMemo(() => data?.pages.flatMap((page) => page.changes) ?? [], [data])
  const undoneBy = data?.pages[0]?.undone_by ?? []
  const cards = useCards(call)
  const first = changes[0]
  const undoOf = first?.undo_of
  const canUndo = first && undoneBy.length === 0 && changes.some(({ undoable }) => undoable)
  return (
    <Dialog
      open
      onClose={onClose}
      size="wide"
      title={first ? `${actorWords(first.actor)} ${callWords(changes)}` : 'A change'}
      about={first ? dateTime(first.at) : undefined}
      actions={
        edit &&
        canUndo && (
          <Button
            icon={<Undo2 />}
            onClick={() => {
              onClose()
              onUndo(call)
            }}
          >
            Undo…
          </Button>
        )
      }
    >
      {error ? (
        <Failed what="The change" error={error} onRetry={refetch} />
      ) : !data ? (
        <Loading what="the change" />
      ) : (
        <>
          {(undoneBy.length > 0 || undoOf) && (
            <p className={styles.about}>
              {undoneBy.length > 0 && 'It was taken back: '}
              {undoneBy.map((by) => (
                <button key={by} type="button" className={styles.link} onClick={() => onOpen(by)}>
                  see how
                </button>
              ))}
              {undoOf && (
                <button type="button" className={styles.link} onClick={() => onOpen(undoOf)}>
                  See what it took back
                </button>
              )}
            </p>
          )}
          {changes.map((change, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they stay in their order
            <Items key={i} change={change} cards={cards} isOnly={changes.length === 1} />
          ))}
          {hasNextPage && (
            <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show more of it
            </Button>
          )}
        </>
      )}
    </Dialog>
  )
}

function Items({ change, cards, isOnly }: { change: LoggedChange; cards: Cards; isOnly: boolean }) {
  const items = itemsOf(change)
  return (
    <section className={styles.change}>
      {!isOnly && <h3>{changeWords(change)}</h3>}
      <ul className={styles.items}>
        {items.slice(0, MOST_ITEMS).map(({ key, assets, words, more }) => (
          <li key={key} className={styles.item}>
            <span className={styles.pictures}>
              {assets.map((asset) => (
                <ChangedAsset key={asset.asset_id} asset={asset} card={cards.get(asset.asset_id)} />
              ))}
            </span>
            <span className={styles.words}>
              <span>{words}</span>
              {more && <span className={styles.more}>{more}</span>}
            </span>
          </li>
        ))}
      </ul>
      {items.length > MOST_ITEMS && <p className={styles.about}>and {counted(items.length - MOST_ITEMS, 'other')}</p>}
      {items.length === 0 && isOnly && <p className={styles.about}>There is nothing more to tell of it.</p>}
    </section>
  )
}
