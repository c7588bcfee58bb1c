import type { AssetKey } from '../core/asset.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Definition } from '../core/definition.ts'
import { randomHex32 } from '../core/ids.ts'
import type { Library } from '../core/library.ts'
import { isDirected } from '../core/relation-kind.ts'
import { type RelationRule, ruleActor } from '../core/relation-rule.ts'
import { listSuggestions, type SuggestionsRequest } from './list-suggestions.ts'
import { addRelations, type RelationItem } from './relation-items.ts'
import { kindsOf } from './relation-kinds.ts'
import { listRules } from './relation-rules.ts'
import { type Suggestion, suggestFor } from './suggest-relations.ts'

/** Relates an asset to whatever a rule of its environment says that it belongs to. One that is gone by now is passed over. */
export async function applyRulesTo(library: Library, cloud: Cloud, { assetId }: AssetKey): Promise<void> {
  const reader = library.store.read
  const rules = (await listRules(reader, cloud)).filter(({ body }) => body.enabled)
  const [asset] = rules.length === 0 ? [] : await reader.assets.find(cloud.id, [{ assetId }])
  if (!asset) return
  const minScore = Math.min(...rules.map(({ body }) => body.minScore))
  const suggestions = await suggestFor(reader, await kindsOf(reader, cloud), cloud, asset, minScore)
  for (const rule of rules) {
    const matching = suggestions.filter((suggestion) => matches(rule.body, suggestion))
    await relateByRule(library, cloud, rule, matching)
  }
}

/**
 * Applies a rule to a page of what is suggested already, or tells what it would relate. Answers what it has related, or
 * would, and the call by which the log has it: the same for all pages of a run.
 */
export async function runRule(
  library: Library,
  { cloud, requestId }: Caller,
  rule: Definition<RelationRule>,
  { dryRun, limit, cursor }: Omit<SuggestionsRequest, 'minScore'> & { readonly dryRun: boolean },
): Promise<{ suggestions: readonly Suggestion[]; nextCursor?: string; call?: string }> {
  const { minScore } = rule.body
  const scope = `run ${JSON.stringify([rule.name, dryRun])}`
  const [call, inner] = cursor === undefined ? [requestId] : (decodeCursor(cloud, scope, cursor) as [string, string])
  const page = await listSuggestions(library.store.read, cloud, undefined, { minScore, limit, cursor: inner })
  const matching = page.suggestions.filter((suggestion) => matches(rule.body, suggestion))
  return {
    suggestions: dryRun ? matching : await relateByRule(library, cloud, rule, matching, call),
    ...(page.nextCursor !== undefined && { nextCursor: encodeCursor(cloud, scope, [call, page.nextCursor]) }),
    ...(!dryRun && { call }),
  }
}

function matches({ reasons, minScore, resourceTypes, kind }: RelationRule, suggestion: Suggestion): boolean {
  const codes = new Set(suggestion.reasons.map(({ code }) => code))
  const types = [suggestion.from, suggestion.to].map(({ resourceType }) => resourceType)
  return (
    suggestion.score >= minScore &&
    reasons.every((code) => codes.has(code)) &&
    (resourceTypes.length === 0 || types.every((type) => resourceTypes.includes(type))) &&
    // Which of the two would be the subject is known only where that kind is proposed.
    (kind === null || !isDirected(kind) || kind === suggestion.kind.no)
  )
}

/** Answers what is related by it now. What was related or dismissed meanwhile stays so. */
async function relateByRule(
  library: Library,
  cloud: Cloud,
  { name, body }: Definition<RelationRule>,
  suggestions: readonly Suggestion[],
  requestId = randomHex32(),
): Promise<Suggestion[]> {
  if (suggestions.length === 0) return []
  const caller = { cloud, actor: ruleActor(name), requestId }
  const ids = [...new Set(suggestions.flatMap(({ from, to }) => [from.assetId, to.assetId]))]
  return library.store.write(async (tx) => {
    // Since suggestions were looked for, the rule may have been changed or deleted.
    const now = (await listRules(tx, cloud)).find((rule) => rule.name === name)
    if (JSON.stringify(now?.body) !== JSON.stringify(body)) return []
    const held = await tx.assets.hold(
      cloud.id,
      ids.map((assetId) => ({ assetId })),
    )
    const there = new Map(held.flatMap((asset) => (asset ? [[asset.no, asset] as const] : [])))
    const open: Suggestion[] = []
    for (const [no, group] of Map.groupBy(suggestions, ({ from }) => from.no)) {
      const others = group.map(({ to }) => to.no)
      const settled = await tx.suggestions.settled(cloud.id, no, others)
      open.push(...group.filter(({ to }) => there.has(no) && there.has(to.no) && !settled.has(to.no)))
    }
    const kinds = await kindsOf(tx, cloud)
    const items = open.map(({ from, to, kind }): RelationItem => {
      const wanted = body.kind === null ? kind.no : body.kind
      return { from: there.get(from.no)!, to: there.get(to.no)!, kind: wanted, details: { rule: name } }
    })
    const isUsable = (no: number) => kinds.byNo(no)?.retired === false
    const outcomes = await addRelations(
      tx,
      library.limits,
      caller,
      items.filter(({ kind }) => isUsable(kind)),
    )
    return open
      .filter((_, i) => isUsable(items[i]!.kind))
      .filter((_, i) => outcomes[i] === 'related')
      .map((suggestion) => (body.kind === null ? suggestion : { ...suggestion, kind: kinds.byNo(body.kind)! }))
  })
}
