/** Text as it is compared where case and accents don't count. The same in every database, since it is made here. */
export const folded = (text: string): string =>
  text.normalize('NFKD').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')

/** The words of a text, folded: runs of letters and digits, each once. */
export const wordsOf = (text: string): Set<string> => new Set(folded(text).match(/[\p{L}\p{N}]+/gu))
