import { mergeKinds } from '../../actions/merge-kinds.ts'
import { createKind, kindsOf, updateKind } from '../../actions/relation-kinds.ts'
import { isDirected, PROTECTED_ENDS, RELATED_KIND, type RelationKind } from '../../core/relation-kind.ts'
import { ok, operation } from '../operation.ts'
import { nextCursor, pageOf, shortListParams } from './short-list.ts'

const properties = {
  name: { type: 'string', description: 'How it is called from its subject: poster_of' },
  inverse: {
    type: 'string',
    description: 'How it is called from its object: has_poster. Left out: the kind is symmetric',
  },
  description: { type: 'string', maxLength: 500 },
  protects: {
    type: 'string',
    enum: PROTECTED_ENDS,
    description: 'Which of the two assets is deleted by force alone',
  },
} as const

export const kindSchema = {
  type: 'object',
  properties: {
    ...properties,
    directed: { type: 'boolean' },
    default: {
      type: 'boolean',
      description:
        'Whether relations that are made without a kind are of this one, which is neither retired nor merged',
    },
    retired: { type: 'boolean' },
  },
  required: ['name', 'inverse', 'description', 'protects', 'directed', 'default', 'retired'],
} as const

const kindAnswer = ({ no, ...kind }: RelationKind) => ({
  ...kind,
  directed: isDirected(no),
  default: no === RELATED_KIND,
})

export const listKinds = operation({
  name: 'list_kinds',
  summary: 'The kinds of relations that this environment has',
  method: 'GET',
  paths: ['/kinds'],
  api: 'relata',
  input: { type: 'object', properties: shortListParams },
  output: {
    type: 'object',
    properties: { kinds: { type: 'array', items: kindSchema }, next_cursor: nextCursor },
    required: ['kinds'],
  },
  async handle(call, input) {
    const kinds = await kindsOf(call.library.store.read, call.cloud)
    const { page, next_cursor } = pageOf(call, 'kinds', kinds.all, ({ no }) => String(no), input)
    return ok({ kinds: page.map(kindAnswer), next_cursor })
  },
})

export const createKindOperation = operation({
  name: 'create_kind',
  summary: 'Makes a kind of relations, with a name for each direction or symmetric',
  method: 'POST',
  paths: ['/kinds'],
  api: 'relata',
  input: { type: 'object', properties, required: ['name'] },
  output: kindSchema,
  async handle(call, input) {
    return ok(kindAnswer(await createKind(call.library, call, input)))
  },
})

export const updateKindOperation = operation({
  name: 'update_kind',
  summary: 'Renames a kind, describes it anew, retires it or brings it back; its relations stay',
  method: 'PATCH',
  paths: ['/kinds/{kind}'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      kind: { type: 'string', description: 'Either name that it has' },
      ...properties,
      retired: { type: 'boolean', description: 'Whether nothing new can be related by it' },
    },
    required: ['kind'],
  },
  output: kindSchema,
  async handle(call, { kind, ...changes }) {
    return ok(kindAnswer(await updateKind(call.library, call, kind, changes)))
  },
})

export const mergeKindsOperation = operation({
  name: 'merge_kinds',
  summary:
    'Makes relations of one kind into ones of another, and retires the first: up to 10,000 at once; not where assets would lose what keeps them from being deleted. Go on with the cursor until there is none; all of it is one call of the history',
  method: 'POST',
  paths: ['/kinds/{kind}/merge'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      kind: { type: 'string', description: 'Either name that it has' },
      into: { type: 'string', description: 'The name that its relations have from the same side afterwards' },
      cursor: { type: 'string', description: 'next_cursor of the answer before' },
    },
    required: ['kind', 'into'],
  },
  output: {
    type: 'object',
    properties: {
      call: { type: 'string', description: 'Undo that to take it all back' },
      merged: { type: 'integer', description: 'Relations that have the other kind by this answer' },
      next_cursor: { type: 'string', description: 'Where there are more' },
    },
    required: ['call', 'merged'],
  },
  async handle(caller, { kind, into, cursor }) {
    const { merged, call, nextCursor } = await mergeKinds(caller.library, caller, kind, into, cursor)
    return ok({ call, merged, next_cursor: nextCursor })
  },
})
