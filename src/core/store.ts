import type { Asset, AssetCard, AssetIdentifier, AssetKey, AssetRef, DeliveryType, ResourceType } from './asset.ts'
import type { Change, LoggedChange } from './change.ts'
import type { ApiKey, Caller, Cloud, Credentials, KeyDescription } from './cloud.ts'
import type { Definition, DefinitionKind } from './definition.ts'
import type { Derived } from './derived.ts'
import type { Folder, PathRange } from './folder.ts'
import type { TermRange } from './looks.ts'
import type { Attempt, Delivery, DeliveryState, DeliverySummary, NewDelivery } from './notification.ts'
import type {
  DetailedRelatedAsset,
  NewRelation,
  RelatedAsset,
  Relation,
  RelationDetails,
  RelationRef,
  TurnedKind,
} from './relation.ts'
import type { Condition } from './search/condition.ts'
import type { SortKey } from './search/sort.ts'
import type { Session } from './session.ts'
import type { Pair } from './suggestion.ts'
import type { User } from './user.ts'
import type { FileVersion, TrashedAsset } from './version.ts'
import type { Hop, Standing } from './walk.ts'

/** What a listing asks for. Cost grows with `limit`, not with the library. */
export interface AssetQuery {
  readonly resourceTypes: readonly ResourceType[]
  readonly types: readonly DeliveryType[]
  /** Only public IDs that begin with this; the order is then that of the public IDs, by their bytes. */
  readonly prefix?: string
  /** Only assets with this term (core/terms.ts). */
  readonly term?: string
  /** Only assets created at this time or later, in Unix milliseconds; not together with a prefix. */
  readonly since?: number
  /** Without a prefix the order is that of creation: newest first, or oldest first. */
  readonly direction: 'asc' | 'desc'
  /** Where the page before ended: what `AssetPage.end` was. */
  readonly after?: readonly (string | number)[]
  readonly limit: number
}

export interface TermQuery {
  /** What the terms begin with. */
  readonly prefix: string
  /** Without it, of any. */
  readonly resourceType?: ResourceType
  /** The term after which the page begins. */
  readonly after?: string
  readonly limit: number
}

/** An asset as this transaction claimed it, and as it is to be. */
export interface AssetReplacement {
  readonly before: Asset
  readonly after: Asset
}

export interface FolderMove {
  readonly from: string
  readonly to: string
  /** Unix milliseconds. */
  readonly updatedAt: number
}

export interface AssetPage {
  readonly assets: Asset[]
  /** Where this page ends, if more follow. */
  readonly end?: readonly (string | number)[]
}

export interface AssetReader {
  /** One result for each identifier, in their order. */
  find(cloudId: number, identifiers: readonly AssetIdentifier[]): Promise<(Asset | undefined)[]>
  list(cloudId: number, query: AssetQuery): Promise<AssetPage>
  /** The distinct terms that assets have, by their bytes. Cost grows with the terms passed, not with their assets. */
  terms(cloudId: number, query: TermQuery): Promise<string[]>
  /** Which of these blobs belong to an asset, a deleted one that can be restored, or a backup. */
  blobsInUse(cloudId: number, keys: readonly string[]): Promise<Set<string>>
  /** How many assets have a term, counted up to a limit. */
  countTerm(cloudId: number, term: string, limit: number): Promise<number>
  /** Which of these terms any asset has. */
  termsInUse(cloudId: number, terms: readonly string[]): Promise<Set<string>>
}

export interface LibraryTotals {
  readonly assets: number
  /** Of the originals. */
  readonly bytes: number
  /** Files made from them. */
  readonly derived: number
  readonly relations: number
}

/** By how much the totals changed on a day (UTC). */
export interface DayTotals extends LibraryTotals {
  /** Its beginning, in Unix milliseconds. */
  readonly at: number
}

export interface TypeTotals extends Pick<Asset, 'resourceType' | 'type'> {
  readonly assets: number
  readonly bytes: number
}

