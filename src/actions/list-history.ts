import { type AssetIdentifier, formatIdentifier } from '../core/asset.ts'
import type { Change, LoggedChange } from '../core/change.ts'
import { actorRef, assetRef, assetsOf, callRef, idRef, refsOf, typeRef, undoRef } from '../core/change-refs.ts'
import { positionAt } from '../core/clock.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { AppError } from '../core/errors.ts'
import type { Reader } from '../core/store.ts'

/** Changes that are looked at for one page of those that fit all that was asked for. */
const MAX_READ = 1000
const READ_AT_ONCE = 100

export interface HistoryQuery {
  readonly asset?: AssetIdentifier | undefined
  readonly actor?: string | undefined
  readonly type?: Change['type'] | undefined
  /** Unix milliseconds: from this on, and until before that. */
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface HistoryPage {
  readonly changes: LoggedChange[]
  /** There may be more, though a page may be empty, where few of many fit. */
  readonly nextCursor: string | undefined
}

/** Whether changes are looked up in the index of the log, for which that has to be made first (`catchUp`). */
export const isLookedUp = ({ asset, actor, type }: Partial<Record<'asset' | 'actor' | 'type', unknown>>): boolean =>
  asset !== undefined || actor !== undefined || type !== undefined

/**
 * What was changed, newest first, as far as the log is indexed where changes are looked up. Throws `not_found` for an asset
 * that nothing is known of. Cost grows with the page, not with the log.
 */
export async function listHistory(reader: Reader, cloud: Cloud, query: HistoryQuery): Promise<HistoryPage> {
  const { asset, actor, type, since, until, limit, cursor } = query
  const scope = `history ${JSON.stringify([asset, actor, type, since, until])}`
  const [before = until === undefined ? undefined : positionAt(until)] =
    cursor === undefined ? [] : (decodeCursor(cloud, scope, cursor) as [string])
  const refs = [
    ...(asset ? [assetRef(await numberOf(reader, cloud, asset))] : []),
    ...(actor === undefined ? [] : [actorRef(actor)]),
    ...(type === undefined ? [] : [typeRef(type)]),
  ]
  // Just before the first position of that time.
  const after = since === undefined ? '' : positionAt(since - 1 / 1000)
  return readPage(reader, cloud, { refs, after, before, limit }, scope)
}

interface Range {
  /** The first is looked up, the others are compared. */
  readonly refs: readonly string[]
  readonly after: string
  readonly before: string | undefined
  readonly limit: number
}

async function readPage(
  reader: Reader,
  cloud: Cloud,
  { refs: [ref, ...others], after, before, limit }: Range,
  scope: string,
): Promise<HistoryPage> {
  const found: LoggedChange[] = []
  let end = before
  for (let read = 0; read < MAX_READ; ) {
    const range = { after, ...(end !== undefined && { before: end }), ...(ref !== undefined && { ref }) }
    const page = await reader.changes.page(cloud.id, {
      ...range,
      direction: 'desc',
      limit: others.length > 0 ? READ_AT_ONCE : limit - found.length,
    })
    for (const change of page.changes) {
      if (found.length === limit) return { changes: found, nextCursor: encodeCursor(cloud, scope, [end!]) }
      end = change.position
      const its = others.length > 0 ? refsOf(change) : []
      if (others.every((other) => its.includes(other))) found.push(change)
    }
    if (!page.hasMore) return { changes: found, nextCursor: undefined }
    // A page without filters is as long as it could be read at once.
    if (others.length === 0) break
    read += page.changes.length
  }
  return { changes: found, nextCursor: encodeCursor(cloud, scope, [end!]) }
}

/** Of an asset that is there, in the trash, or gone for good, as long as its deletion is in the log. */
export async function numberOf(reader: Reader, cloud: Cloud, asset: AssetIdentifier): Promise<number> {
  const [present] = await reader.assets.find(cloud.id, [asset])
  if (present) return present.no
  const [deleted] = await reader.trash.list(cloud.id, asset, 1)
  if (deleted) return deleted.no
  if ('assetId' in asset) {
    const { changes } = await reader.changes.page(cloud.id, { ref: idRef(asset.assetId), direction: 'desc', limit: 1 })
    const gone = changes.flatMap(assetsOf).find(({ assetId }) => assetId === asset.assetId)
    if (gone) return gone.no
  }
  throw new AppError('not_found', `There is no asset ${formatIdentifier(asset)}, nor a deleted one of which is known`)
}

export interface LoggedCall extends HistoryPage {
  /** The calls that undid this one, oldest first; some of the first. */
  readonly undoneBy: readonly string[]
}

/** What one call changed, oldest first, as far as the log is indexed. Throws `not_found` where nothing is logged of it. */
export async function getCall(
  reader: Reader,
  cloud: Cloud,
  call: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<LoggedCall> {
  const scope = `call ${call}`
  const [after = ''] = cursor === undefined ? [] : (decodeCursor(cloud, scope, cursor) as [string])
  const { changes, hasMore } = await reader.changes.page(cloud.id, {
    ref: callRef(call),
    after,
    direction: 'asc',
    limit,
  })
  if (changes.length === 0 && after === '') throw unknownCall(call)
  const undone = await reader.changes.page(cloud.id, { ref: undoRef(call), direction: 'asc', limit: READ_AT_ONCE })
  return {
    changes,
    undoneBy: [...new Set(undone.changes.map(({ requestId }) => requestId))],
    nextCursor: hasMore ? encodeCursor(cloud, scope, [changes.at(-1)!.position]) : undefined,
  }
}

export const unknownCall = (call: string): AppError =>
  new AppError(
    'not_found',
    `Nothing is logged of the call ${JSON.stringify(call.slice(0, 100))}: it changed nothing, or that is no longer kept. GET /history lists calls`,
  )
