import { Check, CircleAlert, Undo2 } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { isUndone, type UndoResult, useUndo, useUndoPreview } from '../api/history.ts'
import { type Cards, useCards } from '../graph/cards.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { count, counted } from '../ui/format.ts'
import { Failed, Loading } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import styles from './call-dialog.module.css'
import { ChangedAsset } from './changed-asset.tsx'
import { undoWords } from './undo-words.ts'

/** Pieces that are tried beforehand: of a call that changed more, only the number of these is told. */
const MOST_PIECES = 10
/** Of what is taken back, and of what isn't, so many are listed. */
const MOST_ITEMS = 200

/** What would be taken back of a call, and what can't be, before it is. */
export function UndoDialog({ call, onClose }: { call: string; onClose: () => void }) {
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = useUndoPreview(call)
  const undo = useUndo()
  const cards = useCards(call)
  const [isBusy, setBusy] = useState(false)
  const pieces = data?.pages.length ?? 0
  const isTrying = hasNextPage && pieces < MOST_PIECES
  useEffect(() => {
    if (isTrying && !isFetching) void fetchNextPage()
  }, [isTrying, isFetching, fetchNextPage])

  const results = data?.pages.flatMap((page) => page.results) ?? []
  const undone = results.filter(({ outcome }) => outcome === 'undone')
  const already = results.filter(({ outcome }) => outcome === 'already')
  const left = results.filter((result) => !isUndone(result))
  const takeBack = async () => {
    setBusy(true)
    const { calls } = await undo([call])
    if (calls.length > 0 && undone.length > 0) {
      toast(`${counted(undone.length, 'change')} taken back`, {
        action: { label: 'Do it again', run: () => undo(calls) },
      })
    }
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      size="wide"
      title="Undo"
      about="What was changed since by somebody else is left as it is."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            icon={<Undo2 />}
            busy={isBusy}
            disabled={!data || isTrying || undone.length === 0}
            onClick={takeBack}
          >
            Take back {undone.length > 0 ? count(undone.length) : ''}
          </Button>
        </>
      }
    >
      {error ? (
        <Failed what="What would be undone" error={error} onRetry={refetch} />
      ) : !data ? (
        <Loading what="what would be undone" />
      ) : (
        <>
          {left.length > 0 && (
            <Group
              title={`${counted(left.length, 'change')} can’t be taken back`}
              icon={<CircleAlert aria-hidden />}
              results={left}
              cards={cards}
              isWarning
            />
          )}
          {undone.length > 0 && (
            <Group
              title={`${counted(undone.length, 'change')} will be taken back`}
              icon={<Undo2 aria-hidden />}
              results={undone}
              cards={cards}
            />
          )}
          {already.length > 0 && (
            <Group
              title={`${counted(already.length, 'change')} ${already.length === 1 ? 'is' : 'are'} taken back already`}
              icon={<Check aria-hidden />}
              results={already}
              cards={cards}
            />
          )}
          {hasNextPage && (
            <p className={styles.about} role="status">
              {isTrying ? 'Looking at the rest…' : 'There is more: it is taken back as far as it can be.'}
            </p>
          )}
        </>
      )}
    </Dialog>
  )
}

interface GroupProps {
  readonly title: string
  readonly icon: ReactNode
  readonly results: readonly UndoResult[]
  readonly cards: Cards
  readonly isWarning?: boolean
}

function Group({ title, icon, results, cards, isWarning }: GroupProps) {
  return (
    <section className={`${styles.group} ${isWarning ? styles.warning : ''}`}>
      <h3>
        {icon}
        {title}
      </h3>
      <ul className={styles.items}>
        {results.slice(0, MOST_ITEMS).map((result, i) => {
          const { assets, words } = undoWords(result)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: they stay in their order
            <li key={i} className={styles.item}>
              <span className={styles.pictures}>
                {assets.map((asset) => (
                  <ChangedAsset key={asset.asset_id} asset={asset} card={cards.get(asset.asset_id)} />
                ))}
              </span>
              <span className={styles.words}>
                <span>{words}</span>
                {result.message && result.outcome !== 'already' && (
                  <span className={styles.more}>{result.message}</span>
                )}
              </span>
            </li>
          )
        })}
      </ul>
      {results.length > MOST_ITEMS && (
        <p className={styles.about}>and {counted(results.length - MOST_ITEMS, 'other')}</p>
      )}
    </section>
  )
}