/** How much there is in an environment, as what changed it counted; nothing is counted anew. */
export interface TotalReader {
  /** At the end of the day (UTC) of a time in Unix milliseconds; cost grows with the days alone. */
  at(cloudId: number, at: number): Promise<LibraryTotals>
  /** The days from that of a time on, oldest first; a day on which nothing changed may be left out. */
  days(cloudId: number, since: number): Promise<DayTotals[]>
  byType(cloudId: number): Promise<TypeTotals[]>
  /** Relations by the number of their kind. */
  byKind(cloudId: number): Promise<Map<number, number>>
}

export interface AssetWriter extends AssetReader {
  /** One result for each; nobody deletes what was found before this transaction ends. Comes before relating and unrelating. */
  hold(cloudId: number, identifiers: readonly AssetIdentifier[]): Promise<(AssetKey | undefined)[]>
  /** As `find`; nobody else changes, deletes or relates what was found. Comes before `replace` and `remove`. */
  claim(cloudId: number, identifiers: readonly AssetIdentifier[]): Promise<(Asset | undefined)[]>
  /** Makes the asset's folder too, and those that it is in. */
  insert(cloudId: number, asset: Asset): Promise<void>
  /** Writes every column anew. `before` is the asset as this transaction claimed it. */
  replace(cloudId: number, before: Asset, after: Asset): Promise<void>
  /** As `replace`, in a few statements for all of them. None may get the name of another one. */
  replaceAll(cloudId: number, replacements: readonly AssetReplacement[]): Promise<void>
  /**
   * Puts up to `limit` assets that are in a folder, not in those below it, into another one, which is there; their public
   * IDs stay. Answers how many, 0 once none is left.
   */
  moveFolder(cloudId: number, move: FolderMove, limit: number): Promise<number>
  /** Removes the rows alone: their relations must be parked or cleared in the same transaction. */
  remove(cloudId: number, assets: readonly Asset[]): Promise<void>
}

export interface RelationReader {
  /** In the list's own order. */
  list(cloudId: number, assetNo: number, label: number, page: RelatedPageQuery): Promise<RelatedAsset[]>
  /** As `list`, with all that is said of each relation; label by label, of all of them or of these. */
  page(cloudId: number, assetNo: number, page: DetailedPageQuery): Promise<DetailedRelatedAsset[]>
  /** How many relations each asset has under each label that it has any under; counts no rows. */
  counts(cloudId: number, assetNos: readonly number[]): Promise<Map<number, Map<number, number>>>
  /** One result for each, as it was named: of a symmetric kind, from either side. */
  find(cloudId: number, relations: readonly RelationRef[]): Promise<(Relation | undefined)[]>
  /** Relations of a kind that isn't the plain one, in no order that matters; those that wait for a deleted asset too. */
  ofKind(cloudId: number, kind: number, limit: number): Promise<Relation[]>
  /** The entries of a list next to one of them, or next to its beginning or end; the nearest first. */
  neighbours(cloudId: number, assetNo: number, label: number, query: NeighbourQuery): Promise<ListEntry[]>
}

export interface RelatedPageQuery {
  readonly after?: ListEntry
  readonly limit: number
}

export interface DetailedPageQuery {
  readonly labels?: readonly number[]
  readonly after?: ListEntry & { readonly label: number }
  readonly limit: number
}

/** Where an asset stands in a list. */
export interface ListEntry {
  readonly position: string
  readonly no: number
}

export interface NeighbourQuery {
  readonly side: 'before' | 'after'
  /** Left out: the end of the list before which they are, or its beginning, after which they are. */
  readonly of?: ListEntry
  readonly limit: number
}

/** A relation as this transaction found it, and as it is to be. */
export interface RelationEdit {
  readonly before: Relation
  readonly after: Relation
}

export interface RelationWriter extends RelationReader {
  /** Relates both ways; answers those that were not there before. */
  add(cloudId: number, relations: readonly NewRelation[]): Promise<RelationRef[]>
  /** Unrelates both ways; answers those that were there, as they were. */
  remove(cloudId: number, relations: readonly RelationRef[]): Promise<Relation[]>
  /** As `find`; nobody else changes or removes what was found. Comes before `edit`. */
  claim(cloudId: number, relations: readonly RelationRef[]): Promise<(Relation | undefined)[]>
  /** Behind all positions that there are. */
  nextPosition(): string
  /** Changes what is said of claimed relations, and where they stand. */
  edit(cloudId: number, edits: readonly RelationEdit[]): Promise<void>
  /** Removes all relations of these assets, of any kind, both ways. */
  clear(cloudId: number, assetNos: readonly number[]): Promise<void>
}

