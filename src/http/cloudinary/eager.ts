import { deriveEagerly, type EagerResult } from '../../actions/derive-eagerly.ts'
import type { Asset } from '../../core/asset.ts'
import { type FormattedTransformation, parseFormattedList } from '../../core/eager.ts'
import type { Call } from '../operation.ts'
import { derivedItem } from './derived.ts'
import { transformedUrl } from './wire.ts'

/** What is to be made from a file as soon as it is there. */
export const eagerParams = {
  eager: {
    type: ['string', 'array'],
    items: { type: 'string' },
    description: 'Transformations, with /format if wanted, joined by |',
  },
  eager_async: { type: 'boolean', default: false, description: 'Whether they are made after the answer' },
} as const

interface EagerInput {
  readonly eager?: string | readonly string[]
  readonly eager_async?: boolean
}

/** Throws `invalid` for what isn't supported, before anything is done. */
export const parseEager = ({ eager }: EagerInput): FormattedTransformation[] =>
  eager === undefined ? [] : parseFormattedList('eager', eager)

/** Makes them, or sees to it that they are going to be made; answers what is told of it. */
export async function eagerAnswer(call: Call, asset: Asset, input: EagerInput): Promise<{ eager?: object[] }> {
  const transformations = parseEager(input)
  if (transformations.length === 0) return {}
  if (!input.eager_async) {
    const results = await deriveEagerly(call.library, call.cloud, asset, transformations)
    return { eager: results.map((result) => madeItem(call, asset, result)) }
  }
  call.later(() => deriveEagerly(call.library, call.cloud, asset, transformations))
  return {
    eager: transformations.map(({ name, text, extension }) => {
      const url = transformedUrl(call, asset, text, extension ?? asset.format)
      return { status: 'processing', batch_id: call.requestId, transformation: name, url, secure_url: url }
    }),
  }
}

function madeItem(call: Call, asset: Asset, { transformation, outcome }: EagerResult): object {
  if ('failed' in outcome) return { transformation: transformation.name, status: 'failed', reason: outcome.failed }
  const { id: _, ...item } = derivedItem(call, asset, outcome)
  return item
}
