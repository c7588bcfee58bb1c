import { createHash } from 'node:crypto'
import type { Asset } from '../core/asset.ts'
import { type AssetFilter, searchOf } from '../core/asset-filter.ts'
import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import { type Condition, conditionOf, EVERYTHING } from '../core/search/condition.ts'
import type { NamedValue } from '../core/search/named.ts'
import { printSearch } from '../core/search/print.ts'
import type { SortKey } from '../core/search/sort.ts'
import type { Understood } from '../core/search/typed-text.ts'
import type { Reader } from '../core/store.ts'
import { namesIn } from './search-names.ts'

/** An asset, and how many relations it has. */
export interface CountedAsset {
  readonly asset: Asset
  readonly relations: number
}

export interface BrowsedPage {
  readonly assets: readonly CountedAsset[]
  readonly understood: Understanding | undefined
  readonly nextCursor?: string
}

type Understanding = Omit<Understood, 'tree'>

/** Assets of which a layout tells; of more, the first ones. */
export const MAX_LAID_OUT = 200_000
/** From one cursor of a layout to the next. */
export const LAYOUT_STEP = 100

export interface Layout {
  readonly total: number
  /** A byte for each, in their order. */
  readonly ratios: Buffer
  /** Two characters for each (core/color.ts). */
  readonly colors: string
  /** Of the pages of `LAYOUT_STEP` assets, each by where it begins. */
  readonly cursors: readonly string[]
  readonly understood: Understanding | undefined
}

/** A page of what a filter lets through. `cursor` is the one before's, or a layout's, of the same filter and order. */
export async function browseAssets(
  reader: Reader,
  cloud: Cloud,
  filter: AssetFilter,
  sort: SortKey,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
): Promise<BrowsedPage> {
  const { where, scope, understood } = await resolved(reader, cloud, filter, sort)
  const after = cursor === undefined ? [] : decodeCursor(cloud, scope, cursor)
  const query = { where, sort: [sort], limit, ...(after.length > 0 && { after }) }
  const { assets, end } = await reader.search.page(cloud.id, query)
  const counted = await countedAssets(reader, cloud, assets)
  return { assets: counted, understood, ...(end && { nextCursor: encodeCursor(cloud, scope, end) }) }
}

/** With how many relations each has, counted in one statement. */
export async function countedAssets(reader: Reader, cloud: Cloud, assets: readonly Asset[]): Promise<CountedAsset[]> {
  const relations = await reader.graph.degrees(
    cloud.id,
    assets.map(({ no }) => no),
  )
  return assets.map((asset, i) => ({ asset, relations: relations[i]! }))
}

/**
 * The shapes of all assets of a filter, and where each of its pages begins. The tag stands for all of that: as long as it
 * stays the same nothing has changed. `isKnown` says of it whether the rest is wanted at all.
 */
export async function layOutAssets(
  reader: Reader,
  cloud: Cloud,
  filter: AssetFilter,
  sort: SortKey,
  isKnown: (tag: string) => boolean,
): Promise<{ readonly tag: string; readonly layout?: Layout }> {
  // Before anything is read: what changes meanwhile is told by the next tag.
  const { last, swept } = await reader.changes.marks(cloud.id)
  const { where, scope, understood } = await resolved(reader, cloud, filter, sort)
  // The condition has the times that relative ones stand for, so that none of those is taken for another.
  const all = JSON.stringify([last || swept, where, sort, understood])
  const tag = createHash('sha256').update(all).digest('base64url').slice(0, 22)
  if (isKnown(tag)) return { tag }
  const pages = await reader.search.layout(cloud.id, { where, sort: [sort], limit: MAX_LAID_OUT, step: LAYOUT_STEP })
  const ratios = Buffer.concat(pages.map((page) => page.ratios))
  const colors = pages.map((page) => page.colors).join('')
  const ends = pages.flatMap(({ end }) => (end ? [end] : []))
  const starts: (readonly (string | number)[])[] = [[], ...ends].slice(0, pages.length)
  const cursors = starts.map((start) => encodeCursor(cloud, scope, start))
  const total = ratios.length < MAX_LAID_OUT ? ratios.length : await reader.search.count(cloud.id, where)
  return { tag, layout: { total, ratios, colors, cursors, understood } }
}

interface Resolved {
  readonly where: Condition
  /** What cursors are taken back for. */
  readonly scope: string
  readonly understood: Understanding | undefined
}

async function resolved(reader: Reader, cloud: Cloud, filter: AssetFilter, sort: SortKey): Promise<Resolved> {
  const named: NamedValue[] = []
  const { tree, as, error } = searchOf(filter, (name) => named.push(name))
  const where = tree ? conditionOf(tree, Date.now(), await namesIn(reader, cloud, named)) : EVERYTHING
  const scope = `library ${JSON.stringify([tree ? printSearch(tree) : '', sort])}`
  return { where, scope, understood: as && { as, ...(error !== undefined && { error }) } }
}