/** A relation as it was by its kind, and as it is by another one, unless there was one by that already. */
export interface Rekinded {
  readonly before: Relation
  readonly after?: Relation
}

/** Relations of deleted assets, which come back with them. */
export interface ParkedRelationWriter {
  /** Takes all relations of these assets, which are in the trash, from every other side, and keeps them. */
  park(cloudId: number, assetNos: readonly number[]): Promise<void>
  /**
   * Brings back the relations of an asset that was restored, each where it stood on either side. One whose other end is
   * in the trash goes on waiting for that.
   */
  bringBack(cloudId: number, assetNo: number): Promise<void>
  /**
   * Gives up to `limit` of those that wait another kind, turned round or not; one that is there already goes. Answers
   * those that it found.
   */
  rekind(cloudId: number, from: number, to: TurnedKind, limit: number): Promise<Rekinded[]>
  /** Forgets those of deleted assets that will not come back. */
  drop(cloudId: number, assetNos: readonly number[]): Promise<void>
}

export interface TrashReader {
  /** The asset of that ID, or those that had this public ID when they were deleted: the last one first. */
  list(cloudId: number, identifier: AssetIdentifier, limit: number): Promise<TrashedAsset[]>
  /** All of them, those that were deleted last first. */
  recent(cloudId: number, page: TrashPageQuery): Promise<TrashedAsset[]>
  /** How many relations wait for each of these, counted up to a limit. */
  waiting(cloudId: number, assetNos: readonly number[], limit: number): Promise<Map<number, number>>
}

export interface TrashPageQuery {
  readonly after?: Pick<TrashedAsset, 'deletedAt' | 'no'>
  readonly limit: number
}

export interface TrashWriter extends TrashReader {
  /** The deleted asset of that ID; nobody else restores or purges it. */
  claim(cloudId: number, assetId: string): Promise<TrashedAsset | undefined>
  /** As `claim`: those without backups that were deleted before a time (Unix milliseconds), oldest first. */
  expired(cloudId: number, before: number, limit: number): Promise<TrashedAsset[]>
  add(cloudId: number, assets: readonly TrashedAsset[]): Promise<void>
  /** Writes anew what is kept of a claimed one, but for its names. */
  replace(cloudId: number, asset: TrashedAsset): Promise<void>
  /** Takes them out of the trash: their relations must come back or be dropped in the same transaction. */
  remove(cloudId: number, assetNos: readonly number[]): Promise<void>
}

export interface VersionReader {
  /** The latest versions of these few assets, oldest first. */
  list(cloudId: number, assetIds: readonly string[], limit: number): Promise<FileVersion[]>
  /** Those there are, in any order. */
  find(cloudId: number, versionIds: readonly string[]): Promise<FileVersion[]>
  /** Which of these assets have any. */
  owners(cloudId: number, assetIds: readonly string[]): Promise<Set<string>>
  /** The bytes of all backups of each of these assets; those without any aren't among them. */
  bytes(cloudId: number, assetIds: readonly string[]): Promise<Map<string, number>>
  /** Which of these blobs are backups. */
  backups(cloudId: number, blobs: readonly string[]): Promise<Set<string>>
}

export interface VersionWriter extends VersionReader {
  add(cloudId: number, versions: readonly FileVersion[]): Promise<void>
  /** Answers what was removed. */
  remove(cloudId: number, assetId: string, versionIds: readonly string[]): Promise<FileVersion[]>
}

export interface CloudReader {
  /** The key and its cloud; nothing for a key that has ended. */
  credentials(key: string): Promise<Credentials | undefined>
  byName(name: string): Promise<Cloud | undefined>
  /** Oldest first. */
  list(): Promise<Cloud[]>
  /** The keys in force, oldest first. */
  keys(cloudId: number): Promise<ApiKey[]>
  /** The same, as they may be shown. */
  describeKeys(cloudId: number): Promise<KeyDescription[]>
}

