import type { Kind } from '../api/kinds.ts'
import { kindPhrase } from '../ui/format.ts'

type Named = Pick<Kind, 'name' | 'inverse' | 'protects'>

/** Which assets are kept, as one that only knows the names of the kind would say it. */
export function protectWords({ name, inverse, protects }: Named): string {
  if (protects === 'none') return 'Keeps nothing from being deleted'
  const which = protects === 'both' ? 'both assets' : protects === 'subject' ? endWords(name) : endWords(inverse)
  return `Keeps ${which} from being deleted`
}

const endWords = (name: string): string => `what ${name ? kindPhrase(name) : '…'} another`

/** The ends as they are chosen from. */
export const protectOptions = (kind: Named): (readonly [Kind['protects'], string])[] =>
  (kind.name === kind.inverse ? (['none', 'both'] as const) : (['none', 'subject', 'object', 'both'] as const)).map(
    (protects) => [protects, protectWords({ ...kind, protects })],
  )
