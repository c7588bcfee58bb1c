import {
  CHANGE_TYPES,
  type Change,
  type LoggedChange,
  type RelationChange,
  type RelationState,
} from '../../core/change.ts'
import { assetsOf } from '../../core/change-refs.ts'
import { type Kinds, labelOf, type RelationKind } from '../../core/relation-kind.ts'
import type { RelationRule } from '../../core/relation-rule.ts'
import { pointerAnswer, pointerSchema } from './asset-answer.ts'
import { searchParams } from './searches.ts'

const text = { type: 'string' } as const

export const changeSchema = {
  type: 'object',
  properties: {
    call: { type: 'string', description: 'The request that changed it, as its X-Request-Id said' },
    at: { type: 'string', description: 'ISO 8601' },
    actor: {
      type: 'string',
      description: 'The API key, user:NAME, rule:NAME, or the operation that was called without a key',
    },
    type: { type: 'string', enum: CHANGE_TYPES },
    undo_of: { type: 'string', description: 'The call that this one took back' },
    undoable: {
      type: 'boolean',
      description: 'Whether undo takes it back, as far as nobody changed it since; where changes are listed',
    },
    assets_count: { type: 'integer' },
    assets: { type: 'array', items: pointerSchema, description: 'As they were called after the change' },
    relations_count: { type: 'integer' },
    relations: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          from: pointerSchema,
          to: pointerSchema,
          kind: text,
          before: { type: 'object' },
          after: { type: 'object' },
        },
        required: ['from', 'to', 'kind'],
      },
    },
    pairs: {
      type: 'array',
      description: 'Those that are never suggested again, or may be again',
      items: { type: 'object', properties: { from: pointerSchema, to: pointerSchema }, required: ['from', 'to'] },
    },
    updates: {
      type: 'array',
      items: {
        type: 'object',
        properties: { asset: pointerSchema, before: { type: 'object' }, after: { type: 'object' } },
        required: ['asset', 'before', 'after'],
      },
    },
    kind: { ...text, description: 'The name of a kind of relations, as it was called then' },
    rule: { ...text, description: 'The name of a rule' },
    search: { ...text, description: 'The name of a saved search' },
    webhook: { ...text, description: 'The ID of a webhook. Of its URL, the host alone is told' },
    before: { type: 'object', description: 'What has that name, or ID, as it was; left out of what is new' },
    after: { type: 'object', description: 'As it is; left out of what was deleted' },
    overwritten: { type: 'boolean' },
    renamed_from: { type: 'object', properties: { public_id: text, type: text }, required: ['public_id', 'type'] },
    file: {
      type: 'object',
      description:
        'Of a restore that gave the asset an earlier file: the version_id of the one it had, and its own since',
      properties: { before: text, after: text },
      required: ['before', 'after'],
    },
    folder: text,
    folder_before: text,
    version_ids: { type: 'array', items: text },
    key: {
      type: 'object',
      description: 'An API key that was made, renamed, rotated or revoked',
      properties: { action: text, key: text, name: text, replaced_by: text },
      required: ['action', 'key', 'name'],
    },
    link: {
      type: 'object',
      description: 'A link to a bundle that was made or revoked, of the assets',
      properties: { action: text, id: text, expires_at: text },
      required: ['action', 'id', 'expires_at'],
    },
    message: text,
  },
  required: ['call', 'at', 'actor', 'type', 'assets_count', 'assets'],
} as const

/**
 * A change on the wire, whose lists have at most so many items each; the counts say how many there are, and a call by
 * itself has all of them.
 */
export function changeAnswer(kinds: Kinds, change: LoggedChange, most = Number.POSITIVE_INFINITY) {
  const { requestId, at, actor, type, undoOf } = change
  const assets = assetsOf(change)
  return {
    call: requestId,
    at: new Date(at).toISOString(),
    actor,
    type,
    ...(undoOf !== undefined && { undo_of: undoOf }),
    assets_count: assets.length,
    assets: assets.slice(0, most).map(pointerAnswer),
    ...detailsOf(kinds, change, most),
  }
}

