import { type EditOutcome, editManyRelations } from '../../actions/edit-relations.ts'
import {
  type NamedRelation,
  type RelateManyOutcome,
  relateMany,
  type UnrelateManyOutcome,
  unrelateMany,
  type WantedRelation,
} from '../../actions/relate-many.ts'
import { MAX_RELATIONS_PER_CALL } from '../../core/relation.ts'
import { RELATED_NAME } from '../../core/relation-kind.ts'
import { ok, operation } from '../operation.ts'
import type { InputOf } from '../params.ts'
import { relationResults, relationResultsSchema } from './bulk-answer.ts'
import { asset, kindName } from './schemas.ts'

const named = { from: asset, to: asset, kind: kindName } as const

/** As details, listings and uploads answer them. */
const VERSION_ID = '^[0-9a-f]{32}$'

const details = {
  note: { type: ['string', 'null'], description: 'At most 1,000 characters; empty is none' },
  metadata: { type: ['object', 'null'], description: 'Any JSON, at most 4,096 bytes' },
  start: { type: ['number', 'null'], description: 'Where the part begins that is meant, in seconds' },
  end: { type: ['number', 'null'], description: 'Where it ends' },
  from_version: {
    type: ['string', 'null'],
    pattern: VERSION_ID,
    description: 'The version_id of the file that is meant of `from`',
  },
  to_version: {
    type: ['string', 'null'],
    pattern: VERSION_ID,
    description: 'The version_id of the file that is meant of `to`',
  },
} as const

export const detailedRelation = {
  type: 'object',
  properties: { ...named, ...details },
  required: ['from', 'to'],
  additionalProperties: false,
} as const

const list = <Items>(items: Items) => ({ type: 'array', items, minItems: 1, maxItems: MAX_RELATIONS_PER_CALL }) as const

/** Relations as they are named, with nothing said of them. */
export const namedRelations = list({
  type: 'object',
  properties: named,
  required: ['from', 'to'],
  additionalProperties: false,
} as const)

type Fine = 'related' | 'unrelated' | 'already_related' | 'changed' | 'unchanged'

/** Of what goes wrong with an item. */
export const MESSAGES: Record<Exclude<RelateManyOutcome | UnrelateManyOutcome | EditOutcome, Fine>, string> = {
  not_found: 'one of the two assets does not exist',
  malformed: 'invalid identifier: pass an asset ID, or a name: video/upload/dog, or dog for image/upload/dog',
  self: 'an asset cannot be related to itself',
  limit_reached: 'one of the two assets has as many relations as are allowed: see RELATA_MAX_RELATIONS',
  unknown_kind: 'there is no such kind: GET /kinds lists them',
  retired_kind: 'this kind is retired: nothing new is related by it',
  not_related: 'the two are not related by this kind',
  invalid: 'it does not fit to what is said of the relation already: end needs start, and does not come before it',
}

export const addRelationsOperation = operation({
  name: 'add_relations',
  summary: `Relates up to ${MAX_RELATIONS_PER_CALL} pairs of assets, each by a kind, with what is to be said of it`,
  method: 'POST',
  paths: ['/relations'],
  api: 'relata',
  input: { type: 'object', properties: { relations: list(detailedRelation) }, required: ['relations'] },
  output: relationResultsSchema,
  async handle(call, { relations }) {
    const outcomes = await relateMany(call.library, call, relations.map(wantedRelation))
    return ok(relationResults(relations, outcomes, MESSAGES))
  },
})

export const removeRelationsOperation = operation({
  name: 'remove_relations',
  summary: `Removes up to ${MAX_RELATIONS_PER_CALL} relations, in both directions`,
  method: 'DELETE',
  paths: ['/relations'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      relations: namedRelations,
    },
    required: ['relations'],
  },
  output: relationResultsSchema,
  async handle(call, { relations }) {
    const outcomes = await unrelateMany(call.library, call, relations.map(namedRelation))
    return ok(relationResults(relations, outcomes, MESSAGES))
  },
})

export const editRelationsOperation = operation({
  name: 'edit_relations',
  summary: `Changes what is said of up to ${MAX_RELATIONS_PER_CALL} relations: what is left out stays, null takes it off`,
  method: 'PATCH',
  paths: ['/relations'],
  api: 'relata',
  input: { type: 'object', properties: { relations: list(detailedRelation) }, required: ['relations'] },
  output: relationResultsSchema,
  async handle(call, { relations }) {
    const outcomes = await editManyRelations(call.library, call, relations.map(wantedRelation))
    return ok(relationResults(relations, outcomes, MESSAGES))
  },
})

/** The kind of a relation that names none is the plain one. */
export const namedRelation = ({
  from,
  to,
  kind = RELATED_NAME,
}: {
  from: string
  to: string
  kind?: string
}): NamedRelation => ({
  from,
  to,
  kind,
})

/** A relation in the words of the wire; what it doesn't say is left out. */
export const wantedRelation = (relation: InputOf<typeof detailedRelation>): WantedRelation => ({
  ...namedRelation(relation),
  ...(relation.note !== undefined && { note: relation.note || null }),
  ...(relation.metadata !== undefined && { metadata: relation.metadata }),
  ...(relation.start !== undefined && { startMs: milliseconds(relation.start) }),
  ...(relation.end !== undefined && { endMs: milliseconds(relation.end) }),
  ...(relation.from_version !== undefined && { fromVersion: relation.from_version }),
  ...(relation.to_version !== undefined && { toVersion: relation.to_version }),
})

const milliseconds = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds * 1000))
