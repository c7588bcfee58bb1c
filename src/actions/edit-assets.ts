import {
  type Asset,
  type AssetLabels,
  type AssetState,
  checkContext,
  checkName,
  checkTags,
  keyOf,
  type Moderation,
} from '../core/asset.ts'
import { changedCoordinates, checkAccessControl, checkRegions, moderated } from '../core/asset-state.ts'
import { type Editable, updateOf } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import { changedMetadata, checkMetadata, type GivenMetadata } from '../core/metadata.ts'
import { checkFolder } from '../core/public-id.ts'
import type { Writer } from '../core/store.ts'
import { readMetadataFields } from './metadata-fields.ts'

/** What a call says of an asset; what is not given stays. */
export interface AssetEdits extends Partial<Omit<AssetLabels, 'metadata'>>, Partial<Pick<AssetState, 'accessMode'>> {
  readonly accessControl?: readonly unknown[]
  readonly moderation?: Moderation['status']
  readonly faceCoordinates?: readonly (readonly number[])[]
  readonly customCoordinates?: readonly (readonly number[])[]
  readonly metadata?: GivenMetadata
  /** Whether values of metadata that are not valid any more are taken away. */
  readonly clearInvalid?: boolean
}

/** What edits make of an asset, or of a new one. */
type Edit<Of = Asset> = (asset: Of) => Partial<Editable>

/** Checks all that can be checked without the store: everything but metadata. */
export function checkEdits(edits: AssetEdits): Edit<Pick<Asset, 'moderation' | 'coordinates'>> {
  const { displayName, assetFolder, tags, context, accessMode, accessControl, moderation } = edits
  const { faceCoordinates, customCoordinates } = edits
  const same = {
    ...(displayName !== undefined && { displayName: checkName('display_name', displayName) }),
    ...(assetFolder !== undefined && { assetFolder: checkFolder(assetFolder) }),
    ...(tags !== undefined && { tags: checkTags(tags) }),
    ...(context !== undefined && { context: checkContext(context) }),
    ...(accessMode !== undefined && { accessMode }),
    ...(accessControl !== undefined && { accessControl: checkAccessControl(accessControl) }),
  }
  const regions = {
    ...(faceCoordinates && { faces: checkRegions('face_coordinates', faceCoordinates) }),
    ...(customCoordinates && { custom: checkRegions('custom_coordinates', customCoordinates) }),
  }
  return (asset) => ({
    ...same,
    ...(moderation !== undefined && { moderation: moderated(asset.moderation, moderation) }),
    ...(Object.keys(regions).length > 0 && { coordinates: changedCoordinates(asset.coordinates, regions) }),
  })
}

/** Checks values of metadata by the definitions that this transaction sees. */
export async function checkMetadataEdits(
  tx: Writer,
  { cloud }: Caller,
  { metadata, clearInvalid = false }: AssetEdits,
): Promise<Edit<Pick<Asset, 'metadata'>>> {
  if (metadata === undefined && !clearInvalid) return () => ({})
  const fields = await readMetadataFields(tx, cloud.id)
  const changes = checkMetadata(fields, metadata ?? {})
  return (asset) => ({ metadata: changedMetadata(fields, asset.metadata, changes, clearInvalid) })
}

/**
 * Changes assets that the transaction has claimed, and logs it as one update, if it is one. Answers them as they are
 * then, in their order.
 */
export async function editAssets(
  tx: Writer,
  caller: Caller,
  assets: readonly Asset[],
  edit: (asset: Asset) => Partial<Editable>,
): Promise<Asset[]> {
  const updatedAt = Date.now()
  const edits = assets.map((before) => {
    const edited = edit(before)
    const update = updateOf(before, edited)
    return { before, after: update ? { ...before, ...edited, updatedAt } : before, update }
  })
  const changed = edits.filter(({ update }) => update !== undefined)
  if (changed.length > 0) {
    await tx.assets.replaceAll(caller.cloud.id, changed)
    const updates = changed.map(({ after, update }) => ({ asset: keyOf(after), ...update! }))
    await tx.changes.add(caller, { type: 'update', updates })
  }
  return edits.map(({ after }) => after)
}
