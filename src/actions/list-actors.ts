import { actorOfRef, actorRef } from '../core/change-refs.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Library } from '../core/library.ts'
import { catchUp } from './index-history.ts'

export interface ActorsPage {
  readonly actors: readonly string[]
  readonly nextCursor?: string
}

const SCOPE = 'actors'

/** Whoever changed something that the history still has. Costs the number of them, and not the length of the log. */
export async function listActors(
  { store }: Pick<Library, 'store'>,
  cloud: Cloud,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
): Promise<ActorsPage> {
  const [after] = cursor === undefined ? [] : (decodeCursor(cloud, SCOPE, cursor) as [string])
  await catchUp(store, cloud)
  const page = { prefix: actorRef(''), ...(after !== undefined && { after }), limit: limit + 1 }
  const refs = await store.read.changes.refs(cloud.id, page)
  const actors = refs.slice(0, limit).map(actorOfRef)
  return refs.length > limit ? { actors, nextCursor: encodeCursor(cloud, SCOPE, [refs[limit - 1]!]) } : { actors }
}
