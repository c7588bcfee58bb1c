import type { Caller, Cloud } from '../core/cloud.ts'
import type { Definition } from '../core/definition.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { checkRuleName, MAX_RULES, type RelationRule } from '../core/relation-rule.ts'
import type { Reader, Writer } from '../core/store.ts'
import { keepDefinition } from './keep-definition.ts'

const KIND = 'relation_rule'

/** By name. */
export const listRules = (reader: Reader, cloud: Cloud): Promise<Definition<RelationRule>[]> =>
  reader.definitions.list<RelationRule>(cloud.id, KIND, { limit: MAX_RULES })

/** Throws `not_found`. */
export async function getRule(reader: Reader, cloud: Cloud, name: string): Promise<Definition<RelationRule>> {
  const rule = await reader.definitions.get<RelationRule>(cloud.id, KIND, name)
  if (!rule) throw notFound(name)
  return rule
}

/** Writes a rule, over the one of that name. It is applied to what is uploaded from now on. Throws `invalid`. */
export function putRule(
  { store }: Library,
  caller: Caller,
  name: string,
  rule: RelationRule,
): Promise<Definition<RelationRule>> {
  checkRuleName(name)
  if (rule.reasons.length === 0) throw invalid('reasons needs one reason at least, which must hold')
  return store.write(async (tx) => {
    const rules = await listRules(tx, caller.cloud)
    if (rules.length >= MAX_RULES && !rules.some((other) => other.name === name)) {
      throw invalid(`An environment has at most ${MAX_RULES} rules: delete one first`)
    }
    await keepRule(tx, caller, name, rule)
    return getRule(tx, caller.cloud, name)
  })
}

/** What the rule has related stays. Throws `not_found`. */
export async function deleteRule({ store }: Library, caller: Caller, name: string): Promise<void> {
  await store.write(async (tx) => {
    await getRule(tx, caller.cloud, name)
    await keepRule(tx, caller, name, undefined)
  })
}

/** Writes a rule as it is to be, or deletes it, and logs what that changes. */
export async function keepRule(
  tx: Writer,
  caller: Caller,
  name: string,
  after: RelationRule | undefined,
): Promise<void> {
  const before = await keepDefinition(tx, caller, KIND, name, after)
  await followIfNeeded(tx, caller.cloud)
  if (JSON.stringify(before) === JSON.stringify(after)) return
  await tx.changes.add(caller, { type: 'rule', name, ...(before && { before }), ...(after && { after }) })
}

/** Rules that relate by a kind relate by the other from now on. */
export async function rekindRules(tx: Writer, caller: Caller, from: number, to: number): Promise<void> {
  for (const { name, body } of await listRules(tx, caller.cloud)) {
    if (body.kind === from) await keepRule(tx, caller, name, { ...body, kind: to })
  }
}

/** The log is read only where a rule is to be applied. */
async function followIfNeeded(tx: Writer, cloud: Cloud): Promise<void> {
  const isNeeded = (await listRules(tx, cloud)).some(({ body }) => body.enabled)
  await (isNeeded ? tx.ruleProgress.follow(cloud.id) : tx.ruleProgress.unfollow(cloud.id))
}

const notFound = (name: string): AppError =>
  new AppError('not_found', `There is no rule ${JSON.stringify(name.slice(0, 100))}: GET /rules lists them`)
