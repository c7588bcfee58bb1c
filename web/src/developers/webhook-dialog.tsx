import type { FormEvent } from 'react'
import { messageOf } from '../api/client.ts'
import { useWebhookChanges, type Webhook } from '../api/webhooks.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox, Field, Select } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import styles from './developers.module.css'
import { EVENT_OPTIONS } from './event-types.ts'

/** Makes a webhook, or changes one. */
export function WebhookDialog({ webhook, onClose }: { webhook: Webhook | undefined; onClose: () => void }) {
  const { create, update } = useWebhookChanges()
  const change = webhook ? update : create
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const values = {
      url: String(data.get('url')).trim(),
      event: String(data.get('event')) as Webhook['event'],
      additive: data.get('additive') !== null,
    }
    const onSuccess = () => {
      toast(webhook ? 'The webhook is changed' : 'The webhook is told of what happens from now on')
      onClose()
    }
    if (webhook) update.mutate({ id: webhook.id, ...values }, { onSuccess })
    else create.mutate(values, { onSuccess })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={webhook ? 'Edit the webhook' : 'New webhook'}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="webhook" busy={change.isPending}>
            {webhook ? 'Save' : 'Make it'}
          </Button>
        </>
      }
    >
      <form id="webhook" className={styles.form} onSubmit={submit}>
        <Field
          label="URL"
          name="url"
          type="url"
          required
          autoFocus
          autoComplete="off"
          defaultValue={webhook?.url}
          placeholder="https://example.com/changed"
          error={change.error ? messageOf(change.error) : undefined}
        />
        <Select label="Told of" name="event" options={EVENT_OPTIONS} defaultValue={webhook?.event ?? 'all'} />
        <Checkbox
          name="additive"
          defaultChecked={webhook?.additive ?? false}
          label="Also of what a call has a notification URL of its own for"
        />
      </form>
    </Dialog>
  )
}
