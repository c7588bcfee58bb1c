import type { Cloud } from '../core/cloud.ts'
import type { Definition } from '../core/definition.ts'
import { AppError, invalid } from '../core/errors.ts'
import { randomName } from '../core/ids.ts'
import type { Library } from '../core/library.ts'
import type { Reader } from '../core/store.ts'
import { checkRoom } from './definition-page.ts'

const KIND = 'upload_preset'
const MAX_UPLOAD_PRESETS = 1000
const RANDOM_LENGTH = 8

/** Parameters of uploads, under a name. */
export interface UploadPreset {
  /** Whether uploads that nobody signed may use it. */
  readonly unsigned: boolean
  /** Parameters as an upload takes them, by their names on the wire. */
  readonly settings: Readonly<Record<string, unknown>>
}

/** Throws `not_found`. */
export async function getUploadPreset(reader: Reader, cloud: Cloud, name: string): Promise<Definition<UploadPreset>> {
  const preset = await reader.definitions.get<UploadPreset>(cloud.id, KIND, name)
  if (!preset) throw notFound(name)
  return preset
}

/** Makes a preset, of a random name if none is given, and answers its name. Throws `conflict` if that is taken. */
export async function createUploadPreset(
  library: Library,
  cloud: Cloud,
  name: string | undefined,
  preset: UploadPreset,
): Promise<string> {
  const checked = checkPresetName(name ?? randomName(RANDOM_LENGTH))
  await library.store.write(async (tx) => {
    await checkRoom(tx, cloud, KIND, MAX_UPLOAD_PRESETS)
    if (!(await tx.definitions.insert(cloud.id, KIND, checked, preset))) {
      throw new AppError('conflict', `Upload preset ${checked} already exists: update it, or choose another name`)
    }
  })
  return checked
}

/** Changes what is given; a setting of an empty text goes. Throws `not_found`. */
export async function updateUploadPreset(
  library: Library,
  cloud: Cloud,
  name: string,
  { unsigned, settings }: Partial<UploadPreset>,
): Promise<void> {
  await library.store.write(async (tx) => {
    const { body } = await getUploadPreset(tx, cloud, name)
    const after = Object.entries({ ...body.settings, ...settings }).filter(([, value]) => value !== '')
    await tx.definitions.replace(cloud.id, KIND, name, {
      unsigned: unsigned ?? body.unsigned,
      settings: Object.fromEntries(after),
    })
  })
}

/** Throws `not_found`. */
export async function deleteUploadPreset(library: Library, cloud: Cloud, name: string): Promise<void> {
  if (!(await library.store.write((tx) => tx.definitions.remove(cloud.id, KIND, name)))) throw notFound(name)
}

function checkPresetName(name: string): string {
  if (!/^(?=.*\w)[\w .-]{1,255}$/.test(name)) {
    throw invalid(
      `Invalid name - ${JSON.stringify(name.slice(0, 300))}: use 1 to 255 letters, digits, spaces, dots, hyphens and underscores`,
    )
  }
  return name
}

const notFound = (name: string): AppError =>
  new AppError('not_found', `Can't find upload preset with name ${name.slice(0, 300)}: GET /upload_presets lists them`)
