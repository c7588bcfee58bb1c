import { kindTitle } from '../ui/format.ts'

export interface Step {
  readonly from: string
  readonly to: string
  /** How the relation is called from the first one's side. */
  readonly kind: string
}

/** "has poster", "is derived from", "is related to": a kind's name as the middle of a sentence. */
export function kindPhrase(kind: string): string {
  const words = kindTitle(kind)
  if (/^(has|have|is|was|uses|belongs|shows|replaces|needs|contains|includes|mentions) /.test(`${words} `)) return words
  return / (of|to|from|by|for|in|on|with|as|at|after|before|under)$/.test(words) ? `is ${words}` : `is ${words} to`
}

/** "dog.mp4 has poster dog.jpg, which is derived from dog.raw." */
export const pathInWords = (steps: readonly Step[]): string =>
  steps.map(({ from, to, kind }, i) => `${i === 0 ? from : ', which'} ${kindPhrase(kind)} ${to}`).join('')
