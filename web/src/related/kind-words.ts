import { kindTitle } from '../ui/format.ts'

/** A kind as a sentence from the side of the asset that is looked at: `has_poster` is "This has the poster …". */
export function kindSentence(name: string, subject = 'This'): string {
  const words = kindTitle(name)
  if (name === 'related') return `${subject} is related to …`
  if (/_of$/.test(name)) return `${subject} is the ${words} …`
  if (/^has_/.test(name)) return `${subject} has the ${words.slice(4)} …`
  if (/_(by|from|to|in|with|for)$/.test(name)) return `${subject} is ${words} …`
  return `${subject} ${words} …`
}
