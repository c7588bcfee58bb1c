import type { UploadRequest } from '../../actions/upload-asset.ts'
import { RESOURCE_TYPES } from '../../core/asset.ts'
import type { InputOf } from '../params.ts'
import { labels, moderation, parseEdits, state } from './edit-params.ts'
import { deliveryType } from './schemas.ts'

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
  ...labels,
  ...state,
  moderation,
} as const

export const uploadInput = {
  type: 'object',
  properties: {
    resource_type: { type: 'string', enum: [...RESOURCE_TYPES, 'auto'], description: 'auto: by what the file is' },
    file: { type: 'string', description: 'The file itself (multipart), its http or https URL, or a data URI' },
    filename: { type: 'string', description: 'The name of the file, where the body has none' },
    ...uploadSettings,
  },
  required: ['resource_type'],
} as const

export type UploadInput = InputOf<typeof uploadInput>

export const uploadRequest = (input: UploadInput): UploadRequest => ({
  resourceType: input.resource_type,
  type: input.type ?? 'upload',
  ...(input.public_id !== undefined && { publicId: input.public_id }),
  ...(input.folder !== undefined && { folder: input.folder }),
  useFilename: input.use_filename ?? false,
  uniqueFilename: input.unique_filename ?? true,
  overwrite: input.overwrite ?? true,
  ...(input.backup !== undefined && { backup: input.backup }),
  edits: parseEdits(input),
})
