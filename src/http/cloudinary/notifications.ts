import type { Asset, AssetKey, AssetRef } from '../../core/asset.ts'
import type { AssetUpdate, DeletedAsset, Editable, LoggedChange } from '../../core/change.ts'
import type { Library } from '../../core/library.ts'
import type { Notification, NotificationWords } from '../../core/notification.ts'
import { notificationSignature } from '../signature.ts'
import { madeItem } from './eager.ts'
import { type Linking, time, uploadedAsset } from './wire.ts'

/**
 * What receivers are sent, as Cloudinary documents its notifications. Where it shows none (`related_assets`,
 * `restore_asset_version`, `error`), the form is this project's.
 *
 * @param baseUrl what delivery URLs begin with.
 */
export const cloudinaryNotifications = (library: Library, baseUrl: string): NotificationWords => ({
  assetsShown,
  notificationsOf: (credentials, change, assets) =>
    contentsOf({ ...credentials, baseUrl, library }, change, assets).map((content) => inEnvelope(change, content)),
  signed(text, { key, secret }) {
    const body = JSON.stringify({ ...JSON.parse(text), signature_key: key })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Relata',
      'x-cld-timestamp': timestamp,
      'x-cld-signature': notificationSignature(body, timestamp, secret),
    }
    return { headers, body }
  },
})

interface Content {
  readonly eventType: Notification['eventType']
  readonly fields: Readonly<Record<string, unknown>>
}

const inEnvelope = ({ at, requestId, actor }: LoggedChange, { eventType, fields }: Content): Notification => ({
  eventType,
  body: {
    notification_type: eventType,
    timestamp: time(at).replace('Z', '+00:00'),
    request_id: requestId,
    ...fields,
    notification_context: {
      triggered_at: new Date(at).toISOString(),
      triggered_by: { source: 'api', id: actor },
    },
  },
})

/** Only these are told with more than their names. */
function assetsShown(change: LoggedChange): string[] {
  switch (change.type) {
    case 'upload':
    case 'eager':
    case 'rename':
      return [change.asset.assetId]
    case 'update':
      return change.updates
        .filter(({ after }) => after.displayName !== undefined || after.assetFolder !== undefined)
        .map(({ asset }) => asset.assetId)
    default:
      return []
  }
}

type Assets = ReadonlyMap<string, Asset>