export interface CloudWriter extends CloudReader {
  insert(name: string, cursorSecret: string): Promise<Cloud>
  insertKey(cloudId: number, key: ApiKey, name?: string): Promise<void>
  renameKey(cloudId: number, key: string, name: string): Promise<void>
  /** It is good until then, in Unix milliseconds. */
  endKey(cloudId: number, key: string, at: number): Promise<void>
}

export interface UserReader {
  find(name: string): Promise<StoredUser | undefined>
  /** By name. */
  list(): Promise<User[]>
  /** How many there are. */
  count(): Promise<number>
}

export interface StoredUser extends User {
  /** As core/password.ts makes it. */
  readonly password: string
}

export type NewUser = Omit<StoredUser, 'no' | 'createdAt'>

/** Roles are in environments that there are: names of others are passed over. */
export interface UserWriter extends UserReader {
  /** Throws `conflict` if the name is taken. */
  insert(user: NewUser): Promise<User>
  setPassword(no: number, password: string): Promise<void>
  setRoles(no: number, roles: Pick<User, 'role' | 'environments'>): Promise<void>
  /** Its roles and its sessions too. */
  remove(no: number): Promise<void>
}

/** By the hash of its token. */
export interface SessionReader {
  /** Nothing for one that is over, or whose key was revoked. */
  find(tokenHash: string): Promise<Session | undefined>
}

export interface SessionWriter extends SessionReader {
  /** The oldest of the same holder go where there are more than so many. */
  insert(tokenHash: string, session: NewSession, most: number): Promise<void>
  renew(tokenHash: string, expiresAt: number): Promise<void>
  end(tokenHash: string): Promise<void>
  endAllOf(userNo: number): Promise<void>
  /** Drops up to so many that were over at that time; answers how many. */
  sweep(before: number, limit: number): Promise<number>
}

export type NewSession = ({ readonly userNo: number } | { readonly key: string }) & { readonly expiresAt: number }

export interface DefinitionReader {
  get<Body>(cloudId: number, kind: DefinitionKind, name: string): Promise<Definition<Body> | undefined>
  /** By name. */
  list<Body>(cloudId: number, kind: DefinitionKind, page: DefinitionPageQuery): Promise<Definition<Body>[]>
}

export interface DefinitionPageQuery {
  /** The name after which the page begins. */
  readonly after?: string
  readonly limit: number
}

export interface DefinitionWriter extends DefinitionReader {
  /** Whether the name was free; nothing is written if not. */
  insert(cloudId: number, kind: DefinitionKind, name: string, body: unknown): Promise<boolean>
  /** Whether there was one of that name. */
  replace(cloudId: number, kind: DefinitionKind, name: string, body: unknown): Promise<boolean>
  /** Whether there was one of that name. */
  remove(cloudId: number, kind: DefinitionKind, name: string): Promise<boolean>
}

export interface FolderReader {
  find(cloudId: number, path: string): Promise<Folder | undefined>
  /** The folders in one, by path. */
  list(cloudId: number, parent: string, page: FolderPageQuery): Promise<Folder[]>
  /** How many there are in one. */
  count(cloudId: number, parent: string): Promise<number>
}

export interface FolderPageQuery {
  /** The path after which the page begins. */
  readonly after?: string
  readonly limit: number
}

export interface FolderWriter extends FolderReader {
  /** Makes a folder and those that it is in, where they aren't there yet; nobody removes them before this transaction ends. */
  ensure(cloudId: number, path: string): Promise<boolean>
  /** The folder and all below it, by path, or nothing; nobody puts anything into them before this transaction ends. */
  claim(cloudId: number, path: string, limit: number): Promise<Folder[]>
  remove(cloudId: number, paths: readonly string[]): Promise<void>
  /** Gives claimed folders the paths that they have once `from` is called `to`. */
  move(cloudId: number, folders: readonly Folder[], from: string, to: string): Promise<void>
}

/** With what it is derived from. */
export interface DerivedOfAsset extends Derived {
  readonly asset: AssetRef & Pick<Asset, 'version' | 'blob'>
}

export interface DerivedPageQuery {
  readonly after?: Pick<Derived, 'createdAt' | 'id'>
  readonly limit: number
}

