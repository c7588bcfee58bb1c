import type { AssetCard } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Reader } from '../core/store.ts'
import { labelsToFollow, MAX_LOOK_MS } from '../core/walk.ts'
import { kindsOf } from './relation-kinds.ts'

/** Assets looked at in one statement. */
const LOOK_AT_ONCE = 5000

/**
 * Assets that have no relation of these kinds, by either name, or none at all: those uploaded last come first. Where few
 * are so, a page ends once its time is over, with fewer assets and a cursor: what it costs doesn't grow with the library.
 */
export async function listUnrelated(
  reader: Reader,
  cloud: Cloud,
  { kinds, limit, cursor }: { kinds: readonly string[] | undefined; limit: number; cursor: string | undefined },
): Promise<{ assets: AssetCard[]; nextCursor?: string }> {
  const labels = labelsToFollow(await kindsOf(reader, cloud), kinds, 'both')
  const scope = `unrelated ${JSON.stringify(labels)}`
  const [first] = cursor === undefined ? [] : (decodeCursor(cloud, scope, cursor) as [number])
  const deadline = performance.now() + MAX_LOOK_MS
  const assets: AssetCard[] = []
  let before = first
  do {
    const page = await reader.graph.unrelated(cloud.id, {
      look: LOOK_AT_ONCE,
      limit: limit - assets.length,
      ...(labels && { labels }),
      ...(before !== undefined && { before }),
    })
    assets.push(...page.assets)
    before = page.end
  } while (before !== undefined && assets.length < limit && performance.now() < deadline)
  return { assets, ...(before !== undefined && { nextCursor: encodeCursor(cloud, scope, [before]) }) }
}
