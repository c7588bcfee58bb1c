import { useQuery } from '@tanstack/react-query'
import type { AssetCard, KnownAssets } from '../../../src/http/api/contract.ts'
import { type Api, useApi } from './environment.ts'

const AT_ONCE = 100

/** Assets by their IDs or names, in the order of these; what there isn't is left out. */
export async function fetchKnown(api: Api, names: readonly string[], signal?: AbortSignal): Promise<AssetCard[]> {
  const assets = new Map<string, AssetCard>()
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const part = names.slice(at, at + AT_ONCE)
    const { assets: found } = await api.get<KnownAssets>('/assets/by-ids', { asset_ids: part }, signal)
    for (const asset of found) assets.set(asset.asset_id, asset)
  }
  return [...assets.values()]
}

export function useKnownAssets(names: readonly string[]) {
  const api = useApi()
  return useQuery({
    queryKey: ['assets', api.environment, 'known', names],
    enabled: names.length > 0,
    queryFn: ({ signal }) => fetchKnown(api, names, signal),
  })
}

export const hasName = (asset: AssetCard, name: string): boolean =>
  asset.asset_id === name.toLowerCase() || `${asset.resource_type}/${asset.type}/${asset.public_id}` === name
