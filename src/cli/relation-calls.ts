import { MAX_RELATIONS_PER_CALL } from '../core/relation.ts'
import type { RelationResults } from '../http/api/contract.ts'
import type { Client } from './client.ts'
import type { JsonOption } from './options.ts'
import { count, fail, note, printJson } from './output.ts'
import { Progress } from './progress.ts'
import { printTable } from './table.ts'

export interface RelationItem {
  readonly from: string
  readonly to: string
  readonly kind?: string | undefined
  readonly [detail: string]: unknown
}

interface RelationCall {
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  /** What its list is called. */
  readonly field: string
  /** What became of those that went well. */
  readonly done: string
}

export const RELATE: RelationCall = { method: 'POST', path: '/relations', field: 'relations', done: 'added' }
export const UNRELATE: RelationCall = { ...RELATE, method: 'DELETE', done: 'removed' }
export const ACCEPT: RelationCall = { ...RELATE, path: '/suggestions/accept', field: 'suggestions' }
export const DISMISS: RelationCall = { ...ACCEPT, path: '/suggestions/dismiss', done: 'dismissed' }

/** Each pair once. */
export const eachOther = (names: readonly string[]): RelationItem[] =>
  names.flatMap((from, i) => names.slice(i + 1).map((to) => ({ from, to })))

/** Relates or unrelates, in as many calls as it takes; what fails is told, item by item, and the rest goes on. */
export async function callForEach(
  client: Client,
  { method, path, field, done }: RelationCall,
  relations: readonly RelationItem[],
  { json, summaryOnly }: JsonOption & { readonly summaryOnly?: boolean },
): Promise<void> {
  const progress = new Progress()
  const results: RelationResults['results'][number][] = []
  let changed = 0
  for (let start = 0; start < relations.length; start += MAX_RELATIONS_PER_CALL) {
    progress.show(() => `${start.toLocaleString('en')} of ${count(relations.length, 'relation')}`)
    const batch = relations.slice(start, start + MAX_RELATIONS_PER_CALL)
    const answer = await client.api<RelationResults>(method, path, {
      json: { [field]: batch },
      repeatable: true,
    })
    changed += answer.counts.changed
    results.push(...answer.results)
  }
  progress.clear()
  if (json) for (const result of results) printJson(result)
  else if (!summaryOnly) {
    printTable(
      [
        { title: 'FROM', shrinks: 'middle' },
        { title: 'KIND' },
        { title: 'TO', shrinks: 'middle' },
        { title: 'RESULT' },
      ],
      results.map(({ from, kind = 'related', to, outcome }) => [from, kind, to, outcome.replaceAll('_', ' ')]),
    )
  }
  for (const { from, to, message } of results) if (message !== undefined) fail(`${from} and ${to}: ${message}`)
  note(`${count(changed, 'relation')} ${done}`)
}
