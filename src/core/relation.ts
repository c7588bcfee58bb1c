import type { AssetCard } from './asset.ts'
import { AppError, invalid } from './errors.ts'

/** Cloudinary's limit on assets to relate in one call. */
export const MAX_TO_RELATE = 10
export const MAX_TO_UNRELATE = 1000
/** Related assets in one answer; more are fetched with a cursor. */
export const RELATED_PAGE_SIZE = 100
/** Relations that are made, changed or removed in one transaction, and in one call of our own API. */
export const MAX_RELATIONS_PER_CALL = 1000
/** Assets that are related with one another in one call: 990 pairs. */
export const MAX_EACH_OTHER = 45

/** Assets among which those of one name stem are looked for in one call: all pairs of them may have to be. */
export const MAX_SIDECARS = 200

/** Assets that are put elsewhere in a list at once. */
export const MAX_TO_MOVE = 100
/** Related assets in one answer of our own API. */
export const MAX_RELATED_PAGE_SIZE = 500

/** What became of one item of a relate call. */
export type RelateOutcome = 'related' | 'already_related' | 'not_found' | 'malformed' | 'self' | 'limit_reached'

/** What became of one item of an unrelate call. */
export type UnrelateOutcome = 'unrelated' | 'not_related' | 'not_found' | 'malformed' | 'self'

/** An item as it was named in the call, and what became of it. */
export interface ItemResult<Outcome> {
  readonly item: string
  readonly outcome: Outcome
}

/** A relation by the numbers of its assets, and of its kind. Of a symmetric kind, either asset may come first. */
export interface RelationRef {
  readonly from: number
  readonly to: number
  readonly kind: number
}

/** One asset with each of the others, and none of those with one another. */
export const star = (from: number, others: readonly number[], kind: number): RelationRef[] =>
  others.map((to) => ({ from, to, kind }))

/** What is said of a relation. */
export interface RelationDetails {
  readonly note: string | null
  readonly metadata: Readonly<Record<string, unknown>> | null
  /** The `versionId` of the file that is meant of either asset. */
  readonly fromVersion: string | null
  readonly toVersion: string | null
  /** The part of a video or recording that is meant, in milliseconds. */
  readonly startMs: number | null
  readonly endMs: number | null
  /** The name of the rule by which it was made, and not by a person. */
  readonly rule: string | null
}

export const NO_DETAILS: RelationDetails = {
  note: null,
  metadata: null,
  fromVersion: null,
  toVersion: null,
  startMs: null,
  endMs: null,
  rule: null,
}

/** A relation as it is kept. */
export interface Relation extends RelationRef, RelationDetails {
  /** Where each stands in the other's list: text that sorts by its bytes. */
  readonly fromPosition: string
  readonly toPosition: string
  /** Unix milliseconds. */
  readonly createdAt: number
}

/** A kind that a relation gets, and whether it is then named from its other asset. */
export interface TurnedKind {
  readonly kind: number
  readonly turned: boolean
}

/** The same by another kind, each asset's list having it where it stood. */
export function ofOtherKind(relation: Relation, { kind, turned }: TurnedKind): Relation {
  if (!turned) return { ...relation, kind }
  const { from, to, fromPosition, toPosition, fromVersion, toVersion } = relation
  return {
    ...relation,
    kind,
    ...{ from: to, to: from, fromPosition: toPosition, toPosition: fromPosition },
    ...{ fromVersion: toVersion, toVersion: fromVersion },
  }
}

/** A relation to be made: last in both lists, and now, unless it says otherwise. */
export type NewRelation = RelationRef & Partial<Omit<Relation, keyof RelationRef>>

export interface RelatedAsset extends AssetCard {
  /** Where it stands in this asset's list: text that sorts by its bytes. */
  readonly position: string
  /** Unix milliseconds. */
  readonly relatedAt: number
}

/** A related asset with all that is said of the relation. */
export interface DetailedRelatedAsset extends RelatedAsset, Omit<RelationDetails, 'fromVersion' | 'toVersion'> {
  /** Under which label the asset whose list this is has the relation. */
  readonly label: number
  /** The version that is meant of the asset whose list this is, and of this one. */
  readonly ownVersion: string | null
  readonly otherVersion: string | null
  /** The file that this one has by now. */
  readonly versionId: string
}

const MAX_NOTE_LENGTH = 1000
const MAX_METADATA_BYTES = 4096
/** Longer than any recording. */
const MAX_SECONDS = 10_000_000

/** As `checkDetails`, of what an item comes to together with what is there: told, and not thrown. */
export function problemOfDetails(details: Partial<RelationDetails>): AppError | undefined {
  try {
    checkDetails(details)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  return undefined
}

/** Throws `invalid` for what can't be kept of a relation. `path`: what stands before the names that the error says. */
export function checkDetails({ note, metadata, startMs, endMs }: Partial<RelationDetails>, path = ''): void {
  if (note != null && (note.length > MAX_NOTE_LENGTH || note.includes('\0') || !note.isWellFormed())) {
    throw invalid(`${path}note takes at most ${MAX_NOTE_LENGTH} characters of well-formed text`)
  }
  const text = JSON.stringify(metadata ?? null)
  if (Buffer.byteLength(text) > MAX_METADATA_BYTES || /\\u0000|\\ud[89a-f]/i.test(text)) {
    throw invalid(`${path}metadata takes at most ${MAX_METADATA_BYTES} bytes of JSON, of well-formed text`)
  }
  if (endMs != null && startMs == null) throw invalid(`${path}end needs start: where the part begins, in seconds`)
  if (startMs != null && (startMs < 0 || (endMs ?? startMs) < startMs || (endMs ?? startMs) > MAX_SECONDS * 1000)) {
    throw invalid(
      `${path}start and end are seconds from the beginning, at most ${MAX_SECONDS}, and end does not come before start`,
    )
  }
}
