import { invalid } from './errors.ts'
import { NAME } from './transformation-components.ts'

/** What is kept of a transformation: of one that has a name, or of one whose use is allowed where transformations are strict. */
export interface TransformationBody {
  /** Canonical. */
  readonly text: string
  readonly allowedForStrict: boolean
}

const PREFIX = 't_'

/** How it is called in addresses and in listings. */
export const namedText = (name: string): string => PREFIX + name

/** The name, if that's all that the text is. */
export function nameIn(text: string): string | undefined {
  const name = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined
  return name !== undefined && NAME.test(name) ? name : undefined
}

export function checkTransformationName(name: string): string {
  if (NAME.test(name)) return name
  throw invalid(
    `Invalid transformation name - ${JSON.stringify(name.slice(0, 200))}: use 1 to 128 letters, digits, - and _`,
  )
}
