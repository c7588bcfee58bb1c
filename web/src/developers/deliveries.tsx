import { Send } from 'lucide-react'
import { useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { type DeliveryState, useDeliveries, type WebhookDelivery } from '../api/webhooks.ts'
import { ago } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Empty, Failed, Skeleton } from '../ui/states.tsx'
import styles from './deliveries.module.css'
import { DeliveryDialog } from './delivery-dialog.tsx'
import { StateOfDelivery } from './delivery-state.tsx'
import { eventTitle } from './event-types.ts'
import { LongTable } from './long-table.tsx'

const STATES = [
  { value: 'all', label: 'All' },
  { value: 'pending', label: 'On their way' },
  { value: 'delivered', label: 'Delivered' },
  { value: 'failed', label: 'Given up' },
] as const
type Shown = (typeof STATES)[number]['value']

const COLUMNS = [
  { title: 'State', cell: (delivery: WebhookDelivery) => <StateOfDelivery {...delivery} /> },
  { title: 'Event', cell: ({ event }: WebhookDelivery) => eventTitle(event), opens: true },
  { title: 'To', cell: ({ url }: WebhookDelivery) => <code>{url}</code>, isExtra: true },
  { title: 'Attempts', cell: ({ attempts }: WebhookDelivery) => attempts, isExtra: true, end: true },
  { title: 'When', cell: ({ created_at }: WebhookDelivery) => ago(created_at), end: true },
] as const

const idOf = ({ id }: WebhookDelivery) => id

/** What was sent to receivers, or is to be. */
export function Deliveries() {
  const [params, setParams] = useSearchParams()
  const shown = STATES.find(({ value }) => value === params.get('state'))?.value ?? 'all'
  const opened = params.get('delivery')
  const { data, error, refetch, hasNextPage, fetchNextPage } = useDeliveries(
    shown === 'all' ? undefined : (shown satisfies DeliveryState),
  )
  const rows = useMemo(() => data?.pages.flatMap(({ deliveries }) => deliveries), [data])
  const set = (name: string, value: string | undefined) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (value === undefined) next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  return (
    <Section
      title="Deliveries"
      about="Those of the last 7 days, newest first."
      actions={
        <Segmented<Shown>
          label="State"
          value={shown}
          onChange={(value) => set('state', value === 'all' ? undefined : value)}
          options={STATES}
        />
      }
    >
      {error ? (
        <Failed what="The deliveries" error={error} onRetry={refetch} />
      ) : !rows ? (
        <Skeleton height="9rem" />
      ) : rows.length === 0 ? (
        <Empty icon={<Send />} title={shown === 'all' ? 'Nothing was sent yet' : 'None of them'}>
          {shown === 'all' ? 'What happens from now on is sent to the webhooks above.' : 'Look at all of them instead.'}
        </Empty>
      ) : (
        <LongTable
          label="What was sent"
          className={styles.deliveries}
          columns={COLUMNS}
          rows={rows}
          keyOf={idOf}
          onOpen={({ id }) => set('delivery', id)}
          {...(hasNextPage && { onEnd: fetchNextPage })}
        />
      )}
      {opened && <DeliveryDialog id={opened} onClose={() => set('delivery', undefined)} />}
    </Section>
  )
}
