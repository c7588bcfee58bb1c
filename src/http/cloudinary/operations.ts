import type { Operation } from '../operation.ts'
import { addRelatedAssets } from './add-related-assets.ts'
import { context } from './context.ts'
import { deleteBackedUpAssets } from './delete-backed-up-assets.ts'
import { deleteAssetByToken } from './delete-by-token.ts'
import { deleteRelatedAssets } from './delete-related-assets.ts'
import { deleteResources, deleteResourcesByAssetIds, deleteResourcesByTag } from './delete-resources.ts'
import { deleteDerivedResources } from './derived.ts'
import { destroy, destroyByAssetId } from './destroy.ts'
import { download } from './download.ts'
import { downloadBackup } from './download-backup.ts'
import { explicit } from './explicit.ts'
import {
  createFolderOperation,
  deleteFolderOperation,
  renameFolderOperation,
  rootFolders,
  searchFoldersByQuery,
  searchFoldersOperation,
  subFolders,
} from './folders.ts'
import { downloadArchive, downloadTag, generateArchive } from './generate-archive.ts'
import { listTags } from './list-tags.ts'
import { metadata } from './metadata.ts'
import { METADATA_DATASOURCE } from './metadata-datasource.ts'
import { METADATA_FIELDS } from './metadata-fields.ts'
import { NOT_SUPPORTED } from './not-supported.ts'
import { ping } from './ping.ts'
import { publish } from './publish.ts'
import { addRelatedComplementaryAssets, deleteRelatedComplementaryAssets } from './related-complementary-assets.ts'
import { rename } from './rename.ts'
import { resource } from './resource.ts'

import { resources, resourcesByAssetIds } from './resources.ts'
import {
  resourcesByAssetFolder,
  resourcesByContext,
  resourcesByModeration,
  resourcesByTag,
} from './resources-by-term.ts'
import { restore, restoreByAssetIds } from './restore.ts'
import { search, searchByQuery } from './search.ts'
import { tags } from './tags.ts'
import { TRANSFORMATIONS } from './transformations.ts'

import { addTrigger, removeTrigger, triggers, updateTrigger } from './triggers.ts'

import { update, updateByAssetId } from './update.ts'
import { updateAccessMode } from './update-access-mode.ts'
import { upload } from './upload.ts'
import { addUploadMapping, changeUploadMapping, removeUploadMapping, uploadMappings } from './upload-mappings.ts'
import {
  addUploadPreset,
  changeUploadPreset,
  removeUploadPreset,
  uploadPreset,
  uploadPresets,
} from './upload-presets.ts'
import { config, usage } from './usage.ts'

/** Every operation of Cloudinary's APIs that this server has. */
export const OPERATIONS: readonly Operation[] = [
  ping,
  usage,
  config,
  addRelatedAssets,
  deleteRelatedAssets,
  addRelatedComplementaryAssets,
  deleteRelatedComplementaryAssets,
  resource,
  resources,
  resourcesByAssetIds,
  resourcesByTag,
  resourcesByContext,
  resourcesByModeration,
  resourcesByAssetFolder,
  listTags,
  search,
  searchByQuery,
  publish,
  updateAccessMode,
  update,
  updateByAssetId,
  deleteResources,
  deleteResourcesByTag,
  deleteResourcesByAssetIds,
  deleteDerivedResources,
  ...TRANSFORMATIONS,
  restore,
  restoreByAssetIds,
  deleteBackedUpAssets,
  ...METADATA_FIELDS,
  ...METADATA_DATASOURCE,
  upload,
  explicit,
  downloadBackup,
  tags,
  context,
  metadata,
  rename,
  destroy,
  destroyByAssetId,
  deleteAssetByToken,
  uploadPresets,
  uploadPreset,
  addUploadPreset,
  changeUploadPreset,
  removeUploadPreset,
  uploadMappings,
  addUploadMapping,
  changeUploadMapping,
  removeUploadMapping,
  triggers,
  addTrigger,
  updateTrigger,
  removeTrigger,
  rootFolders,
  searchFoldersOperation,
  searchFoldersByQuery,
  subFolders,
  createFolderOperation,
  deleteFolderOperation,
  renameFolderOperation,
  generateArchive,
  downloadArchive,
  downloadTag,
  download,
  ...NOT_SUPPORTED,
]
