import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useApi } from './environment.ts'

/** Until the contract has it. */
export interface AssetCard {
  readonly asset_id: string
  readonly resource_type: 'image' | 'video' | 'raw'
  readonly type: string
  readonly public_id: string
  readonly display_name: string
  readonly folder: string
  readonly format?: string
  readonly bytes: number
  readonly width?: number
  readonly height?: number
  readonly duration?: number
  readonly pages?: number
  readonly created_at: string
  readonly updated_at: string
  readonly version: number
  readonly tags: readonly string[]
  readonly relations: number
  readonly color?: string
  readonly url: string
  readonly thumbnail?: string
}

/** A few assets that some words find, best for pickers: as one types, the last ones stay until the next are there. */
export function useAssetsNamed(words: string, limit = 8) {
  const api = useApi()
  const q = words.trim()
  return useQuery({
    queryKey: ['assets', api.environment, 'named', q, limit],
    enabled: q !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await api.get<{ assets: AssetCard[] }>('/assets', { q, limit }, signal)).assets,
  })
}
