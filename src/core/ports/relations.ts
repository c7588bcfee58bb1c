import type { DetailedRelatedAsset, NewRelation, RelatedAsset, Relation, RelationRef } from '../relation.ts'

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
