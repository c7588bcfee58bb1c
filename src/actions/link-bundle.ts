import { type AssetKey, keyOf } from '../core/asset.ts'
import { MAX_LINK_DAYS, MAX_LINKS } from '../core/bundle.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import type { Definition } from '../core/definition.ts'
import { AppError, invalid } from '../core/errors.ts'
import { randomName } from '../core/ids.ts'
import type { Library } from '../core/library.ts'
import type { NamedAsset } from '../core/ports/past.ts'
import { seal, unseal } from '../core/seal.ts'
import type { Reader, Writer } from '../core/store.ts'
import type { BundleRequest } from './bundle-assets.ts'
import { checkRoom } from './definition-page.ts'
import { getKeys } from './get-asset.ts'
import { kindsOf } from './relation-kinds.ts'

const KIND = 'bundle_link'
const PURPOSE = 'bundle_link'
const DAY_MS = 24 * 60 * 60 * 1000
const ID_LENGTH = 20

/** Assets and kinds by their numbers, so that a link survives that they are renamed. */
interface KeptLink extends Omit<BundleRequest, 'from' | 'kinds'> {
  readonly assets: readonly number[]
  readonly labels?: readonly number[]
  readonly actor: string
  /** Unix milliseconds. */
  readonly until: number
}

export interface BundleLink extends Pick<KeptLink, 'actor' | 'until' | 'direction' | 'steps'> {
  readonly id: string
  /** Opens the bundle, as it is by then, to whoever has it. */
  readonly token: string
  /** Those that are still there. */
  readonly assets: readonly AssetKey[]
  readonly kinds: readonly string[] | undefined
  readonly createdAt: number
}

/**
 * Makes a link to a bundle that works until a time in Unix milliseconds, or until it is taken back. Throws `not_found`,
 * `invalid` for a time that can't be, and `conflict` where there are as many as there may be.
 */
export async function linkBundle(
  { store }: Pick<Library, 'store'>,
  caller: Caller,
  { from, kinds, direction, steps }: BundleRequest,
  until: number,
): Promise<BundleLink> {
  const { cloud, actor } = caller
  const now = Date.now()
  if (until <= now) throw invalid('expires_at must be in the future: until when the link works')
  if (until > now + MAX_LINK_DAYS * DAY_MS) throw invalid(`expires_at must be within ${MAX_LINK_DAYS} days`)
  const id = randomName(ID_LENGTH)
  await store.write(async (tx) => {
    const keys = await getKeys(tx, cloud, from)
    const labels = kinds && (await kindsOf(tx, cloud)).labelsNamed(kinds)
    const assets = [...new Set(keys.map(({ no }) => no))]
    const kept: KeptLink = { assets, ...(labels && { labels }), direction, steps, actor, until }
    for (const { name, body } of await allLinks(tx, cloud)) {
      if (body.until <= now) await tx.definitions.remove(cloud.id, KIND, name)
    }
    await checkRoom(tx, cloud, KIND, MAX_LINKS)
    await tx.definitions.insert(cloud.id, KIND, id, kept)
    await log(tx, caller, 'create', id, kept)
  })
  const made = await store.read.definitions.get<KeptLink>(cloud.id, KIND, id)
  return (await describe(store.read, cloud, [made!]))[0]!
}

/** The links that work, those that were made last first. */
export async function listLinks(reader: Reader, cloud: Cloud): Promise<BundleLink[]> {
  const links = (await allLinks(reader, cloud)).filter(({ body }) => body.until > Date.now())
  return describe(
    reader,
    cloud,
    links.sort((a, b) => b.createdAt - a.createdAt || (a.name < b.name ? -1 : 1)),
  )
}

/** Takes a link back. Throws `not_found`. */
export function revokeLink({ store }: Pick<Library, 'store'>, caller: Caller, id: string): Promise<void> {
  return store.write(async (tx) => {
    const link = await tx.definitions.get<KeptLink>(caller.cloud.id, KIND, id)
    if (!link) {
      throw new AppError(
        'not_found',
        `There is no link ${JSON.stringify(id.slice(0, 100))}: GET /bundle/links lists those that work`,
      )
    }
    await tx.definitions.remove(caller.cloud.id, KIND, id)
    await log(tx, caller, 'revoke', id, link.body)
  })
}

/** Of its assets, those that are still there. */
async function log(
  tx: Writer,
  caller: Caller,
  action: 'create' | 'revoke',
  id: string,
  { assets: nos, until }: KeptLink,
): Promise<void> {
  const names = await tx.past.names(caller.cloud.id, nos)
  await tx.changes.add(caller, { type: 'bundle_link', action, id, assets: presentOf(names, nos), until })
}

const presentOf = (names: ReadonlyMap<number, NamedAsset>, nos: readonly number[]): AssetKey[] =>
  nos.flatMap((no) => {
    const asset = names.get(no)
    return asset && !asset.isDeleted ? [keyOf(asset)] : []
  })

/**
 * What a link opens: of its assets, those that are still there. Throws `unauthorized` for a token that was changed,
 * `forbidden` for a link that doesn't work any more, `not_found` where none of its assets is left.
 */
export async function openLink(reader: Reader, cloud: Cloud, token: string): Promise<BundleRequest> {
  const id = unseal<string>(cloud, PURPOSE, token)
  if (id === undefined) {
    throw new AppError('unauthorized', 'This link is not valid: open it as it was given to you, unchanged and whole')
  }
  const kept = await reader.definitions.get<KeptLink>(cloud.id, KIND, id)
  if (!kept) throw new AppError('forbidden', 'This link was taken back, or has ended: ask for a new one')
  const { until } = kept.body
  if (until <= Date.now()) {
    throw new AppError('forbidden', `This link ended at ${new Date(until).toISOString()}: ask for a new one`)
  }
  const [link] = await describe(reader, cloud, [kept])
  const { assets, kinds, direction, steps } = link!
  if (assets.length === 0) throw new AppError('not_found', 'What this link was made for was deleted')
  return { from: assets.map(({ assetId }) => ({ assetId })), kinds, direction, steps }
}

const allLinks = (reader: Reader, cloud: Cloud): Promise<Definition<KeptLink>[]> =>
  reader.definitions.list<KeptLink>(cloud.id, KIND, { limit: MAX_LINKS })

async function describe(reader: Reader, cloud: Cloud, links: readonly Definition<KeptLink>[]): Promise<BundleLink[]> {
  const nos = [...new Set(links.flatMap(({ body }) => body.assets))]
  const [names, known] = await Promise.all([reader.past.names(cloud.id, nos), kindsOf(reader, cloud)])
  return links.map(({ name, body: { assets, labels, ...link }, createdAt }) => ({
    ...link,
    id: name,
    token: seal(cloud, PURPOSE, name),
    assets: presentOf(names, assets),
    kinds: labels?.map((label) => known.nameOfLabel(label)),
    createdAt,
  }))
}
