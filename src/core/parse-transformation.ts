import { invalid } from './errors.ts'
import type { Step, Transformation } from './transformation.ts'
import { readComponent } from './transformation-components.ts'

const MAX_STEPS = 20
const MAX_LENGTH = 1000

/** Reads the text of a transformation. Throws `invalid` that names the first component which is wrong or not supported. */
export function parseTransformation(text: string): Transformation {
  if (text.length > MAX_LENGTH) {
    throw invalid(`Invalid transformation: it has ${text.length} characters, at most ${MAX_LENGTH} are allowed`)
  }
  const chain = text.split('/').filter((step) => step !== '')
  if (chain.length > MAX_STEPS) {
    throw invalid(`Invalid transformation: it has ${chain.length} steps, at most ${MAX_STEPS} are allowed`)
  }
  const steps = chain.map(parseStep)
  return { text: steps.map((step) => step.text).join('/'), steps: steps.map(({ step }) => step) }
}

function parseStep(text: string): { text: string; step: Step } {
  const components = text
    .split(',')
    .filter((component) => component !== '')
    .map((component) => ({ component, ...readComponent(component) }))
    .sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1))
  const seen = new Set<string>()
  for (const { component, key } of components) {
    // Of effects, and only of them, a step may have several.
    if (key !== 'e' && seen.has(key))
      throw invalid(`Invalid transformation component - ${component}: ${key} is given twice`)
    seen.add(key)
  }
  const effects = components.flatMap(({ part }) => part.effects ?? [])
  const step: Step = Object.assign({}, ...components.map(({ part }) => part), effects.length > 0 && { effects })
  checkStep(step, text)
  return { text: components.map(({ canonical }) => canonical).join(','), step }
}

/** Refuses what would have no effect, or can't be meant. */
function checkStep(step: Step, text: string): void {
  const { crop, width, height, aspectRatio, gravity, x, y } = step
  const wrong = (what: string) => invalid(`Invalid transformation component - ${text}: ${what}`)
  const sized = width !== undefined || height !== undefined
  if (aspectRatio !== undefined && width && height) throw wrong('give two of w, h and ar, not all three')
  if (aspectRatio !== undefined && !sized && !['fill', 'thumb', 'pad', 'crop'].includes(crop ?? '')) {
    throw wrong('ar needs w or h')
  }
  if (crop !== undefined && !sized && aspectRatio === undefined) throw wrong('c needs w or h')
  const placed = ['fill', 'thumb', 'pad', 'crop'].includes(crop ?? '')
  if ((gravity !== undefined || x || y) && !placed) throw wrong('g, x and y need c_fill, c_thumb, c_pad or c_crop')
  if (gravity === 'auto' && crop === 'pad') throw wrong('g_auto has no meaning with c_pad')
  if (gravity === 'auto' && (x || y)) throw wrong('x and y have no meaning with g_auto')
  if (step.names && Object.keys(step).length > 1) throw wrong('a named transformation stands in a component of its own')
}

/** As components begin that Cloudinary has: what tells a transformation from a folder in a path without a version. */
const KEYS =
  'a|ac|af|ar|b|bl|bo|br|c|co|cs|d|dl|dn|dpr|du|e|eo|f|fl|fn|fps|g|h|ki|if|l|o|p|pg|q|r|so|sp|t|u|vc|vs|w|x|y|z'
const COMPONENT = new RegExp(`^(?:\\$\\w|(?:${KEYS})_.)`)

export const looksLikeTransformation = (segment: string): boolean =>
  segment !== '' && segment.split(',').every((component) => COMPONENT.test(component))
