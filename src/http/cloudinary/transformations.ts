import {
  createTransformation,
  deleteTransformation,
  getTransformation,
  type KnownTransformation,
  listTransformations,
  updateTransformation,
} from '../../actions/named-transformations.ts'
import { invalid } from '../../core/errors.ts'
import { type Call, ok, operation } from '../operation.ts'
import { derivedItem } from './derived.ts'
import { limitOf, maxResults } from './listing.ts'
import { cursor } from './schemas.ts'
import { transformationInfo } from './transformation-info.ts'

/** By now the SDKs name it by a parameter, before in the path. */
const PATHS = ['/transformations', '/transformations/{transformation+}']
const transformation = { type: 'string', description: 'A name, or the text: c_fill,w_100' } as const

const item = ({ name, isAllowedForStrict, isUsed, isNamed }: KnownTransformation) => ({
  name,
  allowed_for_strict: isAllowedForStrict,
  used: isUsed,
  named: isNamed,
})

export const transformations = operation({
  name: 'transformations',
  summary: 'Lists transformations that have a name or were used; with transformation, what that is, and what it made',
  method: 'GET',
  paths: PATHS,
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      transformation,
      named: { type: 'boolean', description: 'Lists named ones alone, or others alone' },
      max_results: maxResults,
      next_cursor: cursor,
    },
  },
  async handle(call, input) {
    if (input.transformation !== undefined) return ok(await details(call, input.transformation, input))
    const { transformations, nextCursor } = await listTransformations(call.library.store.read, call.cloud, {
      limit: limitOf(input),
      cursor: input.next_cursor,
      ...(input.named !== undefined && { isNamed: input.named }),
    })
    return ok({ transformations: transformations.map(item), next_cursor: nextCursor })
  },
})

async function details(
  call: Call,
  given: string,
  input: { readonly max_results?: number; readonly next_cursor?: string },
) {
  const { library, cloud } = call
  const found = await getTransformation(library.store.read, cloud, given, limitOf(input), input.next_cursor)
  return {
    ...item(found.transformation),
    info: transformationInfo(found.transformation.text),
    derived: found.derived.map(({ asset, ...derived }) => ({
      public_id: asset.publicId,
      resource_type: asset.resourceType,
      type: asset.type,
      ...derivedItem(call, asset, derived),
    })),
    next_cursor: found.nextCursor,
  }
}

export const addTransformation = operation({
  name: 'create_transformation',
  summary: 'Gives a transformation a name',
  method: 'POST',
  paths: ['/transformations', '/transformations/{name}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'Letters, digits, - and _' },
      transformation: { type: 'string', description: 'The text: c_fill,w_100' },
      allowed_for_strict: { type: 'boolean' },
    },
    required: ['name', 'transformation'],
  },
  async handle({ library, cloud }, input) {
    await createTransformation(library, cloud, input.name, input.transformation, input.allowed_for_strict)
    return ok({ message: 'created' })
  },
})

export const changeTransformation = operation({
  name: 'update_transformation',
  summary: 'Allows a transformation where they are strict, or changes what a named one does',
  method: 'PUT',
  paths: PATHS,
  api: 'admin',
  input: {
    type: 'object',
    properties: {
      transformation,
      allowed_for_strict: { type: 'boolean' },
      unsafe_update: { type: 'string', description: 'What a named one does from now on' },
    },
    required: ['transformation'],
  },
  async handle({ library, cloud }, { transformation: given, allowed_for_strict: allowed, unsafe_update: text }) {
    if (allowed === undefined && text === undefined) {
      throw invalid('Missing required parameter - allowed_for_strict or unsafe_update')
    }
    await updateTransformation(library, cloud, given, {
      ...(allowed !== undefined && { allowedForStrict: allowed }),
      ...(text !== undefined && { text }),
    })
    return ok({ message: 'updated' })
  },
})

export const removeTransformation = operation({
  name: 'delete_transformation',
  summary: 'Deletes a transformation, and all that is derived by it',
  method: 'DELETE',
  paths: PATHS,
  api: 'admin',
  input: { type: 'object', properties: { transformation }, required: ['transformation'] },
  async handle({ library, cloud }, input) {
    await deleteTransformation(library, cloud, input.transformation)
    return ok({ message: 'deleted' })
  },
})

export const TRANSFORMATIONS = [transformations, addTransformation, changeTransformation, removeTransformation]
