import { getUploadPreset } from '../../actions/manage-upload-presets.ts'
import type { Credentials } from '../../core/cloud.ts'
import { AppError, invalid } from '../../core/errors.ts'
import type { Reader } from '../../core/store.ts'
import { anonymousIn } from '../auth.ts'
import type { Call } from '../operation.ts'
import type { RawParams } from '../params.ts'
import type { UploadInput } from './upload-params.ts'

/** What an upload may say that nobody signed. Source: Cloudinary's error for any other parameter, which lists them. */
const ALLOWED_UNSIGNED = [
  ...['upload_preset', 'callback', 'public_id', 'folder', 'asset_folder', 'tags', 'context', 'metadata'],
  ...['face_coordinates', 'custom_coordinates', 'source', 'filename_override', 'regions', 'public_id_prefix'],
]
const OF_THE_REQUEST = new Set(['resource_type', 'file', 'filename', ...ALLOWED_UNSIGNED])

/** Lets an unsigned upload in if it names a preset; whether that is one for it is seen when it is used. */
export async function unsignedUpload(
  reader: Reader,
  cloudName: string,
  { upload_preset }: RawParams,
): Promise<Credentials> {
  if (upload_preset) return anonymousIn(reader, cloudName)
  // The first words are Cloudinary's.
  throw new AppError(
    'unauthorized',
    'Upload preset must be specified when using unsigned upload: pass upload_preset, sign the request, or authenticate with your API key and secret',
  )
}

/**
 * The parameters of an upload together with those of its preset. Of a signed upload its own go first; of an unsigned one
 * the preset's, and an asset that is there is not overwritten unless the preset says so.
 */
export async function withPreset({ library, cloud, anonymous }: Call, input: UploadInput): Promise<UploadInput> {
  if (input.upload_preset === undefined || input.upload_preset === '') return input
  const preset = await presetOf(library.store.read, cloud, input.upload_preset)
  const { disallow_public_id, ...settings } = preset.settings
  if (disallow_public_id && input.public_id !== undefined) {
    throw invalid(`public_id parameter is not allowed by the upload preset ${input.upload_preset}: leave it out`)
  }
  if (!anonymous) return { ...settings, ...input }
  if (!preset.unsigned) {
    throw invalid('Upload preset must be whitelisted for unsigned uploads: make it unsigned, or sign the upload')
  }
  const refused = Object.keys(input).find((name) => !OF_THE_REQUEST.has(name))
  if (refused !== undefined) {
    throw invalid(
      `${refused[0]!.toUpperCase()}${refused.slice(1)} parameter is not allowed when using unsigned upload. Only ${ALLOWED_UNSIGNED.join(',')} upload parameters are allowed.`,
    )
  }
  return { overwrite: false, ...input, ...settings }
}

async function presetOf(reader: Reader, cloud: Call['cloud'], name: string) {
  try {
    return (await getUploadPreset(reader, cloud, name)).body
  } catch (error) {
    // It is a parameter that is wrong, and not what the request is about that isn't there.
    throw error instanceof AppError && error.code === 'not_found' ? invalid('Upload preset not found') : error
  }
}