/** Goes with its asset: a deletion or an overwrite of that clears it. */
export interface DerivedReader {
  get(cloudId: number, id: string): Promise<Derived | undefined>
  /** Those that are there, in no order. */
  find(cloudId: number, ids: readonly string[]): Promise<DerivedOfAsset[]>
  /** Oldest first. */
  listOfAsset(cloudId: number, assetNo: number, page: DerivedPageQuery): Promise<Derived[]>
  /** Oldest first. */
  listByTransformation(cloudId: number, transformation: string, page: DerivedPageQuery): Promise<DerivedOfAsset[]>
  /** All of these assets, or those by these transformations, in no order. */
  ofAssets(cloudId: number, assetNos: readonly number[], transformations?: readonly string[]): Promise<DerivedOfAsset[]>
  /** The transformations that something is derived by, each once, by their text. */
  transformations(cloudId: number, page: { readonly after?: string; readonly limit: number }): Promise<string[]>
  /** Which of these transformations something is derived by. */
  used(cloudId: number, transformations: readonly string[]): Promise<Set<string>>
}

export interface DerivedWriter extends DerivedReader {
  put(cloudId: number, derived: Derived): Promise<void>
  /** IDs that are not there are passed over. */
  remove(cloudId: number, ids: readonly string[]): Promise<void>
}

export interface ChangeReader {
  /** What was logged after a position, oldest first. */
  list(cloudId: number, page: { readonly after?: string; readonly limit: number }): Promise<LoggedChange[]>
  /** The whole log, or what is indexed of it; fewer than `limit` where they are large. */
  page(cloudId: number, query: ChangePageQuery): Promise<ChangePage>
  marks(cloudId: number): Promise<LogMarks>
  /** For each of these refs, where it comes first after a position, as far as the log is indexed. */
  firstOf(cloudId: number, refs: readonly string[], after: string): Promise<Map<string, string>>
}

export interface ChangePageQuery {
  /** Only what is found by this (core/change-refs.ts). */
  readonly ref?: string
  /** Neither of these positions is a part of the page. */
  readonly after?: string
  readonly before?: string
  readonly direction: 'asc' | 'desc'
  readonly limit: number
}

export interface ChangePage {
  readonly changes: LoggedChange[]
  readonly hasMore: boolean
}

/** Positions in a log, '' where there is none. */
export interface LogMarks {
  readonly last: string
  /** Up to where changes are found by their refs. */
  readonly indexed: string
  /** Up to where the log was forgotten. */
  readonly swept: string
  /** How large the indexed part is, roughly. */
  readonly bytes: number
}

/** An asset by all its names. */
export type NamedAsset = AssetKey & { readonly isDeleted: boolean }

/** What the past is told from; may read much, off the main thread. */
export interface PastReader {
  /** All relations of an asset, those too that wait for a deleted one, in no order; up to `limit`. */
  relations(cloudId: number, assetNo: number, limit: number): Promise<Relation[]>
  /** Of these assets those that are there, and those in the trash. */
  names(cloudId: number, assetNos: readonly number[]): Promise<Map<number, NamedAsset>>
}

export interface ChangeWriter extends ChangeReader {
  /**
   * Logs what this transaction changes, at its end; `Store.onChange` listeners are told once it is on disk. Where the
   * caller wants a URL to be notified, the log is followed from here on. Positions are in the order in which changes can
   * be seen: whoever has read up to one will find no other before it.
   */
  add(caller: Caller, change: Change): Promise<void>
  /** Nobody else logs anything before this transaction ends. */
  hold(cloudId: number): Promise<void>
  /** Indexes what was logged since, up to `limit` changes; answers how many, fewer where they are large, 0 at the end. */
  index(cloudId: number, limit: number): Promise<number>
  /** Forgets the oldest of what was logged before a position, up to `limit`; answers how many, fewer where they are large. */
  sweep(cloudId: number, before: string, limit: number): Promise<number>
}

/** A log that is being made into deliveries, and up to where that was done. */
export interface FollowedLog {
  readonly cloudId: number
  readonly position: string
}

/** What is to be sent next to a receiver. */
export type DeliveryHead = Pick<Delivery, 'receiver' | 'position'> & { readonly dueAt: number }

