import { type AssetRef, formatRef, refOf } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import type { DumpedAsset, DumpedEntry, ListName } from '../core/ports/relation-dump.ts'
import type { RelationDetails } from '../core/relation.ts'
import {
  endOfLabel,
  isDirected,
  kindOfLabel,
  RELATED_KIND,
  RELATED_NAME,
  type RelationKind,
} from '../core/relation-kind.ts'
import type { Reader } from '../core/store.ts'
import { kindsOf } from './relation-kinds.ts'

/** A relation by names alone, so that it means the same on another server. */
export interface ExportedRelation extends RelationDetails {
  readonly from: AssetRef
  readonly to: AssetRef
  /** As it is called from `from`, which is its subject; of a symmetric kind, the one whose name comes first. */
  readonly kind: RelationKind
  readonly fromPosition: string
  readonly toPosition: string
  readonly createdAt: number
}

const ASSETS_AT_ONCE = 500
const RELATIONS_AT_ONCE = 500

/** A list to be exported, and how many it had. */
interface Wanted extends ListName {
  readonly own: AssetRef
  readonly kind: RelationKind
  readonly n: number
}

/**
 * All relations, each once, in groups: by the name of the asset that they are from, then by the name of the kind, then as
 * they stand in its list. The order hangs on nothing that differs between servers. Bounded in memory, however many there
 * are. It is no snapshot: what is related or unrelated meanwhile may be in it or not. The kind of relations without one goes
 * by the name that it answers to on any server.
 */
export async function* exportRelations(reader: Reader, cloud: Cloud): AsyncGenerator<ExportedRelation[]> {
  const kinds = await kindsOf(reader, cloud)
  const kindOf = (label: number) => {
    const kind = kinds.byNo(kindOfLabel(label))
    return kind?.no === RELATED_KIND ? { ...kind, name: RELATED_NAME, inverse: RELATED_NAME } : kind
  }
  let after: AssetRef | undefined
  for (;;) {
    const assets = await reader.relationDump.assets(cloud.id, { limit: ASSETS_AT_ONCE, ...(after && { after }) })
    const last = assets.at(-1)
    if (!last) return
    after = refOf(last)
    let group: Wanted[] = []
    let size = 0
    for (const list of assets.flatMap((asset) => listsOf(asset, kindOf))) {
      if (size + list.n > RELATIONS_AT_ONCE && group.length > 0) {
        yield relationsOf(group, await reader.relationDump.lists(cloud.id, group))
        group = []
        size = 0
      }
      if (list.n > RELATIONS_AT_ONCE) yield* longList(reader, cloud, list)
      else {
        group.push(list)
        size += list.n
      }
    }
    yield relationsOf(group, await reader.relationDump.lists(cloud.id, group))
  }
}

async function* longList(reader: Reader, cloud: Cloud, list: Wanted): AsyncGenerator<ExportedRelation[]> {
  let after: DumpedEntry | undefined
  for (;;) {
    const page = { limit: RELATIONS_AT_ONCE, ...(after && { after }) }
    const entries = await reader.relationDump.part(cloud.id, list, page)
    if (entries.length === 0) return
    after = entries.at(-1)
    yield relationsOf([list], entries)
  }
}

/** The lists in which an asset is the subject, by the names of their kinds, which are the same everywhere as the numbers are not. */
function listsOf({ no, counts, ...own }: DumpedAsset, kindOf: (label: number) => RelationKind | undefined): Wanted[] {
  return counts
    .filter(({ label }) => endOfLabel(label) === 'subject')
    .flatMap(({ label, n }) => {
      const kind = kindOf(label)
      return kind ? [{ no, label, n, own, kind }] : []
    })
    .sort((one, other) => compare(one.kind.name, other.kind.name))
}

/** A symmetric relation stands in two lists, and is told once. */
function relationsOf(lists: readonly Wanted[], entries: readonly DumpedEntry[]): ExportedRelation[] {
  return inOrder(entries).flatMap((entry) => {
    const { list, other, otherPosition, ownVersion, otherVersion, position, no, ...details } = entry
    const { own, kind } = lists[list]!
    if (!isDirected(kind.no) && compare(formatRef(own), formatRef(other)) > 0) return []
    return [
      {
        ...details,
        ...{ from: own, to: other, kind, fromPosition: position, toPosition: otherPosition },
        ...{ fromVersion: ownVersion, toVersion: otherVersion },
      },
    ]
  })
}

/** Where two stand at one place of a list, which only an import can bring about, their names decide. */
const inOrder = (entries: readonly DumpedEntry[]): DumpedEntry[] =>
  entries.toSorted(
    (one, other) =>
      one.list - other.list ||
      compare(one.position, other.position) ||
      compare(formatRef(one.other), formatRef(other.other)),
  )

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
