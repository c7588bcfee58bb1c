import { CheckCheck, SearchX } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { Link } from 'wouter'
import { useMay } from '../api/environment.ts'
import { pairOf, type Suggestion } from '../api/suggestions.ts'
import { Button } from '../ui/button.tsx'
import { EndlessList, type EndlessListHandle } from '../ui/endless-list.tsx'
import { Empty, Failed, Skeleton } from '../ui/states.tsx'
import { CompareDialog } from './compare-dialog.tsx'
import styles from './inbox.module.css'
import { InboxBar } from './inbox-bar.tsx'
import { usePairActs } from './pair-acts.ts'
import { PairRow } from './pair-row.tsx'
import { useFeedKeys } from './use-feed-keys.ts'
import { useInbox, useInboxFilter } from './use-inbox.ts'

const ROW_HEIGHT = 216

/** Pairs that wait for an answer, of which one after the other is answered. */
export function Inbox() {
  const { edit: mayEdit } = useMay()
  const [filter, changeFilter] = useInboxFilter()
  const acts = usePairActs()
  const inbox = useInbox(filter, acts.gone)
  const { query, shown } = inbox
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [compared, setCompared] = useState<string>()
  const list = useRef<EndlessListHandle>(null)
  const feed = useRef<HTMLDivElement>(null)

  const selected = useMemo(() => shown.filter((one) => chosen.has(pairOf(one))), [shown, chosen])
  const toggle = (one: Suggestion) =>
    setChosen((now) => {
      const next = new Set(now)
      if (!next.delete(pairOf(one))) next.add(pairOf(one))
      return next
    })
  const keys = useFeedKeys({
    count: shown.length,
    ...{ list, feed },
    onKey: (key, at) => {
      const one = shown[at]
      if (!one) return false
      if (key === 'Enter') setCompared(pairOf(one))
      else if (!mayEdit) return false
      else if (key === 'a') answer('accept', [one])
      else if (key === 'd') answer('dismiss', [one])
      else if (key === 'x') toggle(one)
      else return false
      return true
    },
  })
  /** What was answered is gone; the next one takes its place, and the focus. */
  const answer = (how: 'accept' | 'dismiss', pairs: readonly Suggestion[], isFocusKept = false) => {
    const gone = new Set(pairs.map(pairOf))
    const at = shown.findIndex((one) => gone.has(pairOf(one)))
    const left = shown.length - gone.size
    void acts[how](pairs)
    setChosen((now) => new Set([...now].filter((pair) => !gone.has(pair))))
    if (isFocusKept) keys.reach(Math.min(at, left - 1))
    else if (left > 0) keys.focus(Math.min(at, left - 1))
  }
  const answerSelected = (how: 'accept' | 'dismiss') => answer(how, selected)
  const comparedAt = shown.findIndex((one) => pairOf(one) === compared)

  if (query.isError) return <Failed what="The suggestions" error={query.error} onRetry={query.refetch} />
  return (
    <div className={styles.inbox}>
      <InboxBar
        {...{ filter, changeFilter, mayEdit, selected }}
        shown={shown.length}
        hasMore={query.hasNextPage}
        onSelect={(isAll) => setChosen(new Set(isAll ? shown.map(pairOf) : []))}
        onAccept={() => answerSelected('accept')}
        onDismiss={() => answerSelected('dismiss')}
      />
      {shown.length > 0 && (
        <div ref={feed} role="feed" aria-label="Suggested pairs" aria-busy={inbox.isLooking} onKeyDown={keys.onKeyDown}>
          <EndlessList
            ref={list}
            items={shown}
            keyOf={pairOf}
            estimate={() => ROW_HEIGHT}
            onEnd={inbox.more}
            row={(one, at) => (
              <PairRow
                {...{ at, acts, mayEdit }}
                suggestion={one}
                count={query.hasNextPage ? -1 : shown.length}
                isReached={at === keys.reached}
                isSelected={chosen.has(pairOf(one))}
                onFocus={() => keys.reach(at)}
                onToggle={() => toggle(one)}
                onAccept={() => answer('accept', [one])}
                onDismiss={() => answer('dismiss', [one])}
                onCompare={() => setCompared(pairOf(one))}
              />
            )}
          />
        </div>
      )}
      <End inbox={inbox} isFiltered={Boolean(filter.reason || filter.type || filter.least)} onAll={changeFilter} />
      {comparedAt >= 0 && (
        <CompareDialog
          suggestion={shown[comparedAt]!}
          {...{ acts, mayEdit }}
          onClose={() => {
            setCompared(undefined)
            keys.focus(comparedAt)
          }}
          onStep={(step) => {
            const next = shown[comparedAt + step]
            if (next) setCompared(pairOf(next))
          }}
          onAnswer={(how) => {
            const next = shown[comparedAt + 1] ?? shown[comparedAt - 1]
            answer(how, [shown[comparedAt]!], true)
            setCompared(next && pairOf(next))
          }}
        />
      )}
    </div>
  )
}

interface EndProps {
  readonly inbox: ReturnType<typeof useInbox>
  readonly isFiltered: boolean
  readonly onAll: (filter: { reason: string; type: string; least: number }) => void
}

/** What comes after the last pair: others that are looked for, or nothing. */
function End({ inbox: { query, shown, isLooking, isStuck, goOn }, isFiltered, onAll }: EndProps) {
  if (query.isPending) {
    return (
      <div className={styles.skeletons} role="status">
        <span className="unseen">Looking for suggestions</span>
        {[0, 1, 2].map((i) => (
          <Skeleton key={i} height="9rem" />
        ))}
      </div>
    )
  }
  if (isLooking) {
    return (
      <p className={styles.looking} role="status">
        Looking for what belongs together…
      </p>
    )
  }
  if (isStuck) {
    return (
      <div className={styles.looking} role="status">
        <p>Nothing {shown.length > 0 ? 'else ' : ''}found among what was looked at so far.</p>
        <Button onClick={goOn}>Look further</Button>
      </div>
    )
  }
  if (shown.length > 0) return null
  return isFiltered ? (
    <Empty
      icon={<SearchX />}
      title="No suggestion is like that"
      actions={<Button onClick={() => onAll({ reason: '', type: '', least: 0 })}>Show all suggestions</Button>}
    />
  ) : (
    <Empty icon={<CheckCheck />} title="Nothing is left to look at">
      When something is uploaded that may belong to what is there, it is suggested here. What always holds can be{' '}
      <Link href="/suggestions?tab=rules">a rule</Link>.
    </Empty>
  )
}
