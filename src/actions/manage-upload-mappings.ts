import type { Cloud } from '../core/cloud.ts'
import type { Definition } from '../core/definition.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { checkFolder } from '../core/public-id.ts'
import type { Reader } from '../core/store.ts'
import { checkRoom } from './definition-page.ts'

const KIND = 'upload_mapping'
const MAX_UPLOAD_MAPPINGS = 1000

/** Where the files of a folder of public IDs are on the web. */
export interface UploadMapping {
  /** The beginning of their URLs. */
  readonly template: string
}

/** Throws `not_found`. */
export async function getUploadMapping(
  reader: Reader,
  cloud: Cloud,
  folder: string,
): Promise<Definition<UploadMapping>> {
  const mapping = await reader.definitions.get<UploadMapping>(cloud.id, KIND, checkMappedFolder(folder))
  if (!mapping) throw notFound(folder)
  return mapping
}

/** Throws `conflict` if the folder has one. */
export async function createUploadMapping(
  library: Library,
  cloud: Cloud,
  folder: string,
  mapping: UploadMapping,
): Promise<void> {
  checkTemplate(library, mapping)
  await library.store.write(async (tx) => {
    await checkRoom(tx, cloud, KIND, MAX_UPLOAD_MAPPINGS)
    if (!(await tx.definitions.insert(cloud.id, KIND, checkMappedFolder(folder), mapping))) {
      throw new AppError('conflict', `Upload mapping ${folder} already exists: update it, or choose another folder`)
    }
  })
}

/** Throws `not_found`. */
export async function updateUploadMapping(
  library: Library,
  cloud: Cloud,
  folder: string,
  mapping: UploadMapping,
): Promise<void> {
  checkTemplate(library, mapping)
  const replaced = await library.store.write((tx) =>
    tx.definitions.replace(cloud.id, KIND, checkMappedFolder(folder), mapping),
  )
  if (!replaced) throw notFound(folder)
}

/** Throws `not_found`. */
export async function deleteUploadMapping(library: Library, cloud: Cloud, folder: string): Promise<void> {
  const removed = await library.store.write((tx) => tx.definitions.remove(cloud.id, KIND, checkMappedFolder(folder)))
  if (!removed) throw notFound(folder)
}

/** What delivery asks of them: whether there are any, and for that of a folder. */
export const mappingsOf = (reader: Reader, cloud: Cloud) => ({
  any: async () => (await reader.definitions.list(cloud.id, KIND, { limit: 1 })).length > 0,
  get: (folder: string) => reader.definitions.get<UploadMapping>(cloud.id, KIND, folder),
})

/** The root folder is named so, as it is in Cloudinary. */
export const EVERY_FOLDER = '/'

const checkMappedFolder = (folder: string): string => checkFolder(folder) || EVERY_FOLDER

function checkTemplate({ outbound }: Library, { template }: UploadMapping): void {
  outbound.check('template', template)
  if (new URL(template).username !== '') throw invalid('Invalid template - the URL has a user name: leave it out')
}

const notFound = (folder: string): AppError =>
  new AppError(
    'not_found',
    `Can't find upload mapping of the folder ${folder.slice(0, 300)}: GET /upload_mappings lists them`,
  )
