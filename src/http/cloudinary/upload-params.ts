import type { UploadRequest } from '../../actions/upload-asset.ts'
import { RESOURCE_TYPES } from '../../core/asset.ts'
import type { InputOf } from '../params.ts'
import { fileFlags } from './asset-flags.ts'
import { eagerParams } from './eager.ts'
import { analyses, labels, moderation, parseEdits, state } from './edit-params.ts'
import { relatedToParams } from './related-to.ts'
import { deliveryType, invalidate, notificationUrl } from './schemas.ts'
import type { TextOrList } from './wire.ts'

/** What can be said of an upload, and so what an upload preset can settle. */
export const uploadSettings = {
  type: { ...deliveryType, default: 'upload' },
  public_id: { type: 'string', description: 'A random one, or the file name, without it' },
  folder: {
    type: 'string',
    description: 'Stands before the public ID; also the asset folder unless that is given',
  },
  filename_override: { type: 'string', description: 'Taken for the name of the file' },
  use_filename: { type: 'boolean', default: false, description: 'Takes the public ID from the file name' },
  unique_filename: { type: 'boolean', default: true, description: 'Adds random letters to it' },
  async: { type: 'boolean', default: false, description: 'Answers at once, and uploads after that' },
  overwrite: { type: 'boolean', default: true, description: 'false: an asset of that public ID stays as it is' },
  backup: { type: 'boolean', description: 'Whether the file is kept as a backup, and so is the one that it replaces' },
  public_id_prefix: { type: 'string', description: 'Stands between the folder and the public ID' },
  use_asset_folder_as_public_id_prefix: { type: 'boolean', default: false },
  use_filename_as_display_name: { type: 'boolean', default: false },
  discard_original_filename: { type: 'boolean', default: false, description: 'Keeps nothing of the file name' },
  allowed_formats: {
    type: ['string', 'array'],
    items: { type: 'string' },
    description: 'Formats that are taken, as file extensions: a list, or text with commas',
  },
  format: { type: 'string', description: "Has to be the file's own: files are kept as they are" },
  return_delete_token: { type: 'boolean', default: false, description: 'Answers a token for delete_by_token' },
  invalidate,
  ...eagerParams,
  ...labels,
  ...state,
  moderation,
  ...notificationUrl,
  ...fileFlags,
  ...relatedToParams,
} as const

export const uploadInput = {
  type: 'object',
  properties: {
    resource_type: {
      type: 'string',
      enum: [...RESOURCE_TYPES, 'auto'],
      default: 'auto',
      description: 'auto: by what the file is',
    },
    file: { type: 'string', description: 'The file itself (multipart), its http or https URL, or a data URI' },
    filename: { type: 'string', description: 'The name of the file, where the body has none' },
    upload_preset: { type: 'string', description: 'Settles parameters; an upload without a signature needs one' },
    ...uploadSettings,
    ...analyses,
  },
} as const

export type UploadInput = InputOf<typeof uploadInput>

export const uploadRequest = (input: UploadInput): UploadRequest => ({
  resourceType: input.resource_type ?? 'auto',
  type: input.type ?? 'upload',
  ...(input.public_id !== undefined && { publicId: input.public_id }),
  ...(input.folder !== undefined && { folder: input.folder }),
  ...(input.public_id_prefix !== undefined && { publicIdPrefix: input.public_id_prefix }),
  useAssetFolderAsPublicIdPrefix: input.use_asset_folder_as_public_id_prefix ?? false,
  useFilename: input.use_filename ?? false,
  uniqueFilename: input.unique_filename ?? true,
  useFilenameAsDisplayName: input.use_filename_as_display_name ?? false,
  discardOriginalFilename: input.discard_original_filename ?? false,
  overwrite: input.overwrite ?? true,
  ...(input.backup !== undefined && { backup: input.backup }),
  ...(input.allowed_formats !== undefined && { allowedFormats: listedFormats(input.allowed_formats) }),
  ...(input.format !== undefined && { format: input.format }),
  edits: parseEdits(input),
})

export const listedFormats = (formats: TextOrList): string[] =>
  [formats]
    .flat()
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '')
