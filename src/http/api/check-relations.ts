import { type CheckedRelation, checkRelations } from '../../actions/check-relations.ts'
import { MAX_RELATIONS_PER_CALL } from '../../core/relation.ts'
import { time } from '../cloudinary/wire.ts'
import { ok, operation } from '../operation.ts'
import { asset, kindName } from './schemas.ts'
import { parseNames } from './walk-params.ts'

const relation = {
  type: 'object',
  properties: {
    kind: { type: 'string', description: 'How it is called from the side of `asset`' },
    related_at: { type: 'string' },
    note: { type: 'string' },
    metadata: { type: 'object' },
    start: { type: 'number', description: 'In seconds' },
    end: { type: 'number' },
  },
  required: ['kind', 'related_at'],
} as const

export const checkedSchema = {
  type: 'object',
  properties: {
    results: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          asset,
          found: { type: 'boolean', description: 'Whether there is such an asset' },
          related: { type: 'boolean' },
          relations: { type: 'array', items: relation, description: 'Each way in which the two are related' },
        },
        required: ['asset', 'found', 'related', 'relations'],
      },
      description: 'Of each of the others, in their order',
    },
    related: { type: 'integer', description: 'How many of them are related to it' },
  },
  required: ['results', 'related'],
} as const

export const checkRelationsOperation = operation({
  name: 'check_relations',
  summary: `Which of up to ${MAX_RELATIONS_PER_CALL} assets are already related to this one, and how`,
  method: 'POST',
  paths: ['/relations/check'],
  api: 'relata',
  access: 'read',
  input: {
    type: 'object',
    properties: {
      asset,
      others: { type: 'array', items: asset, minItems: 1, maxItems: MAX_RELATIONS_PER_CALL },
      kind: { ...kindName, description: 'Only this kind, as it is called from the side of `asset`. Left out: all' },
    },
    required: ['asset', 'others'],
  },
  output: checkedSchema,
  async handle({ library, cloud }, { asset, others, kind }) {
    const [subject] = parseNames('asset', [asset])
    const checked = await checkRelations(library.store.read, cloud, subject!, parseNames('others', others), kind)
    const results = others.map((asset, i) => {
      const relations = checked[i]?.relations ?? []
      const found = checked[i] !== undefined
      return { asset, found, related: relations.length > 0, relations: relations.map(relationAnswer) }
    })
    return ok({ results, related: results.filter(({ related }) => related).length })
  },
})

const relationAnswer = ({ name, createdAt, note, metadata, startMs, endMs }: CheckedRelation) => ({
  kind: name,
  related_at: time(createdAt),
  note: note ?? undefined,
  metadata: metadata ?? undefined,
  start: startMs === null ? undefined : startMs / 1000,
  end: endMs === null ? undefined : endMs / 1000,
})
