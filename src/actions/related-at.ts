import type { AssetIdentifier, AssetKey } from '../core/asset.ts'
import type { LoggedChange } from '../core/change.ts'
import { assetRef, backRef, goneRef } from '../core/change-refs.ts'
import { positionAt, timeOfPosition } from '../core/clock.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { NO_DETAILS, type Relation } from '../core/relation.ts'
import { labelOf } from '../core/relation-kind.ts'
import type { NamedAsset, Store } from '../core/store.ts'
import { catchUp } from './index-history.ts'
import { numberOf } from './list-history.ts'

/** Relations that an asset has or had, and changes of them since, that are looked through: more are refused. */
const MAX_RELATIONS = 20_000
const MAX_CHANGES = 10_000
const PAGE_SIZE = 500

/** A relation as an asset had it, from its side. */
export interface PastRelation extends PastDetails {
  readonly other: AssetKey
  /** Whether the other one is deleted by now. */
  readonly isDeleted: boolean
}

export interface PastPage {
  readonly asset: AssetKey
  readonly related: readonly PastRelation[]
  readonly total: number
  readonly counts: ReadonlyMap<number, number>
  readonly nextCursor: string | undefined
}

export interface PastQuery {
  readonly labels: readonly number[] | undefined
  readonly limit: number
  readonly cursor: string | undefined
}

/**
 * What an asset was related to at a time (Unix milliseconds), in the order of its lists then: what it is related to now,
 * with all that was changed since taken back. Throws `invalid` for a time before what is kept of the history, or to come;
 * `not_found` for an asset that nothing is known of. Those that are gone for good by now are not told.
 */
export async function relatedAt(
  { store }: Pick<Library, 'store'>,
  cloud: Cloud,
  identifier: AssetIdentifier,
  at: number,
  { labels, limit, cursor }: PastQuery,
): Promise<PastPage> {
  await checkTime(store, cloud, at)
  await catchUp(store, cloud)
  const no = await numberOf(store, cloud, identifier)
  // Everything of that millisecond counts as before.
  const after = positionAt(at + 1 - 1 / 1000)
  const states = await statesAt(store, cloud, no, after)
  const names = await store.read.past.names(cloud.id, [no, ...[...states.values()].map(({ other }) => other)])
  const asset = names.get(no)
  if (!asset) throw new AppError('not_found', 'That asset is gone for good, and what it was related to with it')
  const there = await thereAt(store, cloud, after, names)
  const all = !there.has(no)
    ? []
    : [...states.values()].filter(({ other }) => there.has(other)).sort((a, b) => compare(placeOf(a), placeOf(b)))
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
      return { ...state, other: key, isDeleted }
    }),
    total: all.length,
    counts,
    nextCursor: wanted.length > limit ? encodeCursor(cloud, scope, placeOf(page.at(-1)!)) : undefined,
  }
}

async function checkTime(store: Store, cloud: Cloud, at: number): Promise<void> {
  if (at > Date.now()) throw invalid('Invalid value for at: that time is yet to come')
  const { swept } = await store.read.changes.marks(cloud.id)
  const keptFrom = Math.max(cloud.createdAt, swept === '' ? 0 : timeOfPosition(swept) + 1)
  if (at < keptFrom) {
    throw invalid(`Invalid value for at: the history is kept from ${new Date(keptFrom).toISOString()} on`)
  }
}

interface PastDetails extends Pick<Relation, 'createdAt' | 'note' | 'metadata' | 'startMs' | 'endMs' | 'rule'> {
  readonly label: number
  /** The versions that are meant, of the asset itself and of the other one. */
  readonly ownVersion: string | null
  readonly otherVersion: string | null
}

/** A relation by its place in the list of one asset. */
interface Entry extends PastDetails {
  readonly other: number
  readonly position: string
}

const placeOf = ({ label, position, other }: Entry) => [label, position, other] as const

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [i, part] of a.entries()) if (part !== b[i]) return part < b[i]! ? -1 : 1
  return 0
}

function entryOf(no: number, relation: Relation): Entry {
  const { from, to, kind, fromPosition, toPosition, fromVersion, toVersion, ...said } = relation
  return from === no
    ? {
        ...{ ...said, label: labelOf(kind, 'subject'), other: to, position: fromPosition },
        ...{ ownVersion: fromVersion, otherVersion: toVersion },
      }
    : {
        ...{ ...said, label: labelOf(kind, 'object'), other: from, position: toPosition },
        ...{ ownVersion: toVersion, otherVersion: fromVersion },
      }
}

/** The relations of an asset with those of which nothing says yet whether they were there. */
async function statesAt(store: Store, cloud: Cloud, no: number, after: string): Promise<Map<string, Entry>> {
  const present = await store.read.past.relations(cloud.id, no, MAX_RELATIONS + 1)
  if (present.length > MAX_RELATIONS) throw tooMuch(`more than ${MAX_RELATIONS} relations`)
  const entries = new Map(present.map((relation) => entryOf(no, relation)).map((entry) => [keyOf(entry), entry]))
  // Read after what is there: what is changed meanwhile is taken back as well.
  for await (const change of laterChanges(store, cloud, no, after)) {
    if (change.type !== 'relate' && change.type !== 'unrelate' && change.type !== 'edit_relations') continue
    for (const { before, after: _, ...ref } of change.relations) {
      if (ref.from !== no && ref.to !== no) continue
      const was = { ...ref, ...NO_DETAILS, fromPosition: '', toPosition: '', createdAt: 0, ...before }
      const entry = entryOf(no, was)
      if (before) entries.set(keyOf(entry), entry)
      else entries.delete(keyOf(entry))
    }
  }
  return entries
}

const keyOf = ({ label, other }: Entry): string => `${label} ${other}`

/** Newest first. */
async function* laterChanges(store: Store, cloud: Cloud, no: number, after: string): AsyncGenerator<LoggedChange> {
  let read = 0
  for (let before: string | undefined; ; ) {
    const range = { ref: assetRef(no), after, ...(before !== undefined && { before }) }
    const { changes, hasMore } = await store.read.changes.page(cloud.id, {
      ...range,
      direction: 'desc',
      limit: PAGE_SIZE,
    })
    yield* changes
    read += changes.length
    if (!hasMore) return
    if (read > MAX_CHANGES) throw tooMuch(`more than ${MAX_CHANGES} changes since then`)
    before = changes.at(-1)!.position
  }
}

const tooMuch = (what: string): AppError =>
  new AppError('too_large', `The asset has ${what}: ask GET /history for what was changed, or for a later time`)

/** Which of these assets were there at a position: what first became of each after it tells. */
async function thereAt(
  store: Store,
  cloud: Cloud,
  after: string,
  names: ReadonlyMap<number, NamedAsset>,
): Promise<Set<number>> {
  const nos = [...names.keys()]
  const first = await store.read.changes.firstOf(cloud.id, [...nos.map(goneRef), ...nos.map(backRef)], after)
  return new Set(
    nos.filter((no) => {
      const [gone, back] = [first.get(goneRef(no)), first.get(backRef(no))]
      if (gone === undefined && back === undefined) return !names.get(no)!.isDeleted
      return back === undefined || (gone !== undefined && gone < back)
    }),
  )
}
