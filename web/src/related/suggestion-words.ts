import type { Kind } from '../api/kinds.ts'
import type { Suggestion } from '../api/suggestions.ts'

/** How the proposed kind is called from the side of this asset. */
export function kindFrom(assetId: string, { from, kind }: Suggestion, kinds: readonly Kind[]): string {
  if (from.asset_id === assetId) return kind
  const known = kinds.find(({ name, inverse }) => name === kind || inverse === kind)
  if (!known) return kind
  return known.name === kind ? known.inverse : known.name
}

/** The strongest reasons in words, with how likely it is. */
export function reasonWords({ score, reasons }: Suggestion): string {
  const words = reasons
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 2)
    .map((reason) => reason.words)
  return `${Math.round(score * 100)} % · ${words.join(', ')}`
}
