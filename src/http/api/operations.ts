import type { Operation } from '../operation.ts'
import { assetDetails } from './asset-details.ts'
import { assetLayout } from './asset-layout.ts'
import { assets, knownAssets } from './assets.ts'
import { bundle, bundleLink, bundleLinks, openBundle, revokeBundleLink } from './bundle.ts'
import { changeKindOperation } from './change-kind.ts'
import { checkDeletionsOperation } from './check-deletions.ts'
import { checkRelationsOperation } from './check-relations.ts'
import { checkup, runCheckup } from './checkup.ts'
import { deleteAssetsOperation, deletedAssets, restoreAssetsOperation } from './delete-assets.ts'
import { eachOther } from './each-other.ts'
import { exportRelationsOperation } from './export-relations.ts'
import { folders, tags } from './folders-and-tags.ts'
import { historyActors } from './history.ts'
import { historyEvents } from './history-events.ts'
import { importRelationsOperation } from './import-relations.ts'
import { createKeyOperation, keys, renameKeyOperation, revokeKeyOperation, rotateKeyOperation } from './keys.ts'
import { createKindOperation, listKinds, mergeKindsOperation, updateKindOperation } from './kinds.ts'
import { metadataFields } from './metadata-fields.ts'
import { moveRelatedOperation } from './move-related.ts'
import { overview } from './overview.ts'
import { READINGS } from './readings.ts'
import { relateBySearchOperation } from './relate-by-search.ts'
import { addRelationsOperation, editRelationsOperation, removeRelationsOperation } from './relations.ts'
import { renameAssetsOperation } from './rename-assets.ts'
import { replaceRelatedOperation } from './replace-related.ts'
import { requestEvents, requests } from './requests.ts'
import { deleteRuleOperation, putRuleOperation, rules, runRuleOperation } from './rules.ts'
import { deleteSearch, putSearch, searches } from './searches.ts'
import { sidecars } from './sidecars.ts'
import { acceptSuggestions, dismissSuggestionsOperation, suggestions } from './suggestions.ts'
import { undo } from './undo.ts'
import { updateAssetsOperation } from './update-assets.ts'
import { resendDeliveryOperation, webhookDeliveries, webhookDelivery } from './webhook-deliveries.ts'
import { createWebhook, deleteWebhook, updateWebhook, webhooks } from './webhooks.ts'

/** Our own API, at `/api/v1/{cloud_name}`: what goes further than Cloudinary's. */
export const API_OPERATIONS: readonly Operation[] = [
  ...[assets, knownAssets, assetLayout, assetDetails, folders, tags, metadataFields],
  ...[updateAssetsOperation, deleteAssetsOperation, restoreAssetsOperation, deletedAssets, renameAssetsOperation],
  ...[searches, putSearch, deleteSearch],
  ...[listKinds, createKindOperation, updateKindOperation, mergeKindsOperation],
  ...[addRelationsOperation, removeRelationsOperation, editRelationsOperation, moveRelatedOperation],
  ...[bundle, bundleLink, bundleLinks, revokeBundleLink, openBundle, checkDeletionsOperation],
  ...[changeKindOperation, eachOther, replaceRelatedOperation, checkRelationsOperation, relateBySearchOperation],
  ...[exportRelationsOperation, importRelationsOperation, sidecars],
  overview,
  ...READINGS,
  ...[requests, requestEvents, checkup, runCheckup],
  ...[keys, createKeyOperation, renameKeyOperation, rotateKeyOperation, revokeKeyOperation],
  ...[webhooks, createWebhook, updateWebhook, deleteWebhook],
  ...[webhookDeliveries, webhookDelivery, resendDeliveryOperation],
  ...[historyActors, historyEvents, undo],
  ...[suggestions, acceptSuggestions, dismissSuggestionsOperation],
  ...[rules, putRuleOperation, deleteRuleOperation, runRuleOperation],
]
