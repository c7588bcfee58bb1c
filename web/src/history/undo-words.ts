import type { UndoResult } from '../api/history.ts'
import { kindPhrase, kindTitle } from '../ui/format.ts'
import { fieldWords, nameOf, type Pointed } from './change-words.ts'

const list = new Intl.ListFormat('en')

/** What taking one thing back means: what is so then, and not what was done. */
export function undoWords(result: UndoResult): { readonly assets: readonly Pointed[]; readonly words: string } {
  const { type, asset, relation, pair, kind, rule, fields } = result
  if (relation) {
    const { from, to } = relation
    const said = `${nameOf(from)} ${kindPhrase(relation.kind)} ${nameOf(to)}`
    const words =
      type === 'relate' ? 'Not related any more' : type === 'unrelate' ? 'Related again' : 'As it was before'
    return { assets: [from, to], words: `${words}: ${said}` }
  }
  if (pair) {
    const words = type === 'dismiss' ? 'Suggested again' : 'Dismissed again'
    return { assets: [pair.from, pair.to], words: `${words}: ${nameOf(pair.from)} and ${nameOf(pair.to)}` }
  }
  if (kind !== undefined) return { assets: [], words: `The kind ${kindTitle(kind)}, as it was before` }
  if (rule !== undefined) return { assets: [], words: `The rule ${rule}, as it was before` }
  if (!asset) return { assets: [], words: 'As it was before' }
  const name = nameOf(asset)
  const words = fields
    ? `${name}: ${list.format(fields.map(fieldWords))} as before`
    : type === 'delete'
      ? `Restored: ${name}`
      : type === 'restore'
        ? `Deleted again: ${name}`
        : type === 'rename'
          ? `Gets its former name: ${name}`
          : name
  return { assets: [asset], words }
}
