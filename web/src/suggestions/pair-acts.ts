import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useApi } from '../api/environment.ts'
import { type LoggedChange, useUndo } from '../api/history.ts'
import {
  answeredBy,
  forgetGone,
  type Gone,
  pairOf,
  type Suggestion,
  useAccept,
  useDismiss,
} from '../api/suggestions.ts'
import { useChanges } from '../shell/live.ts'
import { counted, kindTitle } from '../ui/format.ts'
import { titleOf } from '../ui/thumb.tsx'
import { toast, toastError } from '../ui/toast.tsx'

/** What has an answer, or isn't there, and what has none, or is there again. */
const GOES = new Set<LoggedChange['type']>(['relate', 'dismiss', 'delete'])
const COMES_BACK = new Set<LoggedChange['type']>(['unrelate', 'undismiss', 'restore'])

/** What one call answers. */
const AT_ONCE = 1000
/** Of what failed, so many are told by name; the rest by their number. */
const MOST_NAMED = 5

/**
 * Accepting and dismissing; each says what became of it, and how to take it back. What has an answer, by whomever, is out of
 * sight from then on, whatever is loaded meanwhile.
 */
export function usePairActs() {
  const accept = useAccept().mutateAsync
  const dismiss = useDismiss().mutateAsync
  const undo = useUndo()
  const [gone, setGone] = useState<Gone>(new Set())
  const queries = useQueryClient()
  const api = useApi()
  const latest = useRef(gone)
  latest.current = gone
  useEffect(() => () => forgetGone(queries, api, latest.current), [queries, api])
  useChanges(
    useCallback((change) => {
      if (GOES.has(change.type)) setGone((now) => joined(now, answeredBy(change)))
      else if (COMES_BACK.has(change.type)) setGone((now) => without(now, answeredBy(change)))
    }, []),
  )
  /** Where another kind was chosen than the proposed one. */
  const [kinds, setKinds] = useState<ReadonlyMap<string, string>>(new Map())

  return useMemo(() => {
    const kindOf = (suggestion: Suggestion) => kinds.get(pairOf(suggestion)) ?? suggestion.kind
    const hide = (pairs: readonly Suggestion[]) => setGone((now) => joined(now, pairs.map(pairOf)))
    const show = (pairs: readonly Suggestion[]) => setGone((now) => without(now, pairs.map(pairOf)))
    const answer = async (
      pairs: readonly Suggestion[],
      send: (part: readonly Suggestion[]) => ReturnType<typeof dismiss>,
      words: (changed: number) => string,
      failedWords: string,
    ) => {
      hide(pairs)
      const calls: string[] = []
      const failed: string[] = []
      let changed = 0
      for (let at = 0; at < pairs.length; at += AT_ONCE) {
        const part = pairs.slice(at, at + AT_ONCE)
        try {
          const { answer, call } = await send(part)
          changed += answer.counts.changed
          if (answer.counts.changed > 0) calls.push(call)
          const refused = answer.results.flatMap(({ message }, i) => (message === undefined ? [] : [{ i, message }]))
          show(refused.map(({ i }) => part[i]!))
          failed.push(...refused.map(({ i, message }) => `${pairTitle(part[i]!)}: ${message}`))
        } catch (error) {
          show(part)
          toastError(failedWords, error)
        }
      }
      if (failed.length > 0) toastError(failedWords, new Error(shortened(failed)))
      const takeBack = async () => {
        await undo(calls)
        show(pairs)
      }
      if (calls.length > 0) toast(words(changed), { action: { label: 'Undo', run: takeBack } })
      else if (failed.length === 0 && pairs.length > 0 && changed === 0) toast('That was so already')
    }
    return {
      ...{ gone, kindOf },
      setKind: (suggestion: Suggestion, kind: string) => setKinds((now) => new Map(now).set(pairOf(suggestion), kind)),
      accept: (pairs: readonly Suggestion[]) =>
        answer(
          pairs,
          (part) => accept(part.map((suggestion) => ({ suggestion, kind: kindOf(suggestion) }))),
          (n) => (n === 1 ? relatedWords(kindOf(pairs[0]!)) : `${counted(n, 'pair')} related`),
          'Not all of it could be related',
        ),
      dismiss: (pairs: readonly Suggestion[]) =>
        answer(
          pairs,
          dismiss,
          (n) => (n === 1 ? 'It is not suggested again' : `${counted(n, 'pair')} are not suggested again`),
          'Not all of it could be dismissed',
        ),
    }
  }, [accept, dismiss, undo, gone, kinds])
}

const joined = (gone: Gone, more: readonly string[]): Gone => new Set([...gone, ...more])

const without = (gone: Gone, back: readonly string[]): Gone => {
  const left = new Set(gone)
  for (const one of back) left.delete(one)
  return left
}

export type PairActs = ReturnType<typeof usePairActs>

const relatedWords = (kind: string): string => (kind === 'related' ? 'Related' : `Related as ${kindTitle(kind)}`)

export const pairTitle = ({ from, to }: Suggestion): string => `${titleOf(from)} and ${titleOf(to)}`

const shortened = (lines: readonly string[]): string =>
  lines.length <= MOST_NAMED + 1
    ? lines.join('\n')
    : [...lines.slice(0, MOST_NAMED), `and ${counted(lines.length - MOST_NAMED, 'other')}`].join('\n')
