import { formatRef, type ResourceType } from '../core/asset.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import type { Definition } from '../core/definition.ts'
import { AppError } from '../core/errors.ts'
import { lineage, parentFolder } from '../core/folder.ts'
import type { Library } from '../core/library.ts'
import { isPublicId } from '../core/public-id.ts'
import type { Reader } from '../core/store.ts'
import { fetchFile } from './fetch-file.ts'
import { EVERY_FOLDER, mappingsOf, type UploadMapping } from './manage-upload-mappings.ts'
import { uploadAsset } from './upload-asset.ts'

/** Whoever asks for a picture waits for it, and anybody may: what is fetched for them is small, and soon there. */
const MAX_BYTES = 100_000_000
const TIMES = { totalMs: 60_000, silentMs: 10_000 }
const MAX_AT_ONCE = 8
/** Of a public ID, so many folders from the root on can be mapped. */
const MAX_DEPTH = 20

/** A file that an upload mapping says is on the web. */
export interface MappedFile {
  readonly mapping: Definition<UploadMapping>
  /** What was asked for: a public ID, with the ending of the file's name. */
  readonly source: string
}

/** The mapping of the innermost folder that a source is in. The sources are the ways to read one address, the likeliest first. */
export async function findMapped(
  reader: Reader,
  cloud: Cloud,
  sources: readonly string[],
): Promise<MappedFile | undefined> {
  const mappings = mappingsOf(reader, cloud)
  if (!(await mappings.any())) return undefined
  for (const source of sources.filter(isPublicId)) {
    for (const folder of lineage(parentFolder(source)).slice(0, MAX_DEPTH).reverse()) {
      const mapping = await mappings.get(folder)
      if (mapping) return { mapping, source }
    }
  }
  // Every address would be in the root, so that what may be a transformation is taken for one.
  const source = sources.at(-1)!
  const mapping = isPublicId(source) ? await mappings.get(EVERY_FOLDER) : undefined
  return mapping && { mapping, source }
}

const underWay = new WeakMap<Library, Map<string, Promise<void>>>()

/**
 * Uploads a mapped file under the public ID that it was asked for by, once however many ask at the same time. One that is
 * there by then stays. Throws `not_found` where there is no such file, `invalid` where it can't be taken; neither tells
 * where it was looked for. Throws `rate_limited` where many others are under way.
 */
export async function uploadMapped(
  library: Library,
  caller: Caller,
  resourceType: ResourceType,
  publicId: string,
  file: MappedFile,
): Promise<void> {
  const uploads = underWay.get(library) ?? new Map<string, Promise<void>>()
  underWay.set(library, uploads)
  const key = `${caller.cloud.id}/${formatRef({ resourceType, type: 'upload', publicId })}`
  if (uploads.size >= MAX_AT_ONCE && !uploads.has(key)) {
    throw new AppError('rate_limited', 'Many files are being fetched by upload mappings: try again later')
  }
  const upload =
    uploads.get(key) ?? fetchAndUpload(library, caller, resourceType, publicId, file).finally(() => uploads.delete(key))
  uploads.set(key, upload)
  await upload
}

async function fetchAndUpload(
  library: Library,
  caller: Caller,
  resourceType: ResourceType,
  publicId: string,
  { mapping, source }: MappedFile,
): Promise<void> {
  const url = urlOf(mapping, source)
  const limits = { ...library.limits, maxUploadBytes: Math.min(MAX_BYTES, library.limits.maxUploadBytes) }
  const file = await fetchFile({ ...library, limits }, url, TIMES).catch((error) => {
    throw told(error, source)
  })
  const isInFolder = library.folderMode === 'dynamic' && mapping.name !== EVERY_FOLDER
  await uploadAsset(library, caller, file, {
    resourceType,
    ...{ type: 'upload', publicId, overwrite: false, useFilename: false, uniqueFilename: false },
    edits: isInFolder ? { assetFolder: mapping.name } : {},
  })
}

/** The template, and what stands after the folder; a template that is but a host ends there. */
function urlOf({ name, body }: Definition<UploadMapping>, source: string): string {
  const rest = name === EVERY_FOLDER ? source : source.slice(name.length + 1)
  return new URL(body.template).href + rest.split('/').map(encodeURIComponent).join('/')
}

/** Where files of a mapping are is not for everybody to know. */
function told(error: unknown, source: string): unknown {
  if (!(error instanceof AppError) || error.code === 'internal') return error
  if (error.code === 'not_found') return new AppError('not_found', `Resource not found - ${source}`, { cause: error })
  const reason =
    /Error in loading \S+ - (\d{3}.*|it .*|its .*|nothing .*)$/.exec(error.message)?.[1] ??
    (error.code === 'too_large'
      ? `the file is larger than ${MAX_BYTES} bytes`
      : 'no answer came from there, or its address is not public and not among RELATA_FETCH_ALLOW')
  return new AppError('invalid', `Error in loading ${source} by its upload mapping - ${reason}`, { cause: error })
}
