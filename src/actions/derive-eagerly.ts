import type { Asset } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Derived } from '../core/derived.ts'
import type { FormattedTransformation } from '../core/eager.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { ANY_CLIENT, recipeFor } from '../core/recipe.ts'
import { deriveAsset } from './derive-asset.ts'
import { resolveNames } from './named-transformations.ts'

export interface EagerResult {
  readonly transformation: FormattedTransformation
  /** What was made, or why nothing was. */
  readonly outcome: Derived | { readonly failed: string }
}

/** Makes each before anyone asks for it. That one can't be made doesn't keep the others, nor the asset. */
export function deriveEagerly(
  library: Library,
  cloud: Cloud,
  asset: Asset,
  transformations: readonly FormattedTransformation[],
): Promise<EagerResult[]> {
  return Promise.all(
    transformations.map(async (transformation) => {
      try {
        const steps = await resolveNames(library.store.read, cloud, transformation.steps)
        const recipe = recipeFor(asset, steps, transformation.extension, ANY_CLIENT)
        return { transformation, outcome: await deriveAsset(library, cloud, asset, transformation.name, recipe) }
      } catch (error) {
        if (error instanceof AppError && error.code !== 'internal') {
          return { transformation, outcome: { failed: error.message } }
        }
        throw error
      }
    }),
  )
}
