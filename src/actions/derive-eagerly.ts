import { type Asset, keyOf } from '../core/asset.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import type { EagerOutcome } from '../core/derived.ts'
import type { FormattedTransformation } from '../core/eager.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { ANY_CLIENT, recipeFor } from '../core/recipe.ts'
import { deriveAsset } from './derive-asset.ts'
import { resolveNames } from './named-transformations.ts'

/** Makes each before anyone asks for it. That one can't be made doesn't keep the others, nor the asset. */
export function deriveEagerly(
  library: Library,
  cloud: Cloud,
  asset: Asset,
  transformations: readonly FormattedTransformation[],
): Promise<EagerOutcome[]> {
  return Promise.all(
    transformations.map(async (transformation) => {
      try {
        const steps = await resolveNames(library.store.read, cloud, transformation.steps)
        const recipe = recipeFor(asset, steps, transformation.extension, ANY_CLIENT)
        const derived = await deriveAsset(library, cloud, asset, transformation.name, recipe)
        const { id, format, width, height, bytes } = derived
        return { id, transformation: transformation.name, format, width, height, bytes }
      } catch (error) {
        if (error instanceof AppError && error.code !== 'internal') {
          return { transformation: transformation.name, failed: error.message }
        }
        throw error
      }
    }),
  )
}

/** Makes them as `deriveEagerly` does, and logs what became of them, so that whoever waits for that can be told. */
export async function deriveAndTell(
  library: Library,
  caller: Caller,
  asset: Asset,
  transformations: readonly FormattedTransformation[],
): Promise<EagerOutcome[]> {
  const outcomes = await deriveEagerly(library, caller.cloud, asset, transformations)
  await library.store.write((tx) => tx.changes.add(caller, { type: 'eager', asset: keyOf(asset), outcomes }))
  return outcomes
}
