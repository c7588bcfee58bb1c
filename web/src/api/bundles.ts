import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { BundleLink, BundleLinks } from '../../../src/http/api/contract.ts'
import { ApiError, errorOf, PAGE_HEADER } from './client.ts'
import { type Api, useApi } from './environment.ts'

/** Which assets are taken along: some, and what they are related to within so many steps. */
export interface BundleRequest {
  readonly assets: readonly string[]
  readonly steps: number
  /** By name; left out: all. */
  readonly kinds?: readonly string[] | undefined
}

/** Has the browser save a bundle. What comes is told in bytes, since nobody knows before how many there will be. */
export function useDownloadBundle(onProgress: (bytes: number) => void) {
  const api = useApi()
  return useMutation({
    mutationFn: async ({ request, name, signal }: { request: BundleRequest; name: string; signal: AbortSignal }) => {
      const response = await fetch(api.url('/bundle'), {
        method: 'POST',
        headers: { ...PAGE_HEADER, 'content-type': 'application/json' },
        body: JSON.stringify(request),
        signal,
      })
      if (!response.ok || !response.body) throw errorOf(response.status, await response.text())
      let bytes = 0
      const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          bytes += chunk.byteLength
          onProgress(bytes)
          controller.enqueue(chunk)
        },
      })
      save(await new Response(response.body.pipeThrough(counting)).blob(), name)
    },
  })
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** The links that work, those that were made last first. */
export function useBundleLinks() {
  const api = useApi()
  return useQuery({
    queryKey: linksKey(api),
    staleTime: 0,
    queryFn: async ({ signal }) => (await api.get<BundleLinks>('/bundle/links', {}, signal)).links,
  })
}

export function useLinkBundle() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (request: BundleRequest & { readonly expires_at: string }) =>
      api.post<BundleLink>('/bundle/link', request),
    onSuccess: () => queries.invalidateQueries({ queryKey: linksKey(api) }),
  })
}

/** Takes a link back: it is gone from the list at once, and there again where that was refused. */
export function useRevokeLink() {
  const api = useApi()
  const queries = useQueryClient()
  const queryKey = linksKey(api)
  return useMutation({
    mutationFn: async (id: string) => {
      try {
        await api.post(`/bundle/links/${id}/revoke`)
      } catch (error) {
        // One that somebody else has taken back is as it should be.
        if (!(error instanceof ApiError && error.status === 404)) throw error
      }
    },
    onMutate: async (id) => {
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueryData<BundleLink[]>(queryKey)
      queries.setQueryData<BundleLink[]>(queryKey, (links) => links?.filter((link) => link.id !== id))
      return before
    },
    onError: (_, __, before) => queries.setQueryData(queryKey, before),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  })
}

const linksKey = ({ environment }: Api) => ['bundle-links', environment]
