import type { Operation } from '../operation.ts'
import { addRelatedAssets } from './add-related-assets.ts'
import { deleteRelatedAssets } from './delete-related-assets.ts'
import { deleteResources, deleteResourcesByAssetIds, deleteResourcesByTag } from './delete-resources.ts'
import { destroy } from './destroy.ts'
import { explicit } from './explicit.ts'
import {
  createFolderOperation,
  deleteFolderOperation,
  renameFolderOperation,
  rootFolders,
  subFolders,
} from './folders.ts'
import { ping } from './ping.ts'
import { rename } from './rename.ts'
import { resource } from './resource.ts'
import { resources, resourcesByAssetIds, resourcesByTag } from './resources.ts'
import { addTrigger, removeTrigger, triggers, updateTrigger } from './triggers.ts'
import { update, updateByAssetId } from './update.ts'
import { upload } from './upload.ts'
import { config, usage } from './usage.ts'

/** Every operation of Cloudinary's APIs that this server has. */
export const OPERATIONS: readonly Operation[] = [
  ping,
  usage,
  config,
  addRelatedAssets,
  deleteRelatedAssets,
  resource,
  resources,
  resourcesByAssetIds,
  resourcesByTag,
  update,
  updateByAssetId,
  deleteResources,
  deleteResourcesByTag,
  deleteResourcesByAssetIds,
  upload,
  explicit,
  rename,
  destroy,
  triggers,
  addTrigger,
  updateTrigger,
  removeTrigger,
  rootFolders,
  subFolders,
  createFolderOperation,
  deleteFolderOperation,
  renameFolderOperation,
]
