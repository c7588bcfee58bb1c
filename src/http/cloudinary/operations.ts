import type { Operation } from '../operation.ts'
import { addRelatedAssets } from './add-related-assets.ts'
import { deleteRelatedAssets } from './delete-related-assets.ts'
import { deleteResources, deleteResourcesByAssetIds, deleteResourcesByTag } from './delete-resources.ts'
import { destroy } from './destroy.ts'
import { explicit } from './explicit.ts'
import { ping } from './ping.ts'
import { rename } from './rename.ts'
import { resource } from './resource.ts'
import { resources, resourcesByAssetIds, resourcesByTag } from './resources.ts'
import { addTrigger, removeTrigger, triggers, updateTrigger } from './triggers.ts'
import { update, updateByAssetId } from './update.ts'
import { upload } from './upload.ts'

/** Every operation of Cloudinary's APIs that this server has. */
export const OPERATIONS: readonly Operation[] = [
  ping,
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
]
