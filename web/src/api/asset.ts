import { useQuery } from '@tanstack/react-query'
import type { AssetDetails } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'

export type { AssetDetails }

/** All that is known of an asset; with `file`, what its file tells of itself too, which takes longer. */
export function useAsset(assetId: string, { file = false, enabled = true } = {}) {
  const api = useApi()
  return useQuery({
    queryKey: ['asset', api.environment, assetId, file],
    enabled,
    queryFn: ({ signal }) => api.get<AssetDetails>(`/assets/${assetId}`, file ? { file } : {}, signal),
  })
}
