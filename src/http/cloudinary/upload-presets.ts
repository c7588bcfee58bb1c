import { listDefinitions } from '../../actions/definition-page.ts'
import { checkEdits } from '../../actions/edit-assets.ts'
import {
  createUploadPreset,
  deleteUploadPreset,
  getUploadPreset,
  type UploadPreset,
  updateUploadPreset,
} from '../../actions/manage-upload-presets.ts'
import type { Definition } from '../../core/definition.ts'
import { ok, operation } from '../operation.ts'
import { parseEdits } from './edit-params.ts'
import { definitionPaging, nextCursor } from './schemas.ts'
import { listedFormats, uploadRequest, uploadSettings } from './upload-params.ts'

const name = { type: 'string', description: 'The name of the preset' } as const

const presetSettings = {
  unsigned: { type: 'boolean', default: false, description: 'Whether uploads without a signature may use it' },
  disallow_public_id: { type: 'boolean', description: 'Whether uploads with it must not choose a public ID' },
  live: { type: 'boolean', description: 'Kept, and without effect' },
  ...uploadSettings,
} as const

const paramsOf = ({ unsigned = false, ...settings }: { readonly unsigned?: boolean }): UploadPreset => ({
  unsigned,
  settings,
})

/** Whatever an upload would be refused for is refused here. */
const checkSettings = ({ settings }: UploadPreset): void =>
  void checkEdits(uploadRequest({ resource_type: 'auto', ...settings }).edits)

function presetAnswer({ name, body }: Definition<UploadPreset>) {
  const { tags, context } = parseEdits(body.settings)
  const formats = body.settings.allowed_formats as string | readonly string[] | undefined
  return {
    name,
    unsigned: body.unsigned,
    settings: {
      ...body.settings,
      ...(tags && { tags: tags.map((tag) => tag.trim()) }),
      ...(context && { context: { custom: context } }),
      ...(formats && { allowed_formats: listedFormats(formats) }),
    },
  }
}

export const uploadPresets = operation({
  name: 'upload_presets',
  summary: 'Lists upload presets by name',
  method: 'GET',
  paths: ['/upload_presets'],
  api: 'admin',
  access: 'admin',
  input: { type: 'object', properties: definitionPaging },
  async handle({ library, cloud }, { max_results: limit = 10, next_cursor }) {
    const page = await listDefinitions<UploadPreset>(library.store.read, cloud, 'upload_preset', {
      cursor: next_cursor,
      limit,
    })
    return ok({ presets: page.definitions.map(presetAnswer), ...nextCursor(page) })
  },
})

export const uploadPreset = operation({
  name: 'upload_preset',
  summary: 'Answers an upload preset',
  method: 'GET',
  paths: ['/upload_presets/{name}'],
  api: 'admin',
  access: 'admin',
  input: { type: 'object', properties: { name }, required: ['name'] },
  handle: async ({ library, cloud }, { name }) =>
    ok(presetAnswer(await getUploadPreset(library.store.read, cloud, name))),
})

export const addUploadPreset = operation({
  name: 'create_upload_preset',
  summary: 'Keeps parameters of uploads under a name, which is random without one',
  method: 'POST',
  paths: ['/upload_presets'],
  api: 'admin',
  access: 'admin',
  input: { type: 'object', properties: { name, ...presetSettings } },
  async handle({ library, cloud }, { name, ...params }) {
    const preset = paramsOf(params)
    checkSettings(preset)
    return ok({ message: 'created', name: await createUploadPreset(library, cloud, name || undefined, preset) })
  },
})

export const changeUploadPreset = operation({
  name: 'update_upload_preset',
  summary: 'Changes the given parameters of an upload preset',
  method: 'PUT',
  paths: ['/upload_presets/{name}'],
  api: 'admin',
  access: 'admin',
  input: { type: 'object', properties: { name, ...presetSettings }, required: ['name'] },
  async handle({ library, cloud }, { name, unsigned, ...settings }) {
    checkSettings({ unsigned: false, settings })
    await updateUploadPreset(library, cloud, name, { ...(unsigned !== undefined && { unsigned }), settings })
    return ok({ message: 'updated' })
  },
})

export const removeUploadPreset = operation({
  name: 'delete_upload_preset',
  summary: 'Deletes an upload preset',
  method: 'DELETE',
  paths: ['/upload_presets/{name}'],
  api: 'admin',
  access: 'admin',
  input: { type: 'object', properties: { name }, required: ['name'] },
  async handle({ library, cloud }, { name }) {
    await deleteUploadPreset(library, cloud, name)
    return ok({ message: 'deleted' })
  },
})
