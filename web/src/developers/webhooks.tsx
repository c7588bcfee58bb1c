import { Pencil, Plus, Trash2, WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import { useWebhookChanges, useWebhooks, type Webhook } from '../api/webhooks.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { date } from '../ui/format.ts'
import { Section, Sections } from '../ui/section.tsx'
import { Empty, Failed, Skeleton } from '../ui/states.tsx'
import { EndCell, Table } from '../ui/table.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { Deliveries } from './deliveries.tsx'
import styles from './developers.module.css'
import { eventTitle } from './event-types.ts'
import { WebhookDialog } from './webhook-dialog.tsx'

/** Who is told of what happens here, and what became of telling them. */
export function Webhooks() {
  const { data: webhooks, error, refetch } = useWebhooks()
  const { create, remove } = useWebhookChanges()
  const [edited, setEdited] = useState<Webhook | 'new'>()
  const bringBack = async ({ url, event, additive }: Webhook) => {
    try {
      await create.mutateAsync({ url, event, additive })
    } catch (error) {
      toastError('The webhook is not back', error)
    }
  }
  const onRemove = async (webhook: Webhook) => {
    try {
      await remove.mutateAsync(webhook.id)
      toast('The webhook is removed', {
        more: webhook.url,
        action: { label: 'Undo', run: () => bringBack(webhook) },
      })
    } catch (error) {
      toastError('The webhook was not removed', error)
    }
  }
  return (
    <div className={styles.part}>
      <Sections>
        <Section
          title="Webhooks"
          about="URLs that are told of each change at least once, and in order, until they answer."
          actions={
            <Button look="primary" icon={<Plus />} onClick={() => setEdited('new')}>
              New webhook
            </Button>
          }
        >
          {error ? (
            <Failed what="The list" error={error} onRetry={refetch} />
          ) : !webhooks ? (
            <Skeleton height="9rem" />
          ) : webhooks.length === 0 ? (
            <Empty icon={<WebhookIcon />} title="Nobody is told of anything yet">
              Make a webhook, and a program of yours knows when something is uploaded, related or deleted.
            </Empty>
          ) : (
            <WebhookTable webhooks={webhooks} onEdit={setEdited} onRemove={onRemove} />
          )}
        </Section>
        <Deliveries />
      </Sections>
      {edited && <WebhookDialog webhook={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </div>
  )
}

interface WebhookTableProps {
  readonly webhooks: readonly Webhook[]
  readonly onEdit: (webhook: Webhook) => void
  readonly onRemove: (webhook: Webhook) => void
}

function WebhookTable({ webhooks, onEdit, onRemove }: WebhookTableProps) {
  return (
    <Table
      label="URLs that are told"
      stacks
      columns={[{ title: 'URL' }, { title: 'Told of' }, { title: 'Since' }, { title: 'Change', bare: true, end: true }]}
    >
      {webhooks.map((webhook) => (
        <tr key={webhook.id}>
          <td className={styles.address}>
            <code>{webhook.url}</code>
          </td>
          <td className={styles.words} data-title="Told of">
            {eventTitle(webhook.event)}
          </td>
          <td className={styles.keep} data-title="Since">
            {date(webhook.created_at)}
          </td>
          <EndCell>
            <IconButton label={`Edit ${webhook.url}`} onClick={() => onEdit(webhook)}>
              <Pencil />
            </IconButton>
            <IconButton label={`Remove ${webhook.url}`} onClick={() => onRemove(webhook)}>
              <Trash2 />
            </IconButton>
          </EndCell>
        </tr>
      ))}
    </Table>
  )
}