/** Assets as they are by now; one that is gone is told by its names alone. */
function contentsOf(site: Linking, change: LoggedChange, assets: Assets): Content[] {
  switch (change.type) {
    case 'upload': {
      const asset = assets.get(change.asset.assetId)
      const fields = asset ? uploadedAsset(site, asset) : nameOf(change.asset)
      return [{ eventType: 'upload', fields: { ...fields, ...(change.overwritten && { overwritten: true }) } }]
    }
    case 'eager': {
      const asset = assets.get(change.asset.assetId)
      // Of what is gone by now there is nothing to show.
      const eager = asset ? change.outcomes.map((outcome) => madeItem(site, asset, outcome)) : []
      return [{ eventType: 'eager', fields: { ...nameOf(change.asset), batch_id: change.requestId, eager } }]
    }
    case 'delete':
      return [{ eventType: 'delete', fields: { resources: change.assets.map(deletedFields) } }]
    case 'restore':
      return [{ eventType: 'restore_asset_version', fields: { resources: change.assets.map(nameOf) } }]
    case 'delete_versions':
      return []
    case 'rename':
      return [{ eventType: 'rename', fields: renameFields(change.asset, change.from, assets) }]
    case 'update':
      return updateContents(change.updates, assets)
    case 'relate':
    case 'unrelate':
      return relatedContents(change.type === 'relate' ? 'add' : 'delete', change)
    case 'edit_relations':
    case 'dismiss':
    case 'undismiss':
    case 'key':
    // What follows is of this environment alone.
    case 'kind':
    case 'rule':
    case 'saved_search':
    case 'bundle_link':
    case 'webhook':
      return []
    case 'create_folder':
    case 'delete_folder': {
      const { path } = change
      const fields = { source: 'api', folder_path: path, folder_name: path.replace(/^.*\//, '') }
      return [{ eventType: change.type, fields }]
    }
    case 'rename_folder':
      return [{ eventType: 'move_or_rename_asset_folder', fields: { from_path: change.from, to_path: change.path } }]
    case 'failure':
      return [{ eventType: 'error', fields: { batch_id: change.requestId, error: { message: change.message } } }]
  }
}

const nameOf = ({ resourceType, type, assetId, publicId }: AssetKey) => ({
  resource_type: resourceType,
  type,
  asset_id: assetId,
  public_id: publicId,
})

/** One for each asset that others were related to, or unrelated from. */
function relatedContents(
  actionType: 'add' | 'delete',
  { assets, relations, failed }: Extract<LoggedChange, { assets: readonly AssetKey[]; relations: unknown }>,
): Content[] {
  const byNo = new Map(assets.map((asset) => [asset.no, asset]))
  return [...Map.groupBy(relations, ({ from }) => from)].map(([from, group]) => {
    const others = [...new Set(group.map(({ to }) => to))].map((no) => nameOf(byNo.get(no)!))
    const fields = {
      action_type: actionType,
      ...nameOf(byNo.get(from)!),
      assets: others,
      total_success: others.length,
      total_failed: failed,
    }
    return { eventType: 'related_assets', fields }
  })
}

const deletedFields = (asset: DeletedAsset) => ({
  ...nameOf(asset),
  version: asset.version,
  asset_folder: asset.assetFolder,
  display_name: asset.displayName,
})

function renameFields({ resourceType, type, assetId, publicId }: AssetKey, from: AssetRef, assets: Assets) {
  const asset = assets.get(assetId)
  return {
    resource_type: resourceType,
    type,
    ...(from.type !== type && { from_type: from.type }),
    asset_id: assetId,
    asset_folder: asset?.assetFolder,
    display_name: asset?.displayName,
    from_public_id: from.publicId,
    to_public_id: publicId,
  }
}

/** An update of a field, as it was and as it is. */
interface FieldUpdate<Field extends keyof Editable> {
  readonly asset: AssetKey
  readonly before: Editable[Field]
  readonly after: Editable[Field]
}

const updatesOf = <Field extends keyof Editable>(updates: readonly AssetUpdate[], field: Field): FieldUpdate<Field>[] =>
  updates
    .filter(({ after }) => after[field] !== undefined)
    .map(({ asset, before, after }) => ({ asset, before: before[field]!, after: after[field]! }))

function updateContents(updates: readonly AssetUpdate[], assets: Assets): Content[] {
  return [
    ...listed('resource_tags_changed', updatesOf(updates, 'tags'), ({ before, after }) => ({
      added: after.filter((tag) => !before.includes(tag)),
      removed: before.filter((tag) => !after.includes(tag)),
      updated: [],
    })),
    ...mapped('resource_context_changed', updatesOf(updates, 'context'), ({ before, after }) => ({
      added: Object.fromEntries(Object.entries(after).filter(([key]) => !Object.hasOwn(before, key))),
      removed: Object.keys(before).filter((key) => !Object.hasOwn(after, key)),
      updated: Object.fromEntries(
        Object.entries(after).filter(([key, value]) => Object.hasOwn(before, key) && before[key] !== value),
      ),
    })),
    ...mapped('resource_metadata_changed', updatesOf(updates, 'metadata'), ({ before, after }) => ({
      previous_metadata: before,
      new_metadata: after,
    })),
    ...mapped('resource_display_name_changed', updatesOf(updates, 'displayName'), ({ asset, before, after }) => ({
      previous_display_name: before,
      new_display_name: after,
      asset_folder: assets.get(asset.assetId)?.assetFolder,
    })),
    ...mapped('move', updatesOf(updates, 'assetFolder'), ({ asset, before, after }) => ({
      from_asset_folder: before,
      to_asset_folder: after,
      display_name: assets.get(asset.assetId)?.displayName,
    })),
    ...listed('access_control_changed', updatesOf(updates, 'accessControl'), ({ before, after }) => ({
      previous_access_control: before,
      new_access_control: after,
    })),
    ...listed('access_control_changed', updatesOf(updates, 'accessMode'), ({ before, after }) => ({
      previous_access_mode: before,
      new_access_mode: after,
    })),
    ...updatesOf(updates, 'moderation').flatMap(({ asset, after }): Content[] =>
      after ? [{ eventType: 'moderation', fields: { ...nameOf(asset), ...moderationFields(after) } }] : [],
    ),
  ]
}

const moderationFields = ({ kind, status, updatedAt }: NonNullable<Editable['moderation']>) => ({
  moderation_kind: kind,
  moderation_status: status,
  moderation_updated_at: time(updatedAt),
})

function listed<Field extends keyof Editable>(
  eventType: Content['eventType'],
  updates: readonly FieldUpdate<Field>[],
  changes: (update: FieldUpdate<Field>) => object,
): Content[] {
  if (updates.length === 0) return []
  const resources = updates.map((update) => ({ ...nameOf(update.asset), ...changes(update) }))
  return [{ eventType, fields: { source: 'api', resources } }]
}

/** Maps by public ID. Assets of different types may have the same one; the second then gets a notification of its own. */
function mapped<Field extends keyof Editable>(
  eventType: Content['eventType'],
  updates: readonly FieldUpdate<Field>[],
  changes: (update: FieldUpdate<Field>) => object,
): Content[] {
  const maps: Map<string, object>[] = []
  for (const update of updates) {
    const { publicId } = update.asset
    const map = maps.find((map) => !map.has(publicId)) ?? new Map<string, object>()
    if (map.size === 0) maps.push(map)
    map.set(publicId, { ...nameOf(update.asset), ...changes(update) })
  }
  return maps.map((map) => ({ eventType, fields: { source: 'api', resources: Object.fromEntries(map) } }))
}