export interface DeliveryQuery {
  readonly state?: DeliveryState
  /** The position before which the page begins. */
  readonly before?: string
  readonly limit: number
}

export interface DeliveryReader {
  followed(): Promise<FollowedLog[]>
  /** For each receiver that anything is still to be sent to, the first of it. Cost grows with the receivers alone. */
  heads(cloudId: number): Promise<DeliveryHead[]>
  get(cloudId: number, position: string): Promise<Delivery | undefined>
  /** Newest first, sent or not, or those in a state. */
  list(cloudId: number, query: DeliveryQuery): Promise<DeliverySummary[]>
}

export interface DeliveryWriter extends DeliveryReader {
  /**
   * What is logged from here on is to be made into deliveries; nothing changes if it is already. Answers where in the log
   * that is.
   */
  follow(cloudId: number): Promise<string>
  unfollow(cloudId: number): Promise<void>
  /** Adds what the log of a followed cloud was made into, up to a position. */
  advance(cloudId: number, position: string, deliveries: readonly NewDelivery[]): Promise<void>
  attempted(cloudId: number, position: string, attempt: Attempt): Promise<void>
  /** It is to be sent now, with all attempts before it, whatever became of it. */
  resend(cloudId: number, position: string): Promise<void>
  /**
   * Forgets the oldest of what was sent, or given up, before a position, and of what is still to be sent from before
   * another, up to `limit`; answers how many.
   */
  sweep(cloudId: number, settledBefore: string, pendingBefore: string, limit: number): Promise<number>
}

/** What may read much, off the main thread. All of it sees what was written before it was asked. */
export interface SearchReader {
  /** Folders of the whole environment, by path; those in a range alone, if there is one, which `after` is in too. */
  folders(cloudId: number, page: FolderPageQuery, range?: PathRange): Promise<Folder[]>
  page(cloudId: number, query: SearchQuery): Promise<AssetPage>
  /** The shapes of what a search finds, page by page, up to `limit` assets. */
  layout(cloudId: number, query: LayoutQuery): Promise<LaidOutPage[]>
  count(cloudId: number, where: Condition): Promise<number>
  /** How many assets have each value; those without one are not counted. */
  tally(cloudId: number, where: Condition, column: TallyColumn): Promise<Record<string, number>>
  /** How many assets have a value in each of these ranges. */
  tallyRanges(
    cloudId: number,
    where: Condition,
    column: RangedColumn,
    ranges: readonly TallyRange[],
  ): Promise<Record<string, number>>
}

export interface SearchQuery {
  readonly where: Condition
  readonly sort: readonly SortKey[]
  /** Where the page before ended: what `AssetPage.end` was. */
  readonly after?: readonly (string | number)[]
  readonly limit: number
}

export interface LayoutQuery extends Omit<SearchQuery, 'after'> {
  /** Assets of a page. */
  readonly step: number
}

export interface LaidOutPage {
  /** A byte for each asset (core/shape.ts). */
  readonly ratios: Buffer
  /** Where the page ends, of a whole one: what `AssetPage.end` is. */
  readonly end?: readonly (string | number)[]
}

export type TallyColumn = 'format' | 'resourceType' | 'type'
export type RangedColumn = 'bytes' | 'pixels' | 'durationMicros'

export interface TallyRange {
  readonly key: string
  /** Both ends are included; without one, the range is open there. */
  readonly from?: number
  readonly to?: number
}

/**
 * Relations as a graph. It may read much, and runs off the main thread. `labels` are those that relations are followed
 * by; without them, all. Nothing here is related to an asset that isn't there.
 */
