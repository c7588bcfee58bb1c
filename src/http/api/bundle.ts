import type { Readable } from 'node:stream'
import { type BundleRequest, bundleAssets } from '../../actions/bundle-assets.ts'
import { type BundleLink, linkBundle, listLinks, openLink, revokeLink } from '../../actions/link-bundle.ts'
import { MAX_BUNDLE_BYTES, MAX_BUNDLE_STEPS, MAX_BUNDLED_ASSETS, MAX_LINK_DAYS, MAX_LINKS } from '../../core/bundle.ts'
import { anonymousIn } from '../auth.ts'
import { time } from '../cloudinary/wire.ts'
import { knownType } from '../content-type.ts'
import { attachment } from '../headers.ts'
import { type Answer, type Call, ok, operation } from '../operation.ts'
import type { InputOf } from '../params.ts'
import { pointerAnswer, pointerSchema } from './asset-answer.ts'
import { nextCursor, pageOf, shortListParams } from './short-list.ts'
import { timeParam, timeSchema } from './time-param.ts'
import { assetNames, direction, kindNames, parseNames } from './walk-params.ts'

const ZIP = 'application/zip'

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
    'content-type': ZIP,
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
  answerTypes: [ZIP],
  handle: (call, input) => zipped(call, requestOf(input)),
})

/** Assets of a link that are named where links are listed: it may have hundreds. */
const NAMED_ASSETS = 3

export const bundleLinkSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', description: 'By which it is taken back' },
    url: { type: 'string', description: 'Opens the bundle as it is by then, to whoever has it' },
    assets: { type: 'array', items: pointerSchema, description: `The first ${NAMED_ASSETS} that it begins from` },
    asset_count: { type: 'integer', description: 'How many it begins from' },
    kinds: { type: 'array', items: { type: 'string' }, description: 'Left out: all' },
    direction,
    steps: { type: 'integer' },
    made_by: { type: 'string', description: 'The API key, or user:NAME' },
    created_at: { type: 'string' },
    expires_at: { type: 'string' },
  },
  required: ['id', 'url', 'assets', 'asset_count', 'direction', 'steps', 'made_by', 'created_at', 'expires_at'],
} as const

const linkAnswer = ({ baseUrl, cloud }: Call, { assets, ...link }: BundleLink) => ({
  id: link.id,
  url: `${baseUrl}/api/v1/${cloud.name}/bundle?token=${link.token}`,
  assets: assets.slice(0, NAMED_ASSETS).map(pointerAnswer),
  asset_count: assets.length,
  kinds: link.kinds,
  direction: link.direction,
  steps: link.steps,
  made_by: link.actor,
  created_at: time(link.createdAt),
  expires_at: new Date(link.until).toISOString(),
})

export const bundleLink = operation({
  name: 'bundle_link',
  summary: `A signed link to a bundle, private assets too, that works without credentials until a date, at most ${MAX_LINK_DAYS} days from now, or until it is revoked; at most ${MAX_LINKS} at a time`,
  method: 'POST',
  paths: ['/bundle/link'],
  api: 'relata',
  input: {
    type: 'object',
    properties: { ...bundled, expires_at: timeSchema },
    required: ['assets', 'expires_at'],
  },
  output: bundleLinkSchema,
  statuses: [201],
  async handle(call, { expires_at, ...input }) {
    const until = timeParam('expires_at', expires_at)
    return { status: 201, body: linkAnswer(call, await linkBundle(call.library, call, requestOf(input), until)) }
  },
})

export const bundleLinksSchema = {
  type: 'object',
  properties: {
    links: { type: 'array', items: bundleLinkSchema, description: 'Those that were made last first' },
    next_cursor: nextCursor,
  },
  required: ['links'],
} as const

export const bundleLinks = operation({
  name: 'bundle_links',
  summary: 'The links to bundles that work',
  method: 'GET',
  paths: ['/bundle/links'],
  api: 'relata',
  // A link opens what a role that only reads may not share.
  access: 'write',
  input: { type: 'object', properties: shortListParams },
  output: bundleLinksSchema,
  async handle(call, input) {
    const links = await listLinks(call.library.store.read, call.cloud)
    const { page, next_cursor } = pageOf(call, 'bundle_links', links, ({ id }) => id, input)
    return ok({ links: page.map((link) => linkAnswer(call, link)), next_cursor })
  },
})

export const revokeBundleLink = operation({
  name: 'revoke_bundle_link',
  summary: 'Takes a link to a bundle back: it opens nothing from then on',
  method: 'POST',
  paths: ['/bundle/links/{id}/revoke'],
  api: 'relata',
  input: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  output: { type: 'object', properties: { revoked: { type: 'string' } }, required: ['revoked'] },
  async handle(call, { id }) {
    await revokeLink(call.library, call, id)
    return ok({ revoked: id })
  },
})

export const openBundle = operation({
  name: 'open_bundle',
  summary: 'The bundle of a link, without credentials',
  method: 'GET',
  paths: ['/bundle'],
  api: 'relata',
  anonymous: anonymousIn,
  answerTypes: [ZIP],
  input: {
    type: 'object',
    properties: { token: { type: 'string', description: 'As bundle_link made it' } },
    required: ['token'],
  },
  handle: async (call, { token }) => zipped(call, await openLink(call.library.store.read, call.cloud, token)),
})
