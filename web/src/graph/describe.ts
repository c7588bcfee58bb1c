import { counted, kindPhrase } from '../ui/format.ts'
import { kindFrom, type Picture } from './model.ts'

/** An asset of the picture in a sentence: its name, how far it is, and by what it came. */
export function describe(id: string, { nodes, edges }: Picture, titleFor: (id: string) => string): string {
  const shown = nodes.get(id)
  if (!shown) return ''
  const relations = edges.filter(({ from, to }) => from === id || to === id).length
  const via = shown.via && `${kindPhrase(kindFrom(shown.via.edge, id))} ${titleFor(shown.via.parent)}`
  return [titleFor(id), via, stepsInWords(shown.steps), counted(relations, 'relation')].filter(Boolean).join(', ')
}

export const stepsInWords = (steps: number): string => (steps === 0 ? 'start' : counted(steps, 'step'))
