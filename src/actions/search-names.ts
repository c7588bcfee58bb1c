import { parseAssetName } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
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

async function assetsNamed(
  reader: Reader,
  cloud: Cloud,
  named: readonly NamedValue[],
): Promise<Map<string, readonly number[]>> {
  const identifiers = named.map(({ text }) => parseAssetName(text))
  const found = await reader.assets.find(
    cloud.id,
    identifiers.filter((identifier) => identifier !== undefined),
  )
  const next = found.values()
  return new Map(
    named.map(({ text, problem }, i) => {
      const asset = identifiers[i] && next.next().value
      if (asset) return [text, [asset.no]]
      throw problem(
        'there is no such asset: name one by its asset ID, or as in "video/upload/dog", or dog for image/upload/dog',
      )
    }),
  )
}