function detailsOf(kinds: Kinds, change: Change, most: number): object {
  switch (change.type) {
    case 'relate':
    case 'unrelate':
    case 'edit_relations':
      return relationsOf(kinds, change, most)
    case 'update':
      return {
        updates: change.updates.slice(0, most).map(({ asset, before, after }) => ({
          ...{ asset: pointerAnswer(asset), before: onTheWire(before), after: onTheWire(after) },
        })),
      }
    case 'upload':
      return { overwritten: change.overwritten }
    case 'rename':
      return { renamed_from: { public_id: change.from.publicId, type: change.from.type } }
    case 'create_folder':
    case 'delete_folder':
      return { folder: change.path }
    case 'rename_folder':
      return { folder: change.path, folder_before: change.from }
    case 'delete_versions':
      return { version_ids: change.versionIds }
    case 'key': {
      const { action, key, name, replacedBy } = change
      return { key: { action, key, name, replaced_by: replacedBy } }
    }
    case 'failure':
      return { message: change.message }
    case 'dismiss':
    case 'undismiss': {
      const byNo = new Map(change.assets.map((asset) => [asset.no, pointerAnswer(asset)]))
      return { pairs: change.pairs.slice(0, most).map(([from, to]) => ({ from: byNo.get(from)!, to: byNo.get(to)! })) }
    }
    case 'kind': {
      const { before, after } = change
      return { kind: after.name, ...(before && { before: kindSaid(before) }), after: kindSaid(after) }
    }
    case 'rule': {
      const { name, before, after } = change
      return {
        rule: name,
        ...(before && { before: ruleSaid(kinds, before) }),
        ...(after && { after: ruleSaid(kinds, after) }),
      }
    }
    case 'saved_search': {
      const { name, before, after } = change
      return {
        search: name,
        ...(before && { before: searchParams(before) }),
        ...(after && { after: searchParams(after) }),
      }
    }
    case 'webhook': {
      const { id, before, after } = change
      return { webhook: id, ...(before && { before }), ...(after && { after }) }
    }
    case 'bundle_link': {
      const { action, id, until } = change
      return { link: { action, id, expires_at: new Date(until).toISOString() } }
    }
    case 'restore':
      return change.file ? { file: change.file } : {}
    case 'delete':
    case 'eager':
      return {}
  }
}

const kindSaid = ({ no: _, ...said }: RelationKind): object => said

const ruleSaid = (kinds: Kinds, { kind, ...said }: RelationRule): object => ({
  ...onTheWire(said),
  ...(kind !== null && { kind: kinds.byNo(kind)?.name }),
})

function relationsOf(kinds: Kinds, { assets, relations }: RelationChange, most: number): object {
  const byNo = new Map(assets.map((asset) => [asset.no, pointerAnswer(asset)]))
  return {
    relations_count: relations.length,
    relations: relations.slice(0, most).map(({ from, to, kind, before, after }) => ({
      from: byNo.get(from)!,
      to: byNo.get(to)!,
      kind: kinds.nameOfLabel(labelOf(kind, 'subject')),
      ...(before && { before: saidOf(before) }),
      ...(after && { after: saidOf(after) }),
    })),
  }
}

/** What is said of a relation; where it stands is nothing that people would read. */
const saidOf = ({ note, metadata, startMs, endMs, fromVersion, toVersion, rule, createdAt }: RelationState) => ({
  ...{ note, metadata, rule, from_version: fromVersion, to_version: toVersion },
  ...(startMs != null && { start: startMs / 1000 }),
  ...(endMs != null && { end: endMs / 1000 }),
  created_at: new Date(createdAt).toISOString(),
})

export const wireName = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)

const onTheWire = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [wireName(name), value]))
