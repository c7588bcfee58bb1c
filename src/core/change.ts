import type { Asset, AssetKey, AssetLabels, AssetRef, AssetState } from './asset.ts'
import type { SavedSearch } from './asset-filter.ts'
import type { EagerOutcome } from './derived.ts'
import type { EventType } from './notification.ts'
import type { Relation, RelationDetails, RelationRef } from './relation.ts'
import type { RelationKind } from './relation-kind.ts'
import type { RelationRule } from './relation-rule.ts'
import type { Pair } from './suggestion.ts'

export const CHANGE_TYPES = [
  ...(['upload', 'delete', 'restore', 'delete_versions', 'rename', 'update', 'relate', 'unrelate'] as const),
  ...([
    'edit_relations',
    'create_folder',
    'delete_folder',
    'rename_folder',
    'eager',
    'failure',
    'dismiss',
    'undismiss',
    'key',
    'kind',
    'rule',
    'saved_search',
    'bundle_link',
    'webhook',
  ] as const),
] as const satisfies readonly Change['type'][]

/**
 * What one call changed, as the one log has it that webhooks, history and feeds are made from. Assets are named as they
 * were called after the change.
 */
export type Change =
  | { readonly type: 'upload'; readonly asset: AssetKey; readonly overwritten: boolean }
  | { readonly type: 'delete'; readonly assets: readonly DeletedAsset[] }
  /** Deleted assets that came back, or an asset that got back an earlier file. */
  | {
      readonly type: 'restore'
      readonly assets: readonly AssetKey[]
      readonly fromTrash?: boolean
      readonly file?: RestoredFile
    }
  | { readonly type: 'delete_versions'; readonly asset: AssetKey; readonly versionIds: readonly string[] }
  | { readonly type: 'rename'; readonly asset: AssetKey; readonly from: AssetRef }
  | { readonly type: 'update'; readonly updates: readonly AssetUpdate[] }
  | RelationChange
  | { readonly type: 'create_folder' | 'delete_folder'; readonly path: string }
  | { readonly type: 'rename_folder'; readonly path: string; readonly from: string }
  /** Pairs that are never suggested again, or may be again. */
  | { readonly type: 'dismiss' | 'undismiss'; readonly assets: readonly AssetKey[]; readonly pairs: readonly Pair[] }
  /** A kind of relations that was made, or what is said of one. */
  | { readonly type: 'kind'; readonly before?: RelationKind; readonly after: RelationKind }
  /** A rule that was written, changed (`before` and `after`) or deleted. */
  | { readonly type: 'rule'; readonly name: string; readonly before?: RelationRule; readonly after?: RelationRule }
  /** A search that was kept under a name, changed (`before` and `after`) or forgotten. */
  | {
      readonly type: 'saved_search'
      readonly name: string
      readonly before?: SavedSearch
      readonly after?: SavedSearch
    }
  /** A link to a bundle of assets that was made or revoked, by its ID; never what opens it. */
  | {
      readonly type: 'bundle_link'
      readonly action: 'create' | 'revoke'
      readonly id: string
      readonly assets: readonly AssetKey[]
      /** Until when it works, or would have, in Unix milliseconds. */
      readonly until: number
    }
  /** A webhook that was made, changed (`before` and `after`) or deleted, by its ID. */
  | { readonly type: 'webhook'; readonly id: string; readonly before?: LoggedWebhook; readonly after?: LoggedWebhook }
  /** What a call wanted to be made of an asset beforehand is made. */
  | { readonly type: 'eager'; readonly asset: AssetKey; readonly outcomes: readonly EagerOutcome[] }
  /** A key of the environment, never its secret. Of one that was rotated, which is there instead. */
  | {
      readonly type: 'key'
      readonly action: 'create' | 'rename' | 'rotate' | 'revoke'
      readonly key: string
      readonly name: string
      readonly replacedBy?: string
    }
  /** Nothing was changed by a call that was answered before that could be told. */
  | { readonly type: 'failure'; readonly message: string }

/** What an asset has no more, and has instead, by the IDs of versions. */
export interface RestoredFile {
  /** The backup of the file that it had. */
  readonly before: string
  readonly after: string
}

/** Where a webhook goes is told by its host alone: the rest of such an address is often a secret. */
export interface LoggedWebhook {
  readonly host: string
  readonly event: EventType
  readonly additive: boolean
}

export interface RelationChange {
  readonly type: 'relate' | 'unrelate' | 'edit_relations'
  /** Those of the relations, each once; first the one that the call was about. */
  readonly assets: readonly AssetKey[]
  readonly relations: readonly LoggedRelation[]
  /** How many items of the call failed. */
  readonly failed: number
}

/** A relation by the numbers of its assets and kind. */
export interface LoggedRelation extends RelationRef {
  /** As it was, where it was there. */
  readonly before?: RelationState
  /** As it is, where it is there; left out of a new one that stands last, and of which nothing is said. */
  readonly after?: RelationState
}

/** All of a relation but which one it is. Of its details, those that it has. */
export type RelationState = Omit<Relation, keyof RelationRef | keyof RelationDetails> & Partial<RelationDetails>

export function stateOf({ from, to, kind, ...all }: Relation): RelationState {
  const state: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(all)) if (value !== null) state[name] = value
  return state as unknown as RelationState
}

/** With what can't be looked up any more. */
export type DeletedAsset = AssetKey & Pick<Asset, 'version' | 'assetFolder' | 'displayName'>

/** What can be changed of an asset without another file or name. */
export type Editable = AssetLabels & AssetState

export interface AssetUpdate {
  readonly asset: AssetKey
  /** The fields that changed, as they were. */
  readonly before: Partial<Editable>
  /** The same fields, as they are. */
  readonly after: Partial<Editable>
}

export type LoggedChange = Change & {
  /** Where it stands in the log: text that sorts by its bytes. */
  readonly position: string
  /** Unix milliseconds. */
  readonly at: number
  /** The API key, or whoever else it was done for. */
  readonly actor: string
  readonly requestId: string
  /** A URL that the call wanted to be notified of it. */
  readonly notificationUrl?: string
  /** The request ID of the call that this one takes back. */
  readonly undoOf?: string
}

const FOR_GOOD = [
  ...(['upload', 'delete_versions', 'create_folder', 'delete_folder', 'rename_folder', 'eager'] as const),
  ...(['key', 'bundle_link', 'webhook', 'failure'] as const),
] as const satisfies readonly Change['type'][]

/** Whether it is of a type that is never taken back. */
export const isForGood = (change: LoggedChange): change is Extract<LoggedChange, { type: (typeof FOR_GOOD)[number] }> =>
  (FOR_GOOD as readonly string[]).includes(change.type)

/** The fields of `edited` whose values differ from the asset's; undefined where none does. */
export function updateOf(
  asset: AssetKey & Editable,
  edited: Partial<Editable>,
): Omit<AssetUpdate, 'asset'> | undefined {
  const fields = (Object.keys(edited) as (keyof Editable)[]).filter(
    (field) => JSON.stringify(edited[field]) !== JSON.stringify(asset[field]),
  )
  if (fields.length === 0) return undefined
  const pick = (source: Partial<Editable>) => Object.fromEntries(fields.map((field) => [field, source[field]]))
  return { before: pick(asset), after: pick(edited) }
}
