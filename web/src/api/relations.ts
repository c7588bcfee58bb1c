import { type QueryClient, type QueryKey, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Related, RelationResults } from '../../../src/http/api/contract.ts'
import type { Noted } from './client.ts'
import { type Api, useApi } from './environment.ts'
import {
  type RelatedItem,
  type RelatedPages,
  type Spot,
  withAdded,
  withEdited,
  withMoved,
  without,
} from './related-list.ts'

/** The first page fills the screen quickly; whoever scrolls on is to wait seldom. */
const FIRST_PAGE_SIZE = 100
const PAGE_SIZE = 500
/** Relations that one call changes. */
const AT_ONCE = 1000

/** What an asset is related to, in its order, of every kind or of one: page by page. */
export const relatedQuery = (api: Api, assetId: string, kind = '') => ({
  queryKey: ['related', api.environment, assetId, kind],
  initialPageParam: '',
  queryFn: ({ pageParam, signal }: { pageParam: string; signal: AbortSignal }) =>
    api.get<Related>(
      '/related',
      {
        asset: assetId,
        limit: pageParam ? PAGE_SIZE : FIRST_PAGE_SIZE,
        cursor: pageParam,
        ...(kind && { kinds: [kind] }),
      },
      signal,
    ),
  getNextPageParam: (last: Related) => last.next_cursor,
})

export const useRelated = (assetId: string, kind = '') => useInfiniteQuery(relatedQuery(useApi(), assetId, kind))

/** What became of a change of relations: what the server refused of it, and the calls to undo the rest by. */
export interface Done {
  readonly changed: number
  readonly refused: readonly { readonly from: string; readonly to: string; readonly message: string }[]
  readonly calls: readonly string[]
}

interface RelatedChange<Wanted> {
  /** Which assets' lists are changed at once, before the server has answered. */
  readonly lists: (wanted: Wanted) => readonly string[]
  readonly apply: (list: RelatedPages, wanted: Wanted, assetId: string, kind: string) => RelatedPages
  readonly send: (api: Api, wanted: Wanted) => Promise<Noted<RelationResults>[]>
}

/**
 * A change that shows at once. What the server refuses comes back to where it was: as a whole if it refuses the call, else by
 * loading the list anew. Changes are sent one after the other, so that a quick hand's second is based on its first.
 */
function useRelatedChange<Wanted>({ lists, apply, send }: RelatedChange<Wanted>) {
  const api = useApi()
  const queries = useQueryClient()
  const keysOf = (wanted: Wanted) => lists(wanted).map((id): QueryKey => ['related', api.environment, id])
  return useMutation({
    mutationKey: ['relating'],
    scope: { id: 'relating' },
    mutationFn: async (wanted: Wanted) => doneOf(await send(api, wanted)),
    onMutate: async (wanted) => {
      const before: (readonly [QueryKey, RelatedPages | undefined])[] = []
      for (const queryKey of keysOf(wanted)) {
        await queries.cancelQueries({ queryKey })
        for (const [key, list] of queries.getQueriesData<RelatedPages>({ queryKey })) {
          before.push([key, list])
          if (list) queries.setQueryData(key, apply(list, wanted, String(key[2]), String(key[3] ?? '')))
        }
      }
      return before
    },
    onError: (_error, _wanted, before) => {
      for (const [key, list] of before ?? []) queries.setQueryData(key, list)
    },
    onSettled: (_done, _error, wanted) => settle(queries, keysOf(wanted)),
  })
}

/** Loads what was changed anew, once no other change is under way that the answer would be too old for. */
function settle(queries: QueryClient, keys: readonly QueryKey[]): void {
  if (queries.isMutating({ mutationKey: ['relating'] }) > 1) return
  for (const queryKey of keys) void queries.invalidateQueries({ queryKey })
  for (const noun of ['suggestions', 'history', 'assets', 'asset']) void queries.invalidateQueries({ queryKey: [noun] })
}

function doneOf(answers: readonly Noted<RelationResults>[]): Done {
  const results = answers.flatMap(({ answer }) => answer.results)
  return {
    changed: answers.reduce((sum, { answer }) => sum + answer.counts.changed, 0),
    refused: results.flatMap(({ from, to, message }) => (message === undefined ? [] : [{ from, to, message }])),
    calls: answers.flatMap(({ answer, call }) => (answer.counts.changed > 0 ? [call] : [])),
  }
}

