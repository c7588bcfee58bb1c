import { type QueryClient, type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AssetDetails, ChangedAssets } from '../../../src/http/api/contract.ts'
import { ApiError, type Noted } from './client.ts'
import { type Api, useApi } from './environment.ts'
import { knownFields, type MetadataField } from './metadata-fields.ts'

export type { AssetDetails }

/** All that is known of an asset; with `file`, what its file tells of itself too, which takes longer. */
export const assetQuery = (api: Api, assetId: string, file = false) => ({
  queryKey: ['asset', api.environment, assetId, file],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api.get<AssetDetails>(`/assets/${assetId}`, file ? { file } : {}, signal),
})

export const useAsset = (assetId: string, { file = false, enabled = true } = {}) =>
  useQuery({ ...assetQuery(useApi(), assetId, file), enabled })

/** What is changed of an asset: what is left out stays, null takes a pair away. */
export interface AssetEdits {
  readonly display_name?: string
  readonly folder?: string
  readonly tags?: readonly string[]
  readonly context?: Readonly<Record<string, string | null>>
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** Changes what is said of an asset: seen at once, and taken back if the server refuses. */
export function useUpdateAsset(assetId: string) {
  const api = useApi()
  const queries = useQueryClient()
  const queryKey = ['asset', api.environment, assetId]
  const mutationKey = ['edit', ...queryKey]
  return useMutation({
    mutationKey,
    scope: { id: mutationKey.join(' ') },
    mutationFn: async (edits: AssetEdits) =>
      oneOf(await api.change<ChangedAssets>('PATCH', '/assets', { assets: [assetId], ...edits })),
    onMutate: async ({ metadata: values = {}, context, ...edits }) => {
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueriesData<AssetDetails>({ queryKey })
      queries.setQueriesData<AssetDetails>({ queryKey }, (asset) => {
        if (!asset) return asset
        const pairs = Object.entries({ ...asset.context, ...context }).filter(([, value]) => value !== null)
        const metadata = withValues(asset.metadata, values, knownFields(queries, api))
        return { ...asset, ...edits, metadata, context: Object.fromEntries(pairs) } as AssetDetails
      })
      return before
    },
    onError: (_error, _edits, before) => {
      for (const [key, asset] of before ?? []) queries.setQueryData(key, asset)
    },
    onSettled: () => {
      // What is loaded while another edit is under way would be too old for it.
      if (queries.isMutating({ mutationKey }) === 1) refresh(queries, queryKey)
    },
  })
}

type Values = AssetDetails['metadata']

function withValues(
  before: Values,
  given: NonNullable<AssetEdits['metadata']>,
  fields: readonly MetadataField[],
): Values {
  const set = fields.flatMap(({ external_id, label, type }) => {
    const value = given[external_id] as Values[number]['value'] | null | undefined
    return value === undefined || value === null ? [] : [{ external_id, label, type, value, text: String(value) }]
  })
  return [...before.filter(({ external_id: id }) => !(id in given)), ...set]
}

/** Another public ID; its asset ID and relations stay. Throws where the name is taken or can't be one. */
export function useRenameAsset(assetId: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (publicId: string) => {
      const renames = [{ asset: assetId, public_id: publicId }]
      return oneOf(await api.change<ChangedAssets>('POST', '/assets/rename', { renames }))
    },
    onSettled: () => refresh(queries, ['asset', api.environment, assetId]),
  })
}

/** Gives the asset a file back that it had before. */
export function useRestoreVersion(assetId: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (versionId: string) =>
      oneOf(await api.change<ChangedAssets>('POST', '/assets/restore', { assets: [assetId], versions: [versionId] })),
    onSettled: () => refresh(queries, ['asset', api.environment, assetId]),
  })
}

/** Of a call for one asset, its failure is that of the call. */
function oneOf(noted: Noted<ChangedAssets>): Noted<ChangedAssets> {
  const [result] = noted.answer.results
  if (result?.message !== undefined) throw new ApiError(400, 'invalid', result.message)
  return noted
}

function refresh(queries: QueryClient, queryKey: QueryKey): void {
  void queries.invalidateQueries({ queryKey })
  for (const noun of ['assets', 'history', 'related']) void queries.invalidateQueries({ queryKey: [noun] })
}
