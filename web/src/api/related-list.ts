import type { InfiniteData } from '@tanstack/react-query'
import type { Related } from '../../../src/http/api/contract.ts'

export type RelatedItem = Related['related'][number]
export type RelatedPages = InfiniteData<Related>

/** Which relation of the asset an item is. */
export const keyOf = ({ kind, asset }: { kind: string; asset: { asset_id: string } }): string =>
  `${kind} ${asset.asset_id}`

/** Those that were loaded so far, kind by kind. */
export const itemsOf = (data: RelatedPages | undefined): RelatedItem[] =>
  data?.pages.flatMap(({ related }) => related) ?? []

/** How many there are of each kind, loaded or not. */
export const countsOf = (data: RelatedPages | undefined): Readonly<Record<string, number>> =>
  (data?.pages[0]?.counts ?? {}) as Readonly<Record<string, number>>

/** What the list is after a change that the server has yet to confirm; where its pages end is of no matter here. */
function changed(
  data: RelatedPages,
  items: RelatedItem[],
  count: (counts: Record<string, number>) => void,
): RelatedPages {
  const counts = { ...countsOf(data) }
  count(counts)
  for (const [kind, n] of Object.entries(counts)) if (n <= 0) delete counts[kind]
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0)
  return {
    ...data,
    pages: data.pages.map((page, i) => ({ ...page, counts, total, related: i === 0 ? items : [] })),
  }
}

/** With these last of their kinds, as far as their ends are loaded. */
export function withAdded(data: RelatedPages, added: readonly RelatedItem[], only = ''): RelatedPages {
  const items = itemsOf(data)
  const there = new Set(items.map(keyOf))
  const fresh = added.filter((item) => !there.has(keyOf(item)))
  const isWhole = data.pages.at(-1)?.next_cursor === undefined
  const loaded = Map.groupBy(items, ({ kind }) => kind)
  const counts = countsOf(data)
  for (const item of fresh) {
    if (only !== '' && item.kind !== only) continue
    const of = loaded.get(item.kind) ?? []
    if (of.length >= (counts[item.kind] ?? 0) && (isWhole || of.length > 0)) {
      loaded.set(item.kind, [...of, item])
    }
  }
  return changed(data, [...loaded.values()].flat(), (now) => {
    for (const { kind } of fresh) now[kind] = (now[kind] ?? 0) + 1
  })
}

export function without(data: RelatedPages, removed: readonly RelatedItem[]): RelatedPages {
  const keys = new Set(removed.map(keyOf))
  return changed(
    data,
    itemsOf(data).filter((item) => !keys.has(keyOf(item))),
    (counts) => {
      for (const { kind } of removed) if (counts[kind] !== undefined) counts[kind]--
    },
  )
}

export function withEdited(data: RelatedPages, edited: RelatedItem): RelatedPages {
  const items = itemsOf(data).map((item) => (keyOf(item) === keyOf(edited) ? edited : item))
  return changed(data, items, () => undefined)
}

/** Where moved ones are put in the list of their kind. */
export type Spot = 'first' | 'last' | { readonly before: string } | { readonly after: string }

export function withMoved(data: RelatedPages, kind: string, assetIds: readonly string[], spot: Spot): RelatedPages {
  const items = itemsOf(data)
  const moving = assetIds.flatMap((id) => items.find((item) => item.kind === kind && item.asset.asset_id === id) ?? [])
  const rest = items.filter((item) => !moving.includes(item))
  const isOfKind = (item: RelatedItem) => item.kind === kind
  const at =
    spot === 'first'
      ? rest.findIndex(isOfKind)
      : spot === 'last'
        ? rest.findLastIndex(isOfKind) + 1
        : 'before' in spot
          ? rest.findIndex((item) => isOfKind(item) && item.asset.asset_id === spot.before)
          : rest.findIndex((item) => isOfKind(item) && item.asset.asset_id === spot.after) + 1
  if (at < 0) return data
  return changed(data, rest.toSpliced(at, 0, ...moving), () => undefined)
}
