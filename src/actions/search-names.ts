import { type AssetIdentifier, DELIVERY_TYPES, parseAssetIdentifier, RESOURCE_TYPES } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import { isPublicId } from '../core/public-id.ts'
import { type NamedValue, NO_NAMES, type SearchNames } from '../core/search/named.ts'
import type { Reader } from '../core/store.ts'
import { kindsOf } from './relation-kinds.ts'

/** What the named values of a search expression stand for. Throws `invalid`, with the place, for one that names nothing. */
export async function namesIn(reader: Reader, cloud: Cloud, named: readonly NamedValue[]): Promise<SearchNames> {
  if (named.length === 0) return NO_NAMES
  const [assets, kinds] = await Promise.all([
    assetsNamed(
      reader,
      cloud,
      named.filter(({ kind }) => kind === 'asset'),
    ),
    kindsOf(reader, cloud),
  ])
  for (const { kind, text, problem } of named) {
    if (kind === 'relation_kind' && !kinds.byName(text)) {
      const known = kinds.all.flatMap(({ name, inverse }) => (name === inverse ? [name] : [name, inverse]))
      throw problem(`there is no kind of relation ${JSON.stringify(text.slice(0, 100))}. Kinds: ${known.join(', ')}`)
    }
  }
  return { assets, kinds }
}

/** By an asset ID, or `resource_type/type/public_id`; else all that have this public ID, of whatever types. */
async function assetsNamed(
  reader: Reader,
  cloud: Cloud,
  named: readonly NamedValue[],
): Promise<Map<string, readonly number[]>> {
  const wanted = named.map(({ text }) => {
    const identifier = parseAssetIdentifier(text)
    return { identifier, refs: isPublicId(text) ? everyRef(text) : [] }
  })
  const found = await reader.assets.find(
    cloud.id,
    wanted.flatMap(({ identifier, refs }) => (identifier ? [identifier, ...refs] : refs)),
  )
  const next = found.values()
  const take = (count: number) => Array.from({ length: count }, () => next.next().value)
  return new Map(
    wanted.map(({ identifier, refs }, i) => {
      const { text, problem } = named[i]!
      const exact = take(identifier ? 1 : 0)
      const others = take(refs.length)
      const assets = exact[0] ? exact : others
      const nos = assets.flatMap((asset) => (asset ? [asset.no] : []))
      if (nos.length > 0) return [text, nos]
      throw problem('there is no such asset: name one by its asset ID, "resource_type/type/public_id" or its public ID')
    }),
  )
}

const everyRef = (publicId: string): AssetIdentifier[] =>
  RESOURCE_TYPES.flatMap((resourceType) => DELIVERY_TYPES.map((type) => ({ resourceType, type, publicId })))
