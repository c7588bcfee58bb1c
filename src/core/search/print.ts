import type { Bound, Literal, SearchTree } from './tree.ts'

/** Words of the grammar: what is spelled like one of them is quoted. */
export const KEYWORDS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'TO'])

/** The expression as text that is read as the same tree again. */
export function printSearch(tree: SearchTree): string {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return tree.of.map(printOperand).join(tree.kind === 'and' ? ' AND ' : ' OR ')
    case 'not':
      return `NOT ${printOperand(tree.of)}`
    case 'compare': {
      const value = printLiteral(tree.value)
      return tree.field === null ? value : `${printField(tree.field)}${tree.is}${value}`
    }
    case 'range': {
      const { field, from, to } = tree
      const open = from && !from.inclusive ? '{' : '['
      const close = to && !to.inclusive ? '}' : ']'
      return `${printField(field)}:${open}${printBound(from)} TO ${printBound(to)}${close}`
    }
  }
}

const printOperand = (tree: SearchTree): string =>
  tree.kind === 'and' || tree.kind === 'or' ? `(${printSearch(tree)})` : printSearch(tree)

const printBound = (bound: Bound | null): string => (bound ? printLiteral({ text: bound.text, prefix: false }) : '*')

const PLAIN = /^[\p{L}\p{N}_./@#,][\p{L}\p{N}_./@#,-]*$/u

function printLiteral({ text, prefix }: Literal): string {
  const star = prefix ? '*' : ''
  if (text === '' && prefix) return star
  return PLAIN.test(text) && !KEYWORDS.has(text) ? text + star : `"${text.replace(/["\\*]/g, '\\$&')}${star}"`
}

const printField = (name: string): string => name.replace(/[^\p{L}\p{N}_.]/gu, '\\$&')
