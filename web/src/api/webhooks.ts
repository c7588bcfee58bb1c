import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Webhook, WebhookDelivery, WebhookDeliveryDetails } from '../../../src/http/api/contract.ts'
import { useApi } from './environment.ts'

export type { Webhook, WebhookDelivery, WebhookDeliveryDetails }
export type DeliveryState = WebhookDelivery['state']

const pathOf = (id: string) => `/webhooks/${encodeURIComponent(id)}`
const deliveryPath = (id: string) => `/webhooks/deliveries/${encodeURIComponent(id)}`

export function useWebhooks() {
  const api = useApi()
  return useQuery({
    queryKey: ['webhooks', api.environment],
    queryFn: async ({ signal }) => (await api.get<{ webhooks: Webhook[] }>('/webhooks', undefined, signal)).webhooks,
  })
}

type WebhookChange = Pick<Webhook, 'url' | 'event' | 'additive'>

export function useWebhookChanges() {
  const api = useApi()
  const queries = useQueryClient()
  const queryKey = ['webhooks', api.environment]
  const onSettled = () => queries.invalidateQueries({ queryKey })
  return {
    create: useMutation({ mutationFn: (webhook: WebhookChange) => api.post<Webhook>('/webhooks', webhook), onSettled }),
    update: useMutation({
      mutationFn: ({ id, ...change }: WebhookChange & { id: string }) => api.patch<Webhook>(pathOf(id), change),
      onSettled,
    }),
    remove: useMutation({
      mutationFn: (id: string) => api.delete(pathOf(id)),
      onMutate: async (id) => {
        await queries.cancelQueries({ queryKey })
        const before = queries.getQueryData<Webhook[]>(queryKey)
        queries.setQueryData<Webhook[]>(queryKey, (webhooks) => webhooks?.filter((one) => one.id !== id))
        return before
      },
      onError: (_error, _id, before) => queries.setQueryData(queryKey, before),
      onSettled,
    }),
  }
}

const SOON_MS = 10_000
/** Deliveries are no changes of the library: nobody tells that there are new ones. */
const LOOK_AGAIN_MS = 5000
const PAGES_LOOKED_AT_AGAIN = 3

const isOnItsWay = ({ state, next_attempt_at: next }: WebhookDelivery): boolean =>
  state === 'pending' && (next === undefined || Date.parse(next) - Date.now() < SOON_MS)

const untilNextLook = (deliveries: readonly WebhookDelivery[]): number =>
  deliveries.some(isOnItsWay) ? 1000 : LOOK_AGAIN_MS

/** What was sent to webhooks, or is to be, newest first. */
export function useDeliveries(state: DeliveryState | undefined) {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['deliveries', api.environment, state],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<{ deliveries: WebhookDelivery[]; next_cursor?: string }>(
        '/webhooks/deliveries',
        { state, cursor: pageParam, limit: 100 },
        signal,
      ),
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: ({ state: { data } }) =>
      data && data.pages.length <= PAGES_LOOKED_AT_AGAIN && untilNextLook(data.pages[0]!.deliveries),
  })
}

/** One of them, with what is sent, for as long as it is on its way. */
export function useDelivery(id: string) {
  const api = useApi()
  return useQuery({
    queryKey: ['delivery', api.environment, id],
    queryFn: ({ signal }) => api.get<WebhookDeliveryDetails>(deliveryPath(id), undefined, signal),
    refetchInterval: ({ state: { data } }) => data?.state === 'pending' && untilNextLook([data]),
  })
}

export function useResend() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.post<WebhookDeliveryDetails>(`${deliveryPath(id)}/resend`),
    onSuccess: (delivery, id) => {
      queries.setQueryData(['delivery', api.environment, id], delivery)
      void queries.invalidateQueries({ queryKey: ['deliveries', api.environment] })
    },
  })
}