export interface GraphReader {
  /** How many relations each asset has, in the order of the numbers; counts no rows. */
  degrees(cloudId: number, assetNos: readonly number[], labels?: readonly number[]): Promise<number[]>
  /**
   * All that these assets are related to, up to `limit`, in one statement: asset by asset as they are given, each in the
   * order of its lists. It reads all their relations, however few are wanted.
   */
  step(cloudId: number, assetNos: readonly number[], query: StepQuery): Promise<Step[]>
  /** A part of what one asset is related to under a label, in the order of its list; however many there are, it reads no more. */
  stepFrom(cloudId: number, assetNo: number, label: number, query: PartQuery): Promise<Step[]>
  /** The labels under which an asset has relations. */
  labelsOf(cloudId: number, assetNo: number): Promise<number[]>
  /** Relations among assets: those that start from one of `assetNos` and lead to one of `among`. Reads all of the former. */
  among(
    cloudId: number,
    assetNos: readonly number[],
    among: readonly number[],
    labels?: readonly number[],
  ): Promise<Hop[]>
  /** The assets that are there, by their numbers. */
  cards(cloudId: number, assetNos: readonly number[]): Promise<Map<number, AssetCard>>
  /**
   * The next assets that have relations, past a number, `look` of them at most. `isFirst`: it has none to an asset with
   * a smaller number.
   */
  related(cloudId: number, query: RelatedQuery): Promise<{ readonly no: number; readonly isFirst: boolean }[]>
  /** Assets without relations, those with the greatest numbers first, among the next `look` below a number. */
  unrelated(cloudId: number, query: UnrelatedQuery): Promise<UnrelatedPage>
  /** Assets with relations, those with the most first, of equals the one with the smallest number. Reads the counts of all. */
  hubs(cloudId: number, query: HubQuery): Promise<Standing[]>
}

export interface StepQuery {
  readonly labels?: readonly number[]
  readonly limit: number
}

export interface PartQuery {
  readonly after?: { readonly position: string; readonly to: number }
  /** By what the relations of the far ends are counted. */
  readonly labels?: readonly number[]
  readonly limit: number
}

/** A hop, with where it stands in the list of the asset that it comes from, and how many relations the far end has. */
export interface Step extends Hop {
  readonly position: string
  readonly degree: number
}

export interface RelatedQuery {
  readonly labels?: readonly number[]
  readonly after: number
  readonly look: number
}

export interface UnrelatedQuery {
  readonly labels?: readonly number[]
  /** Below which number; without it, from the greatest on. */
  readonly before?: number
  readonly look: number
  readonly limit: number
}

export interface UnrelatedPage {
  readonly assets: AssetCard[]
  /** Where the next page begins, if there may be more: what is `before` of that. */
  readonly end?: number
}

export interface HubQuery {
  readonly labels?: readonly number[]
  readonly after?: Standing
  readonly limit: number
}

export interface TermEntry {
  readonly term: string
  readonly no: number
}

/** An asset that is related to one that another is related to as well. */
export interface SharedNeighbour {
  readonly no: number
  /** The one that both are related to, and how many relations that has. */
  readonly by: number
  readonly relations: number
}

export interface SharedNeighbourQuery {
  /** As many of an asset's relations are looked at, the first of its lists. */
  readonly maxNeighbours: number
  /** What has more relations says nothing about those that share it. */
  readonly maxRelations: number
}

/** What may belong together. Read off the main thread, at a cost that grows with the limits and not with the library. */
export interface SuggestionReader {
  /** For each of these terms, in their order, assets that have it, up to `limit`. */
  withTerms(cloudId: number, terms: readonly string[], limit: number): Promise<number[][]>
  /** The terms in these ranges with the assets that have them: of each range the first ones, about `limit`, and of all no more than that each. */
  inRanges(cloudId: number, ranges: readonly TermRange[], limit: number): Promise<TermEntry[]>
  sharedNeighbours(cloudId: number, no: number, query: SharedNeighbourQuery): Promise<SharedNeighbour[]>
  /** Which of the others are related to it already, by any kind, or were dismissed with it. */
  settled(cloudId: number, no: number, others: readonly number[]): Promise<Set<number>>
  /** Those that there are, in no order. */
  assets(cloudId: number, nos: readonly number[]): Promise<Asset[]>
  /** Environments whose uploads are looked at by rules, and up to where in the log that was done. */
  readers(): Promise<FollowedLog[]>
}