/** In as many calls as it takes, one after the other. */
async function inParts<Item>(
  items: readonly Item[],
  send: (part: Item[]) => Promise<Noted<RelationResults>>,
): Promise<Noted<RelationResults>[]> {
  const answers: Noted<RelationResults>[] = []
  for (let at = 0; at < items.length; at += AT_ONCE) answers.push(await send(items.slice(at, at + AT_ONCE)))
  return answers
}

/** An asset that is to be related, as all lists have it. */
export type Relatable = RelatedItem['asset']

export interface WantedRelations {
  /** Each of these with each of `to`. */
  readonly from: readonly Relatable[]
  readonly to: readonly Relatable[]
  /** As the kind is called from the side of `from`. */
  readonly kind: string
  readonly note?: string | undefined
}

export function useRelate() {
  return useRelatedChange<WantedRelations>({
    lists: ({ from }) => from.map(({ asset_id }) => asset_id),
    apply: (list, { to, kind, note }, assetId, only) =>
      withAdded(
        list,
        to
          .filter(({ asset_id }) => asset_id !== assetId)
          .map((asset) => ({
            asset,
            kind,
            related_at: new Date().toISOString(),
            ...(note && { note }),
          })),
        only,
      ),
    send: (api, { from, to, kind, note }) => {
      const relations = from.flatMap((one) =>
        to.map((other) => ({ from: one.asset_id, to: other.asset_id, kind, ...(note && { note }) })),
      )
      return inParts(relations, (part) => api.change('POST', '/relations', { relations: part }))
    },
  })
}

/** Which relations of an asset. */
export interface OfAsset {
  readonly asset: string
  readonly items: readonly RelatedItem[]
}

const namesOf = ({ asset, items }: OfAsset) =>
  items.map(({ asset: other, kind }) => ({ from: asset, to: other.asset_id, kind }))

export function useUnrelate() {
  return useRelatedChange<OfAsset>({
    lists: ({ asset }) => [asset],
    apply: (list, { items }) => without(list, items),
    send: (api, wanted) => inParts(namesOf(wanted), (relations) => api.change('DELETE', '/relations', { relations })),
  })
}

export function useChangeKind() {
  return useRelatedChange<OfAsset & { readonly into: string }>({
    lists: ({ asset }) => [asset],
    apply: (list, { items, into }, _, only) =>
      withAdded(
        without(list, items),
        items.map((item) => ({ ...item, kind: into })),
        only,
      ),
    send: (api, wanted) =>
      inParts(namesOf(wanted), (relations) =>
        api.change('POST', '/relations/change-kind', { relations, into: wanted.into }),
      ),
  })
}

export interface Move {
  readonly asset: string
  readonly kind: string
  /** Asset IDs, in the order that they get. */
  readonly moved: readonly string[]
  readonly spot: Spot
}

export function useMove() {
  return useRelatedChange<Move>({
    lists: ({ asset }) => [asset],
    apply: (list, { kind, moved, spot }) => withMoved(list, kind, moved, spot),
    send: async (api, { asset, kind, moved, spot }) => [
      await api.change('POST', '/related/move', {
        ...{ asset, kind, assets: moved },
        ...(typeof spot === 'string' ? { to: spot } : spot),
      }),
    ],
  })
}

export interface Said {
  readonly note: string | null
  readonly start: number | null
  readonly end: number | null
  /** Whether it means the files that both assets have by now. */
  readonly renew?: boolean
}

export function useEditRelation() {
  return useRelatedChange<{ readonly asset: string; readonly item: RelatedItem; readonly said: Said }>({
    lists: ({ asset }) => [asset],
    apply: (list, { item, said: { note, start, end } }) => {
      const { note: _n, start: _s, end: _e, ...rest } = item
      return withEdited(list, {
        ...rest,
        ...(note !== null && { note }),
        ...(start !== null && { start }),
        ...(end !== null && { end }),
      })
    },
    send: async (api, { asset, item, said: { note, start, end, renew } }) => {
      const versions = renew ? { from_version: null, to_version: null } : {}
      const relation = { from: asset, to: item.asset.asset_id, kind: item.kind, note, start, end, ...versions }
      return [await api.change('PATCH', '/relations', { relations: [relation] })]
    },
  })
}
