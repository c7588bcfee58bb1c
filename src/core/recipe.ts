import type { Asset } from './asset.ts'
import type { Recipe } from './derived.ts'
import { invalid } from './errors.ts'
import { IMAGE_FORMATS, type ImageFormat, type Step } from './transformation.ts'
import { imageFormat } from './transformation-components.ts'

/** What the one who asks can show. */
export interface Client {
  /** Formats that it takes, of those that not everyone does. */
  readonly accepts: readonly ImageFormat[]
  /** Pixels of its screen for each pixel of a page. */
  readonly dpr: number
}

/** Of whom nothing is known. */
export const ANY_CLIENT: Client = { accepts: [], dpr: 1 }

/** Smallest first, for what `f_auto` chooses; AVIF takes too long to make where WebP will do. */
const MODERN: readonly ImageFormat[] = ['webp', 'avif']

/**
 * What is to be made of an asset, from steps of which named ones were replaced. `extension` is that of the address. Throws
 * `invalid` for what no image can be made of, or in which none can be made.
 */
export function recipeFor(
  asset: Pick<Asset, 'resourceType' | 'format'>,
  steps: readonly Step[],
  extension: string | undefined,
  client: Client,
): Recipe {
  return { steps: withDpr(steps, client.dpr), format: formatFor(asset, steps, extension, client) }
}

function formatFor(
  { resourceType, format }: Pick<Asset, 'resourceType' | 'format'>,
  steps: readonly Step[],
  extension: string | undefined,
  { accepts }: Client,
): Recipe['format'] {
  if (resourceType === 'raw') throw invalid('Transformations of raw assets are not supported: ask for the original')
  const asked = steps.findLast((step) => step.format !== undefined)?.format
  const named = extension === undefined ? undefined : imageFormat(extension)
  if (resourceType === 'video' && !named && (asked === undefined || asked === 'auto')) {
    throw invalid('Transformations of videos are not supported: ask for the original, or for an image of it (.jpg)')
  }
  if (asked === 'auto') return MODERN.find((format) => accepts.includes(format)) ?? 'auto'
  if (asked !== undefined) return asked
  if (extension === undefined) return imageFormat(format ?? '') ?? 'auto'
  if (named) return named
  throw invalid(
    `Output in ${extension} is not supported: ask for one of ${IMAGE_FORMATS.join(', ')}, or with f_auto and no extension`,
  )
}

/** A ratio that stands without a size is for the size before it, and without any for nothing, as Cloudinary has it. */
function withDpr(steps: readonly Step[], clientDpr: number): Step[] {
  const resolved: Step[] = []
  for (const { dpr, ...step } of steps) {
    resolved.push(step)
    const sized = resolved.findLastIndex(({ width, height }) => width !== undefined || height !== undefined)
    if (dpr !== undefined && sized >= 0)
      resolved[sized] = { ...resolved[sized]!, dpr: dpr === 'auto' ? clientDpr : dpr }
  }
  return resolved
}
