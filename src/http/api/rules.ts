import { runRule } from '../../actions/apply-rules.ts'
import { kindToRelateBy } from '../../actions/kind-to-relate-by.ts'
import { kindsOf } from '../../actions/relation-kinds.ts'
import { deleteRule, getRule, listRules, putRule } from '../../actions/relation-rules.ts'
import { RESOURCE_TYPES } from '../../core/asset.ts'
import type { Definition } from '../../core/definition.ts'
import type { Kinds } from '../../core/relation-kind.ts'
import type { RelationRule } from '../../core/relation-rule.ts'
import { MIN_SCORE, REASONS } from '../../core/suggestion.ts'
import { ok, operation } from '../operation.ts'
import { nextCursor, pageOf, shortListParams } from './short-list.ts'
import { suggestionAnswer, suggestionsLimit, suggestionsSchema } from './suggestions.ts'
import { cursor } from './walk-params.ts'

const properties = {
  reasons: {
    type: 'array',
    items: { type: 'string', enum: REASONS },
    minItems: 1,
    uniqueItems: true,
    description: 'Every one of these has to hold',
  },
  min_score: { type: 'number', minimum: MIN_SCORE, maximum: 1, description: 'How likely it has to be: 0.8 without it' },
  resource_types: {
    type: 'array',
    items: { type: 'string', enum: RESOURCE_TYPES },
    uniqueItems: true,
    description: 'Of which both assets are; of any without it',
  },
  kind: {
    type: 'string',
    description:
      'By which kind they are related, by either of its names; a directed one only where that very kind is proposed. Without it, by the one that is proposed',
  },
  enabled: { type: 'boolean', description: 'Whether it is applied to uploads: it is, unless told otherwise' },
} as const

const ruleName = { type: 'string', description: 'Letters, digits, hyphens and underscores' } as const

export const ruleSchema = {
  type: 'object',
  properties: { name: ruleName, ...properties, created_at: { type: 'string' }, updated_at: { type: 'string' } },
  required: ['name', 'reasons', 'min_score', 'resource_types', 'enabled', 'created_at', 'updated_at'],
} as const

const ruleAnswer = (kinds: Kinds, { name, body, createdAt, updatedAt }: Definition<RelationRule>) => ({
  name,
  reasons: body.reasons,
  min_score: body.minScore,
  resource_types: body.resourceTypes,
  kind: body.kind === null ? undefined : kinds.byNo(body.kind)?.name,
  enabled: body.enabled,
  created_at: new Date(createdAt).toISOString(),
  updated_at: new Date(updatedAt).toISOString(),
})

export const rules = operation({
  name: 'relation_rules',
  summary: 'The rules by which uploads are related without being asked',
  method: 'GET',
  paths: ['/rules'],
  api: 'relata',
  input: { type: 'object', properties: shortListParams },
  output: {
    type: 'object',
    properties: { rules: { type: 'array', items: ruleSchema }, next_cursor: nextCursor },
    required: ['rules'],
  },
  async handle(call, input) {
    const { read } = call.library.store
    const kinds = await kindsOf(read, call.cloud)
    const { page, next_cursor } = pageOf(call, 'rules', await listRules(read, call.cloud), ({ name }) => name, input)
    return ok({ rules: page.map((rule) => ruleAnswer(kinds, rule)), next_cursor })
  },
})

export const putRuleOperation = operation({
  name: 'put_relation_rule',
  summary: 'Writes a rule: what is suggested for an upload, for these reasons, is related at once and marked with it',
  method: 'PUT',
  paths: ['/rules/{name}'],
  api: 'relata',
  input: { type: 'object', properties: { name: ruleName, ...properties }, required: ['name', 'reasons'] },
  output: ruleSchema,
  async handle(call, input) {
    const { library, cloud } = call
    const kinds = await kindsOf(library.store.read, cloud)
    const { enabled = true } = input
    // What is switched off relates nothing, so that its kind may be retired.
    const kindNamed = (name: string) => (enabled ? kindToRelateBy(kinds, name) : kinds.named(name)).kind
    const rule = {
      reasons: input.reasons,
      minScore: input.min_score ?? 0.8,
      resourceTypes: input.resource_types ?? [],
      kind: input.kind === undefined ? null : kindNamed(input.kind).no,
      enabled,
    }
    return ok(ruleAnswer(kinds, await putRule(library, call, input.name, rule)))
  },
})

export const deleteRuleOperation = operation({
  name: 'delete_relation_rule',
  summary: 'Deletes a rule; what it has related stays',
  method: 'DELETE',
  paths: ['/rules/{name}'],
  api: 'relata',
  input: { type: 'object', properties: { name: ruleName }, required: ['name'] },
  output: { type: 'object', properties: { deleted: { type: 'string' } }, required: ['deleted'] },
  async handle(call, { name }) {
    await deleteRule(call.library, call, name)
    return ok({ deleted: name })
  },
})

export const ruleRunSchema = {
  ...suggestionsSchema,
  properties: {
    ...suggestionsSchema.properties,
    call: { type: 'string', description: 'By which the history has the whole run, all pages; of a dry run, none' },
  },
} as const

export const runRuleOperation = operation({
  name: 'run_relation_rule',
  summary:
    'Applies a rule to a page of what is there already, or tells what it would relate. Go on with the cursor until there is none',
  method: 'POST',
  paths: ['/rules/{name}/run'],
  api: 'relata',
  input: {
    type: 'object',
    properties: {
      name: ruleName,
      dry_run: { type: 'boolean', default: false, description: 'Tells what it would relate, and relates nothing' },
      limit: { ...suggestionsLimit, description: 'Suggestions that are looked at' },
      cursor,
    },
    required: ['name'],
  },
  output: ruleRunSchema,
  async handle(caller, { name, dry_run: dryRun = false, limit = suggestionsLimit.default, cursor }) {
    const { library, cloud } = caller
    const rule = await getRule(library.store.read, cloud, name)
    const { suggestions, nextCursor, call } = await runRule(library, caller, rule, { dryRun, limit, cursor })
    return ok({
      call,
      suggestions: suggestions.map((suggestion) => suggestionAnswer(caller, suggestion)),
      next_cursor: nextCursor,
    })
  },
})
