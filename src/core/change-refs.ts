import type { AssetKey } from './asset.ts'
import type { Change, LoggedChange } from './change.ts'

/** By what changes are found again: each of these stands for a list of them. */
export const assetRef = (no: number): string => `a${no}`
export const callRef = (requestId: string): string => `c${requestId}`
export const actorRef = (actor: string): string => `k${actor}`
export const typeRef = (type: Change['type']): string => `t${type}`
export const actorOfRef = (ref: string): string => ref.slice(1)
/** The calls that undid this one. */
export const undoRef = (requestId: string): string => `u${requestId}`
/** The deletions of an asset: by then its number may not be known. */
export const idRef = (assetId: string): string => `i${assetId}`
/** That an asset was deleted, and that it came back from the trash. */
export const goneRef = (no: number): string => `d${no}`
export const backRef = (no: number): string => `r${no}`

/** Each once. */
export function refsOf(change: LoggedChange): string[] {
  const { type, actor, requestId, undoOf } = change
  const nos = new Set(assetsOf(change).map(({ no }) => no))
  return [
    ...[callRef(requestId), actorRef(actor), typeRef(type)],
    ...(undoOf === undefined ? [] : [undoRef(undoOf)]),
    ...[...nos].map(assetRef),
    ...(type === 'delete' ? change.assets.flatMap(({ no, assetId }) => [goneRef(no), idRef(assetId)]) : []),
    ...(type === 'restore' && change.fromTrash ? [...nos].map(backRef) : []),
  ]
}

/** What a change is about. */
export function assetsOf(change: Change): readonly AssetKey[] {
  switch (change.type) {
    case 'upload':
    case 'rename':
    case 'delete_versions':
    case 'eager':
      return [change.asset]
    case 'delete':
    case 'restore':
    case 'relate':
    case 'unrelate':
    case 'edit_relations':
    case 'dismiss':
    case 'undismiss':
    case 'bundle_link':
      return change.assets
    case 'update':
      return change.updates.map(({ asset }) => asset)
    case 'create_folder':
    case 'delete_folder':
    case 'rename_folder':
    case 'key':
    case 'kind':
    case 'rule':
    case 'saved_search':
    case 'webhook':
    case 'failure':
      return []
  }
}
