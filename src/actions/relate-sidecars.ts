import { type Asset, type AssetIdentifier, formatRef } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import { kindByName } from '../core/kind-by-name.ts'
import type { Library } from '../core/library.ts'
import { MAX_RELATIONS_PER_CALL } from '../core/relation.ts'
import { isDirected } from '../core/relation-kind.ts'
import { namesOf } from '../core/stem.ts'
import { getAssets } from './get-asset.ts'
import { type NamedRelation, type RelateManyOutcome, relateMany } from './relate-many.ts'
import { kindsOf } from './relation-kinds.ts'

/**
 * Relates, among some assets, main files with those that stand beside them under the same stem of a name: a video with
 * its poster and its subtitles, a picture with its edit. What a name doesn't tell a direction of is left alone, and so are
 * assets that aren't there.
 */
export async function relateSidecars(
  library: Library,
  caller: Caller,
  identifiers: readonly AssetIdentifier[],
  dryRun: boolean,
): Promise<{ relations: NamedRelation[]; outcomes: RelateManyOutcome[]; missing: number[] }> {
  const { read } = library.store
  const found = await getAssets(read, caller.cloud, identifiers)
  const assets = new Map(found.flatMap((asset) => (asset ? [[asset.no, asset]] : [])))
  const missing = found.flatMap((asset, i) => (asset ? [] : [i]))
  const kinds = await kindsOf(read, caller.cloud)
  const relations = pairsOf([...assets.values()]).flatMap(([one, other]) => {
    const { kind: no, subject } = kindByName(one, other)
    const kind = kinds.byNo(no)
    if (!isDirected(no) || !kind || kind.retired) return []
    const [from, to] = subject === 'one' ? [one, other] : [other, one]
    return [{ from: formatRef(from.file), to: formatRef(to.file), kind: kind.name }]
  })
  if (relations.length > MAX_RELATIONS_PER_CALL) {
    throw new AppError(
      'too_large',
      `These are ${relations.length} relations, and a call makes ${MAX_RELATIONS_PER_CALL}: pass fewer assets`,
    )
  }
  const outcomes = relations.length === 0 ? [] : await relateMany(library, caller, relations, dryRun)
  return { relations, outcomes, missing }
}

/** Each two assets that have a stem in common, once. */
function pairsOf(assets: readonly Asset[]) {
  const files = assets.flatMap((file) => namesOf(file).map(({ stem, role }) => ({ file, stem, role })))
  const seen = new Set<string>()
  return [...Map.groupBy(files, ({ stem }) => stem).values()].flatMap((group) =>
    group.flatMap((one, i) =>
      group.slice(i + 1).flatMap((other) => {
        const key = `${one.file.no} ${other.file.no}`
        if (one.file.no === other.file.no || seen.has(key)) return []
        seen.add(key)
        return [[one, other] as const]
      }),
    ),
  )
}
