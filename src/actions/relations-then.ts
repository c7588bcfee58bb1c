import type { AssetKey } from '../core/asset.ts'
import type { LoggedChange, LoggedRelation } from '../core/change.ts'
import { assetRef, assetsOf } from '../core/change-refs.ts'
import { positionAt } from '../core/clock.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import { NO_DETAILS, type Relation } from '../core/relation.ts'
import { labelOf } from '../core/relation-kind.ts'
import type { Reader } from '../core/store.ts'

/** Relations that an asset has or had, and changes of them since, that are looked through: more are refused. */
const MAX_RELATIONS = 20_000
const MAX_CHANGES = 10_000
const MAX_CHANGED_RELATIONS = 500_000
/** Changes before that time which are looked through for relations to assets that are gone for good. */
const MAX_EARLIER_CHANGES = 2000
const MAX_DECIDED = 100_000
const PAGE_SIZE = 500

export interface PastDetails extends Pick<Relation, 'createdAt' | 'note' | 'metadata' | 'startMs' | 'endMs' | 'rule'> {
  readonly label: number
  /** The versions that are meant, of the asset itself and of the other one. */
  readonly ownVersion: string | null
  readonly otherVersion: string | null
}

/** A relation by its place in the list of one asset. */
export interface Entry extends PastDetails {
  readonly other: number
  readonly position: string
}

export interface RelationsThen {
  readonly entries: readonly Entry[]
  /** Those of which the log alone tells, and so only where the other asset is gone for good. */
  readonly ofLog: readonly Entry[]
  /** How the assets of what was looked through were last called. */
  readonly logged: ReadonlyMap<number, AssetKey>
  /** Whether there may have been relations to assets that are gone for good, of which nothing is kept. */
  readonly isIncomplete: boolean
}

/** The relations of an asset at a position of the log, with those of which nothing says yet whether both ends were there. */
export async function relationsThen(reader: Reader, cloud: Cloud, no: number, after: string): Promise<RelationsThen> {
  const present = await reader.past.relations(cloud.id, no, MAX_RELATIONS + 1)
  if (present.length > MAX_RELATIONS) throw tooMuch(`more than ${MAX_RELATIONS} relations`)
  const entries = new Map(present.map((relation) => entryOf(no, relation)).map((entry) => [keyOf(entry), entry]))
  const logged = new Map<number, AssetKey>()
  const decided = new Set(entries.keys())
  let looked = 0
  // Read after what is there: what is changed meanwhile is taken back as well.
  for await (const { changes, read } of changesSince(reader, cloud, no, after)) {
    for (const change of changes) {
      looked += 'relations' in change ? change.relations.length : 0
      for (const asset of assetsOf(change)) if (!logged.has(asset.no)) logged.set(asset.no, asset)
      for (const { before, ...ref } of relationsOf(change, no)) {
        const entry = entryOf(no, { ...ref, ...UNSAID, ...before })
        decided.add(keyOf(entry))
        if (before) entries.set(keyOf(entry), entry)
        else entries.delete(keyOf(entry))
      }
    }
    if (read > MAX_CHANGES) throw tooMuch(`more than ${MAX_CHANGES} changes since then`)
    if (looked > MAX_CHANGED_RELATIONS) {
      throw tooMuch(`been in calls since then that changed more than ${MAX_CHANGED_RELATIONS} relations`)
    }
  }
  const earlier = await earlierRelations(reader, cloud, no, after, decided, logged)
  return { entries: [...entries.values()], logged, ...earlier }
}

/**
 * What the log last said of each relation that isn't `decided`. What was related to an asset until that was gone for good
 * is found by nothing else.
 */
async function earlierRelations(
  reader: Reader,
  cloud: Cloud,
  no: number,
  after: string,
  decided: Set<string>,
  logged: Map<number, AssetKey>,
): Promise<Pick<RelationsThen, 'ofLog' | 'isIncomplete'>> {
  const ofLog: Entry[] = []
  // So that what is of the very position counts.
  const before = `${after}~`
  for await (const { changes, read } of pagesOf(reader, cloud, { ref: assetRef(no), before })) {
    for (const change of changes) {
      for (const asset of assetsOf(change)) if (!logged.has(asset.no)) logged.set(asset.no, asset)
      for (const [i, { before, after, ...ref }] of relationsOf(change, no).entries()) {
        // What stands last has its place from the time when it was made.
        const position = `${positionAt(change.at)} ${String(i).padStart(6, '0')}`
        const added = { ...UNSAID, fromPosition: position, toPosition: position, createdAt: change.at }
        const entry = entryOf(no, { ...ref, ...added, ...after })
        if (decided.has(keyOf(entry))) continue
        decided.add(keyOf(entry))
        if (after || !before) ofLog.push(entry)
      }
      if (change.type === 'upload' && !change.overwritten) return { ofLog, isIncomplete: false }
    }
    if (read >= MAX_EARLIER_CHANGES || decided.size > MAX_DECIDED) return { ofLog, isIncomplete: true }
  }
  const { swept } = await reader.changes.marks(cloud.id)
  return { ofLog, isIncomplete: swept !== '' }
}

const UNSAID = { ...NO_DETAILS, fromPosition: '', toPosition: '', createdAt: 0 }

const relationsOf = (change: LoggedChange, no: number): readonly LoggedRelation[] =>
  change.type === 'relate' || change.type === 'unrelate' || change.type === 'edit_relations'
    ? change.relations.filter(({ from, to }) => from === no || to === no)
    : []

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

const keyOf = ({ label, other }: Entry): string => `${label} ${other}`

interface ChangesPage {
  readonly changes: readonly LoggedChange[]
  /** How many were read so far; 0 where there are no more. */
  readonly read: number
}

/** What was changed of an asset since then, newest first. What is logged meanwhile, and not indexed yet, is looked through. */
async function* changesSince(reader: Reader, cloud: Cloud, no: number, after: string): AsyncGenerator<ChangesPage> {
  const { indexed } = await reader.changes.marks(cloud.id)
  const isOfIt = (change: LoggedChange) => assetsOf(change).some((asset) => asset.no === no)
  for await (const { changes, read } of pagesOf(reader, cloud, { after: after > indexed ? after : indexed })) {
    yield { changes: changes.filter(isOfIt), read }
  }
  if (after < indexed) yield* pagesOf(reader, cloud, { ref: assetRef(no), after, before: `${indexed}~` })
}

/** Newest first, page by page. */
async function* pagesOf(
  reader: Reader,
  cloud: Cloud,
  range: { readonly ref?: string; readonly after?: string; readonly before?: string },
): AsyncGenerator<ChangesPage> {
  let read = 0
  for (let before = range.before; ; ) {
    const { changes, hasMore } = await reader.changes.page(cloud.id, {
      ...range,
      ...(before !== undefined && { before }),
      ...{ direction: 'desc', limit: PAGE_SIZE },
    })
    read += changes.length
    yield { changes, read: hasMore ? read : 0 }
    if (!hasMore) return
    before = changes.at(-1)!.position
  }
}

const tooMuch = (what: string): AppError =>
  new AppError('too_large', `The asset has ${what}: ask GET /history for what was changed, or for a later time`)
