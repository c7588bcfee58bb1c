import { kindsOf } from '../../actions/relation-kinds.ts'
import { undoCall } from '../../actions/undo-call.ts'
import type { UndoOutcome } from '../../actions/undo-change.ts'
import { CHANGE_TYPES } from '../../core/change.ts'
import { labelOf } from '../../core/relation-kind.ts'
import { ok, operation } from '../operation.ts'
import { pointerAnswer, pointerSchema } from './asset-answer.ts'
import { countsOf, countsSchema } from './bulk-answer.ts'
import { wireName } from './history-answer.ts'

const MESSAGES: Record<Exclude<UndoOutcome, 'undone'>, string> = {
  already: 'it is as it was before the call',
  changed_since: 'it was changed since: it is left as it is',
  asset_gone: 'an asset of it is deleted: restore that first, if it can be restored',
  name_taken: 'another one has the name by now: rename that first',
  limit_reached:
    'there are as many as are allowed: of relations of one asset see RELATA_MAX_RELATIONS, of rules and saved searches delete one',
  protected: 'a relation of it keeps it from being deleted: remove that, or delete it with force=true',
  not_undoable: 'uploads, folders, keys, webhooks, links to bundles and what is gone for good are not taken back',
}
const OUTCOMES = ['undone', ...(Object.keys(MESSAGES) as (keyof typeof MESSAGES)[])] as const

const text = { type: 'string' } as const

export const undoSchema = {
  type: 'object',
  properties: {
    call: { type: 'string', description: 'The call by which it was undone: undo that to have it done again' },
    undo_of: text,
    dry_run: { type: 'boolean' },
    results: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          type: { type: 'string', enum: CHANGE_TYPES },
          asset: pointerSchema,
          relation: {
            type: 'object',
            properties: { from: pointerSchema, to: pointerSchema, kind: text },
            required: ['from', 'to', 'kind'],
          },
          pair: {
            type: 'object',
            properties: { from: pointerSchema, to: pointerSchema },
            required: ['from', 'to'],
            description: 'Of what was dismissed',
          },
          kind: { ...text, description: 'The name of a kind of relations. One that the call made is retired' },
          rule: { ...text, description: 'The name of a rule' },
          search: { ...text, description: 'The name of a saved search' },
          fields: {
            type: 'array',
            items: text,
            description: 'Those of the asset, or kind, that have this outcome; `file`: it has the one before again',
          },
          outcome: { type: 'string', enum: OUTCOMES },
          message: text,
        },
        required: ['type', 'outcome'],
      },
    },
    counts: countsSchema,
    next_cursor: {
      type: 'string',
      description: 'There where the call changed more than is undone at once: ask again with it',
    },
  },
  required: ['call', 'undo_of', 'dry_run', 'results', 'counts'],
} as const

export const undo = operation({
  name: 'undo',
  summary: 'Takes back what one call changed; what was changed since is left, and told item by item',
  method: 'POST',
  paths: ['/history/{call}/undo'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      call: { type: 'string', maxLength: 200, description: 'The X-Request-Id that the call was answered with' },
      dry_run: { type: 'boolean', description: 'Tells what would happen, and changes nothing' },
      cursor: { type: 'string', description: 'next_cursor of the answer before' },
    },
    required: ['call'],
  },
  output: undoSchema,
  async handle(caller, { call, dry_run: dryRun = false, cursor }) {
    const { library, cloud } = caller
    const undone = await undoCall(library, caller, call, { dryRun, cursor })
    const kinds = await kindsOf(library.store.read, cloud)
    const results = undone.results.map(({ type, asset, relation, pair, kind, rule, search, fields, outcome }) => ({
      type,
      ...(asset && { asset: pointerAnswer(asset) }),
      ...(relation && {
        relation: {
          from: pointerAnswer(relation.from),
          to: pointerAnswer(relation.to),
          kind: kinds.nameOfLabel(labelOf(relation.kind, 'subject')),
        },
      }),
      ...(pair && { pair: { from: pointerAnswer(pair.from), to: pointerAnswer(pair.to) } }),
      kind,
      rule,
      search,
      ...(fields && { fields: fields.map(wireName) }),
      outcome,
      ...(outcome !== 'undone' && { message: MESSAGES[outcome] }),
    }))
    const counts = countsOf(results)
    return ok({ call: undone.call, undo_of: call, dry_run: dryRun, results, counts, next_cursor: undone.nextCursor })
  },
})
