import type { AssetIdentifier, AssetKey } from '../core/asset.ts'
import { backRef, goneRef } from '../core/change-refs.ts'
import { positionAt, timeOfPosition } from '../core/clock.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { NamedAsset } from '../core/ports/past.ts'
import type { Reader } from '../core/store.ts'
import { numberOf } from './list-history.ts'
import { type Entry, type PastDetails, relationsThen } from './relations-then.ts'

/** A relation as an asset had it, from its side. */
export interface PastRelation extends PastDetails {
  readonly other: AssetKey
  /** Whether the other one is deleted by now. */
  readonly isDeleted: boolean
  /** Whether it is gone for good: it is named as the log knew it, and stands where its call was logged. */
  readonly isGone: boolean
}

export interface PastPage {
  readonly asset: AssetKey
  readonly related: readonly PastRelation[]
  readonly total: number
  readonly counts: ReadonlyMap<number, number>
  readonly nextCursor: string | undefined
  /** Whether there may be others, gone for good by now, of which nothing is kept. */
  readonly isIncomplete: boolean
}

export interface PastQuery {
  readonly labels: readonly number[] | undefined
  readonly limit: number
  readonly cursor: string | undefined
}

/**
 * What an asset was related to at a time (Unix milliseconds), in the order of its lists then: what it is related to now,
 * with all that was changed since taken back. What was logged before has to be indexed. Throws `invalid` for a time before what is kept of the history, or to come;
 * `not_found` for an asset that nothing is known of, or that is gone for good itself.
 */
export async function relatedAt(
  reader: Reader,
  cloud: Cloud,
  identifier: AssetIdentifier,
  at: number,
  { labels, limit, cursor }: PastQuery,
): Promise<PastPage> {
  await checkTime(reader, cloud, at)
  const no = await numberOf(reader, cloud, identifier)
  // Everything of that millisecond counts as before.
  const after = positionAt(at + 1 - 1 / 1000)
  const then = await relationsThen(reader, cloud, no, after)
  const nos = [...new Set([no, ...[...then.entries, ...then.ofLog].map(({ other }) => other)])]
  const stored = await reader.past.names(cloud.id, nos)
  const asset = stored.get(no)
  if (!asset) throw new AppError('not_found', 'That asset is gone for good, and what it was related to with it')
  const names = new Map<number, NamedAsset>(stored)
  for (const other of nos) {
    const key = then.logged.get(other)
    if (key && !names.has(other)) names.set(other, { ...key, isDeleted: true })
  }
  const entries = [...then.entries, ...then.ofLog.filter(({ other }) => !stored.has(other))]
  const there = await thereAt(reader, cloud, after, names)
  const all = !there.has(no)
    ? []
    : entries.filter(({ other }) => there.has(other)).sort((a, b) => compare(placeOf(a), placeOf(b)))
  const counts = new Map([...Map.groupBy(all, ({ label }) => label)].map(([label, of]) => [label, of.length]))
  const scope = `related at ${at} ${no} ${labels ?? ''}`
  const from = cursor === undefined ? undefined : decodeCursor(cloud, scope, cursor)
  const wanted = all.filter(
    (entry) => (!labels || labels.includes(entry.label)) && (!from || compare(placeOf(entry), from) > 0),
  )
  const page = wanted.slice(0, limit)
  return {
    asset,
    related: page.map(({ other, position: _, ...state }) => {
      const { isDeleted, ...key } = names.get(other)!
      return { ...state, other: key, isDeleted, isGone: !stored.has(other) }
    }),
    total: all.length,
    counts,
    nextCursor: wanted.length > limit ? encodeCursor(cloud, scope, placeOf(page.at(-1)!)) : undefined,
    isIncomplete: then.isIncomplete || entries.some(({ other }) => !names.has(other)),
  }
}

async function checkTime(reader: Reader, cloud: Cloud, at: number): Promise<void> {
  if (at > Date.now()) throw invalid('Invalid value for at: that time is yet to come')
  const { swept } = await reader.changes.marks(cloud.id)
  const keptFrom = Math.max(cloud.createdAt, swept === '' ? 0 : timeOfPosition(swept) + 1)
  if (at < keptFrom) {
    throw invalid(`Invalid value for at: the history is kept from ${new Date(keptFrom).toISOString()} on`)
  }
}

const placeOf = ({ label, position, other }: Entry) => [label, position, other] as const

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [i, part] of a.entries()) if (part !== b[i]) return part < b[i]! ? -1 : 1
  return 0
}

/** Which of these assets were there at a position: what first became of each after it tells. */
async function thereAt(
  reader: Reader,
  cloud: Cloud,
  after: string,
  names: ReadonlyMap<number, NamedAsset>,
): Promise<Set<number>> {
  const nos = [...names.keys()]
  const first = await reader.changes.firstOf(cloud.id, [...nos.map(goneRef), ...nos.map(backRef)], after)
  return new Set(
    nos.filter((no) => {
      const [gone, back] = [first.get(goneRef(no)), first.get(backRef(no))]
      if (gone === undefined && back === undefined) return !names.get(no)!.isDeleted
      return back === undefined || (gone !== undefined && gone < back)
    }),
  )
}
