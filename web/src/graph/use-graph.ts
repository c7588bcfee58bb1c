import { useMemo } from 'react'
import { useKinds } from '../api/kinds.ts'
import { type Link, useNeighbours, usePath, useRelationsAmong, useWalk, WALK_PAGE } from '../api/walks.ts'
import type { Pictured } from '../ui/thumb.tsx'
import type { GraphAddress } from './address.ts'
import { modelOf } from './model.ts'

/** Drawn at once: more is no picture any more, and no longer smooth. */
export const MOST_DRAWN = 3000

/** All that a picture is made of, from as many walks as it was put together of. */
export function useGraph(
  { from, steps, path: ends }: GraphAddress,
  expanded: ReadonlySet<string>,
  pending: readonly Link[],
) {
  const { data: kinds = NONE, isPending: kindsPending } = useKinds()
  const walk = useWalk(from, steps)
  const neighbours = useNeighbours(useMemo(() => [...expanded], [expanded]))
  const path = usePath(ends)
  const pages = walk.data?.pages
  const isOne = pages?.length === 1 && neighbours.walks.length === 0 && !path.data

  const roots = useMemo(() => [...new Set(pages?.[0]?.from.map(({ asset_id }) => asset_id))], [pages])
  const assets = useMemo(() => {
    const all = new Map<string, Pictured>()
    for (const pointer of pages?.[0]?.from ?? []) all.set(pointer.asset_id, pointer)
    for (const { assets } of [...(pages ?? []), ...neighbours.walks])
      for (const { asset } of assets) all.set(asset.asset_id, asset)
    for (const asset of path.data?.assets ?? []) all.set(asset.asset_id, asset)
    return all
  }, [pages, neighbours.walks, path.data])

  const ids = useMemo(() => [...assets.keys()].slice(0, MOST_DRAWN).sort(), [assets])
  const among = useRelationsAmong(ids, !isOne && ids.length > 1)
  const model = useMemo(() => {
    const links: Link[] = []
    if (!isOne && among.data) links.push(...among.data.relations)
    for (const { relations = [], assets } of [...(pages ?? []), ...neighbours.walks])
      links.push(...relations, ...assets.map(({ via }) => via))
    links.push(...(path.data?.relations ?? []), ...pending)
    return modelOf(assets, links, kinds)
  }, [assets, pages, neighbours.walks, path.data, among.data, isOne, pending, kinds])

  const last = pages?.at(-1)
  return {
    kinds,
    model,
    roots,
    path,
    /** Changes whenever something was loaded anew. */
    loadedAt: walk.dataUpdatedAt,
    isPending: walk.isPending || kindsPending,
    isExpanding: neighbours.isPending,
    error: walk.error,
    refetch: walk.refetch,
    more: {
      /** Whether there is more within the steps than was fetched. */
      isThere: walk.hasNextPage || (last?.truncated.length ?? 0) > 0,
      canFetch: walk.hasNextPage && assets.size + WALK_PAGE <= MOST_DRAWN,
      isFetching: walk.isFetchingNextPage,
      fetch: walk.fetchNextPage,
      relationsLeftOut: (isOne ? (last?.relations_truncated?.length ?? 0) : (among.data?.truncated.length ?? 0)) > 0,
    },
  }
}

const NONE: [] = []
