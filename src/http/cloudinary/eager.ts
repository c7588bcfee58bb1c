import { deriveAndTell, deriveEagerly } from '../../actions/derive-eagerly.ts'
import { loggingFailure } from '../../actions/logging-failure.ts'
import type { Asset } from '../../core/asset.ts'
import type { EagerOutcome } from '../../core/derived.ts'
import { type FormattedTransformation, parseFormattedList } from '../../core/eager.ts'
import type { Call } from '../operation.ts'
import { derivedItem } from './derived.ts'
import { type Linking, transformedUrl } from './wire.ts'

/** What is to be made from a file as soon as it is there. */
export const eagerParams = {
  eager: {
    type: ['string', 'array'],
    items: { type: 'string' },
    description: 'Transformations, with /format if wanted, joined by |',
  },
  eager_async: { type: 'boolean', default: false, description: 'Whether they are made after the answer' },
  eager_notification_url: {
    type: 'string',
    description:
      'A URL to be notified when they are made; notification_url is, without it, of those made after the answer',
  },
} as const

interface EagerInput {
  readonly eager?: string | readonly string[]
  readonly eager_async?: boolean
  readonly eager_notification_url?: string
}

const parseEager = ({ eager }: EagerInput): FormattedTransformation[] =>
  eager === undefined ? [] : parseFormattedList('eager', eager)

/** Throws `invalid` for what isn't supported, before anything is done. */
export function checkEager({ library }: Call, input: EagerInput): void {
  parseEager(input)
  if (input.eager_notification_url) library.outbound.check('eager_notification_url', input.eager_notification_url)
}

/** Makes them after the answer to the call, and tells whoever is to be told. */
export async function makeEagerly(call: Call, asset: Asset, input: EagerInput): Promise<void> {
  const transformations = parseEager(input)
  if (transformations.length === 0) return
  const caller = eagerCaller(call, input)
  await loggingFailure(call.library, caller, () => deriveAndTell(call.library, caller, asset, transformations))
}

const eagerCaller = (call: Call, { eager_notification_url: url }: EagerInput): Call =>
  url ? { ...call, notificationUrl: url } : call

/** Makes them, or sees to it that they are going to be made; answers what is told of it. */
export async function eagerAnswer(call: Call, asset: Asset, input: EagerInput): Promise<{ eager?: object[] }> {
  const transformations = parseEager(input)
  if (transformations.length === 0) return {}
  if (!input.eager_async) {
    const outcomes = input.eager_notification_url
      ? await deriveAndTell(call.library, eagerCaller(call, input), asset, transformations)
      : await deriveEagerly(call.library, call.cloud, asset, transformations)
    return { eager: outcomes.map((outcome) => madeItem(call, asset, outcome)) }
  }
  call.later(() => makeEagerly(call, asset, input))
  return {
    eager: transformations.map(({ name, text, extension }) => {
      const url = transformedUrl(call, asset, text, extension ?? asset.format)
      return { status: 'processing', batch_id: call.requestId, transformation: name, url, secure_url: url }
    }),
  }
}

/** What became of one of them, in answers and notifications alike. */
export function madeItem(site: Linking, asset: Asset, outcome: EagerOutcome): object {
  if ('failed' in outcome) return { transformation: outcome.transformation, status: 'failed', reason: outcome.failed }
  const { id: _, ...item } = derivedItem(site, asset, outcome)
  return item
}
