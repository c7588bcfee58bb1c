import { Readable } from 'node:stream'
import { nameEntries } from '../core/archive.ts'
import type { Asset, AssetIdentifier } from '../core/asset.ts'
import {
  type BundledRelation,
  type BundleEntry,
  MANIFEST,
  MAX_BUNDLE_BYTES,
  MAX_BUNDLED_ASSETS,
  placeEntries,
} from '../core/bundle.ts'
import { manifestOf } from '../core/bundle-manifest.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { MAX_RELATIONS_PER_CALL } from '../core/relation.ts'
import type { Reader } from '../core/store.ts'
import type { Direction } from '../core/walk.ts'
import { xmpOf } from '../core/xmp.ts'
import { packedFiles } from './archive-assets.ts'
import type { NamedHop } from './named-hops.ts'
import { type PackedFile, packArchive } from './pack-archive.ts'
import { kindsOf } from './relation-kinds.ts'
import { walkRelations } from './walk-relations.ts'

export interface BundleRequest {
  readonly from: readonly AssetIdentifier[]
  readonly kinds: readonly string[] | undefined
  readonly direction: Direction
  readonly steps: number
}

/** `derived_from`, whatever a team calls it. */
const DERIVED_FROM = 5

/**
 * Assets with what they are related to, as a zip archive: the files, beside each what is said of it as XMP, and a manifest
 * of all. Throws `not_found` for an asset that isn't there, `too_large` where it would be more than a bundle may have.
 */
export async function bundleAssets(
  library: Library,
  cloud: Cloud,
  request: BundleRequest,
  mediaTypeOf: (name: string) => Promise<string | undefined>,
): Promise<Readable> {
  const { read } = library.store
  const { assets, hops } = await gather(read, cloud, request)
  const bytes = assets.reduce((sum, asset) => sum + asset.bytes, 0)
  if (bytes > MAX_BUNDLE_BYTES) {
    throw tooLarge(`its files have ${bytes} bytes together, at most ${MAX_BUNDLE_BYTES} are allowed`)
  }
  const placed = placeEntries(nameEntries(assets, { flattenFolders: false, useOriginalFilename: false }))
  const entries = await Promise.all(
    placed.map(async (entry): Promise<BundleEntry> => ({ ...entry, mediaType: await mediaTypeOf(entry.name) })),
  )
  const relations = await withDetails(read, cloud, hops)
  return packArchive('zip', bundleFiles(library, cloud, entries, relations))
}

async function gather(
  reader: Reader,
  cloud: Cloud,
  request: BundleRequest,
): Promise<{ assets: Asset[]; hops: readonly NamedHop[] }> {
  const { from, assets, drawing, nextCursor, truncated } = await walkRelations(reader, cloud, {
    ...request,
    maxAssets: MAX_BUNDLED_ASSETS + 1,
    limit: MAX_BUNDLED_ASSETS,
    relations: true,
    cursor: undefined,
  })
  const keys = new Map([...from, ...assets.map(({ asset }) => asset)].map((asset) => [asset.no, asset.assetId]))
  if (nextCursor !== undefined || keys.size > MAX_BUNDLED_ASSETS) {
    throw tooLarge(`it would have more than ${MAX_BUNDLED_ASSETS} assets`)
  }
  const cut = [...truncated, ...(drawing?.truncated ?? [])]
  if (cut.length > 0)
    throw tooLarge(`there is more than can be looked at in one call (${[...new Set(cut)].join(', ')})`)
  const found = await reader.assets.find(
    cloud.id,
    [...keys.values()].map((assetId) => ({ assetId })),
  )
  return { assets: found.filter((asset) => asset !== undefined), hops: drawing?.relations ?? [] }
}

const tooLarge = (why: string): AppError =>
  new AppError('too_large', `This bundle is too large: ${why}. Take fewer assets, steps or kinds`)

/** All that is said of the relations, but for those that were removed meanwhile. */
async function withDetails(reader: Reader, cloud: Cloud, hops: readonly NamedHop[]): Promise<BundledRelation[]> {
  const kinds = await kindsOf(reader, cloud)
  const all: BundledRelation[] = []
  for (let i = 0; i < hops.length; i += MAX_RELATIONS_PER_CALL) {
    const group = hops.slice(i, i + MAX_RELATIONS_PER_CALL).flatMap(({ from, to, kind: name }) => {
      const kind = kinds.byName(name)?.kind
      return kind ? [{ kind, ref: { from: from.no, to: to.no, kind: kind.no } }] : []
    })
    const found = await reader.relations.find(
      cloud.id,
      group.map(({ ref }) => ref),
    )
    all.push(...group.flatMap(({ kind }, j) => (found[j] ? [{ relation: found[j], kind }] : [])))
  }
  return all
}

/** The manifest first, then each file after its sidecar; a file that is deleted while the archive is read is left out. */
async function* bundleFiles(
  library: Library,
  cloud: Cloud,
  entries: readonly BundleEntry[],
  relations: readonly BundledRelation[],
): AsyncGenerator<PackedFile> {
  const now = new Date()
  const inSet = new Map(
    entries.map((entry) => [entry.asset.no, { ...entry, sources: [] as { asset: Asset; path: string }[] }]),
  )
  const bundled = relations.filter(({ relation }) => inSet.has(relation.from) && inSet.has(relation.to))
  for (const { relation } of bundled) {
    const source = inSet.get(relation.to)!
    if (relation.kind === DERIVED_FROM)
      inSet.get(relation.from)!.sources.push({ asset: source.asset, path: source.name })
  }
  yield text(MANIFEST, JSON.stringify(manifestOf(entries, bundled, now.getTime()), null, 2), now)
  for (const { sources, ...entry } of inSet.values()) {
    yield text(entry.sidecar, xmpOf(entry, sources), now)
    yield* packedFiles(library, cloud, [entry])
  }
}

function text(name: string, content: string, modifiedAt: Date): PackedFile {
  const bytes = Buffer.from(content)
  return { name, bytes: bytes.length, content: Readable.from([bytes]), modifiedAt, isCompressed: false }
}