export interface SuggestionWriter extends SuggestionReader {
  /** Never again are these suggested; answers those that weren't dismissed before, the smaller number first. */
  dismiss(cloudId: number, pairs: readonly Pair[]): Promise<Pair[]>
  /** They may be suggested again; answers those that were dismissed, the smaller number first. */
  undismiss(cloudId: number, pairs: readonly Pair[]): Promise<Pair[]>
  /** Drops all that was dismissed of assets that are gone for good. */
  forget(cloudId: number, nos: readonly number[]): Promise<void>
  /** Rules look at uploads from here on; nothing changes if they do already. */
  follow(cloudId: number): Promise<void>
  unfollow(cloudId: number): Promise<void>
  /** They have looked at all up to this position. */
  advance(cloudId: number, position: string): Promise<void>
  /**
   * Gives up to so many assets the terms that they would have if they were uploaded now; answers whether more are left, of
   * those that were there before the schema was brought up to date.
   */
  renewTerms(limit: number): Promise<boolean>
}

/** All relations of an environment, asset by asset in the order of their names. It may read much, and runs off the main thread. */
export interface RelationDumpReader {
  /** The next assets by their names, with how many relations each has under each label. */
  assets(cloudId: number, page: { readonly after?: AssetRef; readonly limit: number }): Promise<DumpedAsset[]>
  /** All that is in these lists, list by list in the order of each. */
  lists(cloudId: number, lists: readonly ListName[]): Promise<DumpedEntry[]>
  /** A part of one list, in its order; however long that is, it reads no more. */
  part(cloudId: number, list: ListName, page: RelatedPageQuery): Promise<DumpedEntry[]>
}

/** The list that an asset has under a label. */
export interface ListName {
  readonly no: number
  readonly label: number
}

export interface DumpedAsset extends AssetRef {
  readonly no: number
  readonly counts: readonly { readonly label: number; readonly n: number }[]
}

/** A relation as the asset has it whose list it is in. */
export interface DumpedEntry extends Omit<RelationDetails, 'fromVersion' | 'toVersion'>, ListEntry {
  /** Which of the lists it is in. */
  readonly list: number
  readonly other: AssetRef
  readonly otherPosition: string
  readonly ownVersion: string | null
  readonly otherVersion: string | null
  readonly createdAt: number
}

/** The queries. One small port for each noun. */
export interface Reader {
  readonly search: SearchReader
  readonly graph: GraphReader
  readonly relationDump: RelationDumpReader
  readonly assets: AssetReader
  readonly relations: RelationReader
  readonly trash: TrashReader
  readonly versions: VersionReader
  readonly clouds: CloudReader
  readonly users: UserReader
  readonly sessions: SessionReader
  readonly definitions: DefinitionReader
  readonly folders: FolderReader
  readonly derived: DerivedReader
  readonly changes: ChangeReader
  readonly past: PastReader
  readonly deliveries: DeliveryReader
  readonly suggestions: SuggestionReader
  readonly totals: TotalReader
}

/** The queries and the changes. Handed out by `Store.write` alone, so that a change outside a transaction does not compile. */
export interface Writer extends Reader {
  readonly assets: AssetWriter
  readonly relations: RelationWriter
  readonly parkedRelations: ParkedRelationWriter
  readonly trash: TrashWriter
  readonly versions: VersionWriter
  readonly clouds: CloudWriter
  readonly users: UserWriter
  readonly sessions: SessionWriter
  readonly definitions: DefinitionWriter
  readonly folders: FolderWriter
  readonly derived: DerivedWriter
  readonly changes: ChangeWriter
  readonly deliveries: DeliveryWriter
  readonly suggestions: SuggestionWriter
}

export interface Store {
  readonly read: Reader
  /**
   * Runs `change` in a transaction and answers once that is on disk. If it throws, nothing of it is written.
   * `change` awaits nothing but its Writer and has no side effects: it may share its transaction with others, wait for
   * them, or be run again after a conflict. Throws `unavailable` where the disk is full or the database is away.
   */
  write<T>(change: (tx: Writer) => Promise<T>): Promise<T>
  /**
   * Calls the listener, with the clouds whose logs have grown, each time that a transaction which logged changes is on
   * disk. Answers how to stop that.
   */
  onChange(listener: (cloudIds: ReadonlySet<number>) => void): () => void
  /** A number for a new asset, never given out before. */
  nextAssetNo(cloudId: number): Promise<number>
  close(): Promise<void>
}
