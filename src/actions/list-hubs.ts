import type { AssetCard } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Reader } from '../core/store.ts'
import { type Direction, labelsToFollow } from '../core/walk.ts'
import { kindsOf } from './relation-kinds.ts'

export interface HubsRequest {
  readonly kinds: readonly string[] | undefined
  readonly direction: Direction
  readonly limit: number
  readonly cursor: string | undefined
}

/** Assets with how many relations they have, those with the most first. */
export async function listHubs(
  reader: Reader,
  cloud: Cloud,
  { kinds, direction, limit, cursor }: HubsRequest,
): Promise<{ hubs: { asset: AssetCard; relations: number }[]; nextCursor?: string }> {
  const labels = labelsToFollow(await kindsOf(reader, cloud), kinds, direction)
  const scope = `hubs ${JSON.stringify(labels)}`
  const [degree, no] = cursor === undefined ? [] : (decodeCursor(cloud, scope, cursor) as [number, number])
  const found = await reader.graph.hubs(cloud.id, {
    limit: limit + 1,
    ...(labels && { labels }),
    ...(degree !== undefined && no !== undefined && { after: { degree, no } }),
  })
  const page = found.slice(0, limit)
  const cards = await reader.graph.cards(
    cloud.id,
    page.map(({ no }) => no),
  )
  const hubs = page.flatMap(({ no, degree }) => {
    const asset = cards.get(no)
    return asset ? [{ asset, relations: degree }] : []
  })
  const last = page.at(-1)
  if (!last || found.length <= limit) return { hubs }
  return { hubs, nextCursor: encodeCursor(cloud, scope, [last.degree, last.no]) }
}
