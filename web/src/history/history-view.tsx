import { History } from 'lucide-react'
import { useMemo, useState } from 'react'
import { type HistoryFilter, useHistory } from '../api/history.ts'
import { useCards } from '../graph/cards.ts'
import { PageHead } from '../shell/page-head.tsx'
import { Button } from '../ui/button.tsx'
import { EndlessList } from '../ui/endless-list.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { CallDialog } from './call-dialog.tsx'
import { CallRow } from './call-row.tsx'
import { dayWords, rowsOf } from './calls.ts'
import { HistoryFilters } from './history-filters.tsx'
import styles from './history-view.module.css'
import { UndoDialog } from './undo-dialog.tsx'
import { useHistoryAddress } from './use-history-address.ts'

const ROW_HEIGHT = 72
const DAY_HEIGHT = 56

/** Who changed what, newest first; each call can be looked into, and taken back. */
export function HistoryView() {
  const { filter, call: opened, change, open } = useHistoryAddress()
  const [undone, undo] = useState<string>()
  return (
    <>
      <PageHead
        title="History"
        about="Who changed what. What was changed can be looked into, and most of it taken back."
      />
      <div className={styles.history}>
        <HistoryFilters {...{ filter, change }} />
        <Calls {...{ filter }} onOpen={open} onUndo={undo} onFilter={change} />
      </div>
      {opened && <CallDialog key={opened} call={opened} onOpen={open} onClose={() => open(undefined)} onUndo={undo} />}
      {undone && <UndoDialog call={undone} onClose={() => undo(undefined)} />}
    </>
  )
}

interface CallsProps {
  readonly filter: HistoryFilter
  readonly onOpen: (call: string) => void
  readonly onUndo: (call: string) => void
  readonly onFilter: (change: HistoryFilter) => void
}

function Calls({ filter, onOpen, onUndo, onFilter }: CallsProps) {
  const { data, error, refetch, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = useHistory(filter)
  const changes = useMemo(() => data?.pages.flatMap((page) => page.changes) ?? [], [data])
  const rows = useMemo(() => rowsOf(changes), [changes])
  const cards = useCards(data)
  /** What was taken back, by the calls that did it: those come before it, as they are newer. */
  const undoneBy = useMemo(
    () => new Map(changes.flatMap(({ call, undo_of: of }) => (of === undefined ? [] : [[of, call]]))),
    [changes],
  )
  const more = () => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage()
  }
  if (error && !data) return <Failed what="The history" error={error} onRetry={refetch} />
  if (!data) return <Loading what="the history" />
  if (rows.length === 0 && !hasNextPage) {
    const isFiltered = Object.values(filter).some(Boolean)
    return (
      <Empty icon={<History />} title={isFiltered ? 'Nothing in the history is like that' : 'Nothing has happened yet'}>
        {isFiltered
          ? 'Change or clear the filters above.'
          : 'Uploads, edits and relations are told here as they are made.'}
      </Empty>
    )
  }
  return (
    <>
      <EndlessList
        items={rows}
        keyOf={({ key }) => key}
        estimate={({ type }) => (type === 'day' ? DAY_HEIGHT : ROW_HEIGHT)}
        onEnd={more}
        row={(row) =>
          row.type === 'day' ? (
            <h2 className={styles.day}>{dayWords(row.day)}</h2>
          ) : (
            <CallRow
              call={row.call}
              cards={cards}
              undoneBy={undoneBy.get(row.call.id)}
              {...{ onOpen, onUndo }}
              onActor={() => onFilter({ actor: row.call.actor })}
            />
          )
        }
      />
      <p className={styles.end} role="status">
        {isFetchNextPageError ? (
          <Button onClick={() => void fetchNextPage()}>Try to load more again</Button>
        ) : hasNextPage ? (
          'Loading more…'
        ) : (
          'This is where the history begins.'
        )}
      </p>
    </>
  )
}
