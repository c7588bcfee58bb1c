import { useEffect, useMemo, useState } from 'react'
import { useKinds } from '../api/kinds.ts'
import { type Link, useNeighbours, usePath, useRelationsAmong, useWalk } from '../api/walks.ts'
import type { Pictured } from '../ui/thumb.tsx'
import type { GraphAddress } from './address.ts'
import { type Model, modelOf } from './model.ts'

/** Drawn at once: more is no picture any more, and no longer smooth. */
export const MOST_DRAWN = 3000

/** All that a picture is made of, from as many walks as it was put together of. */
export function useGraph({ from, steps, all, opened, path: ends }: GraphAddress, pending: readonly Link[]) {
  const { data: kinds = NONE, isPending: kindsPending } = useKinds()
  const walk = useWalk(from, steps, MOST_DRAWN)
  const { hasNextPage, isFetching, fetchNextPage } = walk
  const goesOn = all && hasNextPage && !walk.isFetchNextPageError
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage()
  }, [goesOn, isFetching, fetchNextPage])
  const neighbours = useNeighbours(opened)
  const path = usePath(ends)
  // What is on its way page by page comes into the picture once, when it is all there.
  const pages = useMemo(() => (goesOn ? walk.data?.pages.slice(0, 1) : walk.data?.pages), [goesOn, walk.data])
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
  const isJoined = !isOne && ids.length > 1
  const among = useRelationsAmong(ids, isJoined)
  const known = useMemo(() => {
    const links: Link[] = []
    if (!isOne && among.data) links.push(...among.data.relations)
    for (const { relations = [], assets } of [...(pages ?? []), ...neighbours.walks])
      links.push(...relations, ...assets.map(({ via }) => via))
    links.push(...(path.data?.relations ?? []), ...pending)
    return modelOf(assets, links, kinds)
  }, [assets, pages, neighbours.walks, path.data, among.data, isOne, pending, kinds])

  // Assets come into the picture together with their relations, by which they have their places.
  const isWhole = !isJoined || (!among.isPending && !among.isPlaceholderData)
  const [model, setModel] = useState<Model>()
  if (isWhole && walk.data && model !== known) setModel(known)

  const last = walk.data?.pages.at(-1)
  return {
    kinds,
    model: model ?? known,
    roots,
    path,
    /** Changes whenever something was loaded anew. */
    loadedAt: walk.dataUpdatedAt,
    isPending: walk.isPending || kindsPending || !model,
    isExpanding: neighbours.isPending || !isWhole,
    error: walk.error,
    refetch: walk.refetch,
    more: {
      /** Whether there is more within the steps than was fetched. */
      isThere: last?.next_cursor !== undefined || (last?.truncated.length ?? 0) > 0,
      canFetch: hasNextPage,
      /** How many assets are there so far, while all of them are being fetched. */
      fetched: goesOn ? walk.data?.pages.reduce((sum, { assets }) => sum + assets.length, roots.length) : undefined,
      relationsLeftOut: (isOne ? (last?.relations_truncated?.length ?? 0) : (among.data?.truncated.length ?? 0)) > 0,
    },
  }
}

const NONE: [] = []
