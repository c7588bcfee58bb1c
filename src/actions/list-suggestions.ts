import type { Asset, AssetIdentifier } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { EVERYTHING } from '../core/search/condition.ts'
import type { SortKey } from '../core/search/sort.ts'
import type { Reader } from '../core/store.ts'
import { MAX_LOOK_MS } from '../core/walk.ts'
import { getAsset } from './get-asset.ts'
import { kindsOf } from './relation-kinds.ts'
import { otherOf, type Suggestion, suggestFor } from './suggest-relations.ts'

export interface SuggestionsPage {
  readonly suggestions: readonly Suggestion[]
  readonly nextCursor?: string
}

export interface SuggestionsRequest {
  readonly minScore: number
  readonly limit: number
  readonly cursor: string | undefined
}

/** What probably belongs to one asset, or together in the whole environment. Throws `not_found`. */
export const listSuggestions = (
  reader: Reader,
  cloud: Cloud,
  asset: AssetIdentifier | undefined,
  request: SuggestionsRequest,
): Promise<SuggestionsPage> =>
  asset ? suggestionsOf(reader, cloud, asset, request) : inboxByScore(reader, cloud, request)

/** Strongest first of all would be to look at every asset: a page is sorted, the pages are not. */
async function inboxByScore(reader: Reader, cloud: Cloud, request: SuggestionsRequest): Promise<SuggestionsPage> {
  const { suggestions, ...end } = await inbox(reader, cloud, request)
  return { ...end, suggestions: suggestions.toSorted((a, b) => b.score - a.score) }
}

/** The likeliest first. */
async function suggestionsOf(
  reader: Reader,
  cloud: Cloud,
  identifier: AssetIdentifier,
  { minScore, limit, cursor }: SuggestionsRequest,
): Promise<SuggestionsPage> {
  const asset = await getAsset(reader, cloud, identifier)
  const scope = `suggestions ${asset.no} ${minScore}`
  const after = cursor === undefined ? undefined : (decodeCursor(cloud, scope, cursor) as [number, number])
  const all = await suggestFor(reader, await kindsOf(reader, cloud), cloud, asset, minScore)
  const rest = all.filter((suggestion) => isPast(suggestion, asset, after))
  const suggestions = rest.slice(0, limit)
  const last = suggestions.at(-1)
  if (!last || rest.length <= limit) return { suggestions }
  return { suggestions, nextCursor: encodeCursor(cloud, scope, [last.score, otherOf(last, asset).no]) }
}

/** In the order of an asset's suggestions: after the one with that score, and that other asset. */
function isPast(
  suggestion: Suggestion,
  asset: Asset,
  after: readonly [score: number, no: number] | undefined,
): boolean {
  if (!after) return true
  const [score, no] = after
  return suggestion.score < score || (suggestion.score === score && otherOf(suggestion, asset).no > no)
}

const NEWEST_UPLOADS: readonly SortKey[] = [{ column: 'uploadedAt', direction: 'desc' }]
/** Assets that are read at once, and that are looked at for one page. */
const ASSETS_AT_ONCE = 20
const MAX_ASSETS_OF_PAGE = 100

/** Where a page ended: before the asset with the last number, or within its suggestions. */
type InboxPosition = [uploadedAt: number, no: number, within: number, score: number, other: number]

/**
 * What probably belongs together in the whole environment, asset by asset, those uploaded last first; each pair once, at
 * the one uploaded last. Where little is suggested a page ends once its time is over, with a cursor all the same.
 */
async function inbox(
  reader: Reader,
  cloud: Cloud,
  { minScore, limit, cursor }: SuggestionsRequest,
): Promise<SuggestionsPage> {
  const scope = `suggestions ${minScore}`
  const deadline = performance.now() + MAX_LOOK_MS
  const kinds = await kindsOf(reader, cloud)
  const start = cursor === undefined ? undefined : (decodeCursor(cloud, scope, cursor) as InboxPosition)
  const suggestions: Suggestion[] = []
  let [after, looked] = [start?.slice(0, 2), 0]
  const isOver = () => looked >= MAX_ASSETS_OF_PAGE || suggestions.length >= limit || performance.now() > deadline
  for (;;) {
    const { assets, end } = await reader.search.page(cloud.id, {
      ...{ where: EVERYTHING, sort: NEWEST_UPLOADS, limit: ASSETS_AT_ONCE },
      ...(after && after[1]! >= 0 && { after }),
    })
    for (const asset of assets) {
      if (looked > 0 && isOver()) {
        return { suggestions, nextCursor: encodeCursor(cloud, scope, [...(after ?? [0, -1]), -1, 0, 0]) }
      }
      const within = start?.[2] === asset.no ? ([start[3], start[4]] as const) : undefined
      const own = (await suggestFor(reader, kinds, cloud, asset, minScore))
        .filter((suggestion) => isUploadedBefore(otherOf(suggestion, asset), asset))
        .filter((suggestion) => isPast(suggestion, asset, within))
      const room = limit - suggestions.length
      suggestions.push(...own.slice(0, room))
      const last = suggestions.at(-1)
      if (own.length > room && last) {
        const position = [...(after ?? [0, -1]), asset.no, last.score, otherOf(last, asset).no]
        return { suggestions, nextCursor: encodeCursor(cloud, scope, position) }
      }
      after = [asset.uploadedAt, asset.no]
      looked++
    }
    if (!end) return { suggestions }
  }
}

const isUploadedBefore = (a: Asset, b: Asset): boolean =>
  a.uploadedAt < b.uploadedAt || (a.uploadedAt === b.uploadedAt && a.no < b.no)
