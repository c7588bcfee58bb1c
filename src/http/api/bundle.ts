import type { Readable } from 'node:stream'
import { type BundleRequest, bundleAssets } from '../../actions/bundle-assets.ts'
import { sealBundle, unsealBundle } from '../../actions/link-bundle.ts'
import { MAX_BUNDLE_BYTES, MAX_BUNDLE_STEPS, MAX_BUNDLED_ASSETS, MAX_LINK_DAYS } from '../../core/bundle.ts'
import { anonymousIn } from '../auth.ts'
import { knownType } from '../content-type.ts'
import { attachment } from '../headers.ts'
import { type Answer, type Call, operation } from '../operation.ts'
import type { InputOf } from '../params.ts'
import { timeParam, timeSchema } from './time-param.ts'
import { assetNames, direction, kindNames, parseNames } from './walk-params.ts'

const bundled = {
  assets: assetNames,
  kinds: kindNames,
  direction,
  steps: {
    type: 'integer',
    minimum: 0,
    maximum: MAX_BUNDLE_STEPS,
    default: 1,
    description: 'How far related assets are taken along; 0: none',
  },
} as const

const bundleInput = { type: 'object', properties: bundled, required: ['assets'] } as const

const LIMITS = `at most ${MAX_BUNDLED_ASSETS.toLocaleString('en')} assets and ${MAX_BUNDLE_BYTES / 1024 ** 3} GiB`

const requestOf = ({ assets, kinds, direction = 'both', steps = 1 }: InputOf<typeof bundleInput>): BundleRequest => ({
  from: parseNames('assets', assets),
  kinds,
  direction,
  steps,
})

async function zipped({ library, cloud }: Call, request: BundleRequest): Promise<Answer> {
  const body: Readable = await bundleAssets(library, cloud, request, knownType)
  const headers = {
    'content-type': 'application/zip',
    'content-disposition': attachment('bundle.zip'),
    'x-content-type-options': 'nosniff',
  }
  return { status: 200, body, headers }
}

export const bundle = operation({
  name: 'bundle',
  summary: `Assets with what they are related to as a zip archive, with a manifest (JSON-LD, Dublin Core) and XMP sidecars: ${LIMITS}`,
  method: 'POST',
  paths: ['/bundle'],
  api: 'relata',
  access: 'read',
  input: bundleInput,
  handle: (call, input) => zipped(call, requestOf(input)),
})

export const bundleLinkSchema = {
  type: 'object',
  properties: {
    url: { type: 'string', description: 'Opens the bundle as it is by then, to whoever has it' },
    expires_at: { type: 'string' },
  },
  required: ['url', 'expires_at'],
} as const

export const bundleLink = operation({
  name: 'bundle_link',
  summary: `A signed link to a bundle, private assets too, that works without credentials until a date, at most ${MAX_LINK_DAYS} days from now`,
  method: 'POST',
  paths: ['/bundle/link'],
  api: 'relata',
  access: 'read',
  input: {
    type: 'object',
    properties: { ...bundled, expires_at: timeSchema },
    required: ['assets', 'expires_at'],
  },
  output: bundleLinkSchema,
  async handle(call, { expires_at, ...input }) {
    const until = timeParam('expires_at', expires_at)
    const token = await sealBundle(call.library.store.read, call.cloud, requestOf(input), until)
    return {
      status: 201,
      body: {
        url: `${call.baseUrl}/api/v1/${call.cloud.name}/bundle?token=${token}`,
        expires_at: new Date(until).toISOString(),
      },
    }
  },
})

export const openBundle = operation({
  name: 'open_bundle',
  summary: 'The bundle of a signed link, without credentials',
  method: 'GET',
  paths: ['/bundle'],
  api: 'relata',
  anonymous: anonymousIn,
  input: {
    type: 'object',
    properties: { token: { type: 'string', description: 'As bundle_link made it' } },
    required: ['token'],
  },
  handle: (call, { token }) => zipped(call, unsealBundle(call.cloud, token)),
})
