import { listDefinitions } from '../../actions/definition-page.ts'
import {
  createUploadMapping,
  deleteUploadMapping,
  getUploadMapping,
  type UploadMapping,
  updateUploadMapping,
} from '../../actions/manage-upload-mappings.ts'
import type { Definition } from '../../core/definition.ts'
import { ok, operation } from '../operation.ts'
import { definitionPaging, nextCursor } from './schemas.ts'

const folder = { type: 'string', description: 'The folder of public IDs that is mapped; / is all of them' } as const
const template = { type: 'string', description: 'The beginning of the URLs of its files' } as const

const mappingAnswer = ({ name, body }: Definition<UploadMapping>) => ({ folder: name, template: body.template })

export const uploadMappings = operation({
  name: 'upload_mappings',
  summary: 'Lists upload mappings by folder, or answers that of one folder',
  method: 'GET',
  paths: ['/upload_mappings'],
  api: 'admin',
  access: 'admin',
  input: { type: 'object', properties: { folder, ...definitionPaging } },
  async handle({ library, cloud }, { folder, max_results: limit = 10, next_cursor }) {
    const { read } = library.store
    if (folder !== undefined && folder !== '') return ok(mappingAnswer(await getUploadMapping(read, cloud, folder)))
    const page = await listDefinitions<UploadMapping>(read, cloud, 'upload_mapping', { cursor: next_cursor, limit })
    return ok({ mappings: page.definitions.map(mappingAnswer), ...nextCursor(page) })
  },
})

export const addUploadMapping = operation({
  name: 'create_upload_mapping',
  summary: 'Says where the files of a folder are on the web, so that delivery fetches those that are not there yet',
  method: 'POST',
  paths: ['/upload_mappings'],
  api: 'admin',
  access: 'admin',
  input: { type: 'object', properties: { folder, template }, required: ['folder', 'template'] },
  async handle({ library, cloud }, { folder, template }) {
    await createUploadMapping(library, cloud, folder, { template })
    return ok({ message: 'created', folder })
  },
})

export const changeUploadMapping = operation({
  name: 'update_upload_mapping',
  summary: 'Gives an upload mapping another template',
  method: 'PUT',
  paths: ['/upload_mappings'],
  api: 'admin',
  access: 'admin',
  input: { type: 'object', properties: { folder, template }, required: ['folder', 'template'] },
  async handle({ library, cloud }, { folder, template }) {
    await updateUploadMapping(library, cloud, folder, { template })
    return ok({ message: 'updated' })
  },
})

export const removeUploadMapping = operation({
  name: 'delete_upload_mapping',
  summary: 'Deletes an upload mapping',
  method: 'DELETE',
  paths: ['/upload_mappings'],
  api: 'admin',
  access: 'admin',
  input: { type: 'object', properties: { folder }, required: ['folder'] },
  async handle({ library, cloud }, { folder }) {
    await deleteUploadMapping(library, cloud, folder)
    return ok({ message: 'deleted' })
  },
})
