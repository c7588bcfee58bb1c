import type { LoggedChange, RelationState } from '../../src/core/change.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import type { RelationRef } from '../../src/core/relation.ts'
import { isDirected } from '../../src/core/relation-kind.ts'
import type { Store } from '../../src/core/store.ts'
import type { Engine } from '../../src/store/engine.ts'
import { sql } from '../../src/store/sql.ts'

const PAGE = 500

const keyOf = ({ from, to, kind }: RelationRef): string =>
  isDirected(kind) || from < to ? `${from} ${to} ${kind}` : `${to} ${from} ${kind}`

/**
 * Sums a cloud's log up, from its beginning: each change begins with what the ones before have left, and in the end that
 * is what is there, deleted assets' relations too. Answers what is wrong, in sentences. Nothing may have been purged.
 */
export async function differencesFromLog({ reader }: Engine, store: Store, { id }: Cloud): Promise<string[]> {
  const sum = new Map<string, RelationState | undefined>()
  const wrong: string[] = []
  for (let after = ''; ; ) {
    const { changes, hasMore } = await store.read.changes.page(id, { after, direction: 'asc', limit: PAGE })
    for (const change of changes) wrong.push(...add(sum, change))
    if (!hasMore) break
    after = changes.at(-1)!.position
  }
  const rows = await reader.all<RelationRef & { note: string | null }>(
    sql`select a_no as "from", b_no as "to", kind as "kind", note as "note" from relation where cloud_id = ${id}`,
  )
  const there = new Map(rows.map((row) => [keyOf(row), row.note]))
  for (const key of new Set([...sum.keys(), ...there.keys()])) {
    if (!sum.has(key)) wrong.push(`${key} is there, and no log says so`)
    else if (!there.has(key)) wrong.push(`${key} is not there, and the log says that it is`)
    else if ((sum.get(key)?.note ?? null) !== there.get(key)) wrong.push(`${key} has another note than the log says`)
  }
  return wrong
}

function add(sum: Map<string, RelationState | undefined>, change: LoggedChange): string[] {
  if (change.type !== 'relate' && change.type !== 'unrelate' && change.type !== 'edit_relations') return []
  return change.relations.flatMap(({ before, after, ...ref }) => {
    const key = keyOf(ref)
    const was = sum.has(key)
    const note = sum.get(key)?.note
    if (change.type === 'unrelate') sum.delete(key)
    else sum.set(key, after)
    if (was !== (change.type !== 'relate')) return [`${change.type} of ${key} at ${change.position} finds it otherwise`]
    return before && before.note !== note ? [`${change.type} of ${key} at ${change.position} had another note`] : []
  })
}
