import type { Cloud } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import { parseTransformation } from '../core/parse-transformation.ts'
import type { Reader } from '../core/store.ts'
import type { Step } from '../core/transformation.ts'

/** What is kept of a transformation that has a name, or of one that is allowed where transformations are strict. */
export interface TransformationBody {
  /** Canonical. */
  readonly text: string
  readonly allowedForStrict: boolean
}

/** Puts what they stand for in the place of named transformations. Throws `invalid` for a name that there is not. */
export async function resolveNames(reader: Reader, cloud: Cloud, steps: readonly Step[]): Promise<Step[]> {
  const resolved: Step[] = []
  for (const step of steps) {
    if (!step.names) resolved.push(step)
    for (const name of step.names ?? []) {
      const definition = await reader.definitions.get<TransformationBody>(cloud.id, 'transformation', `t_${name}`)
      if (!definition) throw invalid(`Unknown named transformation - ${name}: create it first`)
      resolved.push(...parseTransformation(definition.body.text).steps)
    }
  }
  return resolved
}
