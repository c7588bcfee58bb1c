import type { Cloud } from '../core/cloud.ts'
import type { Definition } from '../core/definition.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { checkRuleName, MAX_RULES, type RelationRule } from '../core/relation-rule.ts'
import type { Reader, Writer } from '../core/store.ts'

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
  cloud: Cloud,
  name: string,
  rule: RelationRule,
): Promise<Definition<RelationRule>> {
  checkRuleName(name)
  if (rule.reasons.length === 0) throw invalid('reasons needs one reason at least, which must hold')
  return store.write(async (tx) => {
    if (!(await tx.definitions.replace(cloud.id, KIND, name, rule))) {
      if ((await listRules(tx, cloud)).length >= MAX_RULES) {
        throw invalid(`An environment has at most ${MAX_RULES} rules: delete one first`)
      }
      await tx.definitions.insert(cloud.id, KIND, name, rule)
    }
    await followIfNeeded(tx, cloud)
    return getRule(tx, cloud, name)
  })
}

/** What the rule has related stays. Throws `not_found`. */
export async function deleteRule({ store }: Library, cloud: Cloud, name: string): Promise<void> {
  await store.write(async (tx) => {
    if (!(await tx.definitions.remove(cloud.id, KIND, name))) throw notFound(name)
    await followIfNeeded(tx, cloud)
  })
}

/** The log is read only where a rule is to be applied. */
async function followIfNeeded(tx: Writer, cloud: Cloud): Promise<void> {
  const isNeeded = (await listRules(tx, cloud)).some(({ body }) => body.enabled)
  await (isNeeded ? tx.suggestions.follow(cloud.id) : tx.suggestions.unfollow(cloud.id))
}

const notFound = (name: string): AppError =>
  new AppError('not_found', `There is no rule ${JSON.stringify(name.slice(0, 100))}: GET /rules lists them`)
