import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { MAX_EACH_OTHER } from '../core/relation.ts'
import { isDirected } from '../core/relation-kind.ts'
import { kindToRelateBy } from './kind-to-relate-by.ts'
import { type NamedRelation, type RelateManyOutcome, relateMany } from './relate-many.ts'
import { kindsOf } from './relation-kinds.ts'

/**
 * Relates each of some assets with each other one, by a symmetric kind, with an outcome for each pair. Throws `invalid`
 * for fewer than two, for too many, and for a directed kind: that would not say which of two is its subject.
 */
export async function relateEachOther(
  library: Library,
  caller: Caller,
  assets: readonly string[],
  kindName: string | undefined,
): Promise<{ pairs: NamedRelation[]; outcomes: RelateManyOutcome[] }> {
  if (assets.length < 2 || assets.length > MAX_EACH_OTHER) {
    throw invalid(`assets takes 2 to ${MAX_EACH_OTHER} items, got ${assets.length}: each is related to all the others`)
  }
  const { kind } = kindToRelateBy(await kindsOf(library.store.read, caller.cloud), kindName)
  if (isDirected(kind.no)) {
    throw invalid(
      `${kind.name} has a direction, and each of two assets can't be the one that has it: pass a symmetric kind, or POST /relations with the pairs`,
    )
  }
  const pairs = assets.flatMap((from, i) => assets.slice(i + 1).map((to) => ({ from, to, kind: kind.name })))
  return { pairs, outcomes: await relateMany(library, caller, pairs) }
}
