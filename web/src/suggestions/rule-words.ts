import type { RelationRule } from '../api/rules.ts'
import { kindTitle } from '../ui/format.ts'
import { likelihood, REASONS, TYPES } from './words.ts'

const list = new Intl.ListFormat('en')

/** A rule as a sentence. */
export function ruleWords({ reasons, min_score: least, resource_types: types, kind }: RelationRule): string {
  const about = reasons.map((reason) => REASONS.find(([code]) => code === reason)?.[2] ?? reason)
  const of = types.map((type) => TYPES.find(([name]) => name === type)?.[1].toLowerCase() ?? type)
  const which = of.length > 0 ? ` ${list.format(of)}` : ' assets'
  const how = kind ? ` as ${kindTitle(kind)}` : ' as is suggested'
  return `Relates${which} that ${list.format(about)}${how}, where that is ${likelihood(least).toLowerCase()} (${Math.round(least * 100)} % or more).`
}
