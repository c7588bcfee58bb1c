import { messageOf } from '../api/client.ts'
import { useDelivery, useResend, type WebhookDeliveryDetails } from '../api/webhooks.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { counted, dateTime } from '../ui/format.ts'
import { Skeleton } from '../ui/states.tsx'
import { toastError } from '../ui/toast.tsx'
import { StateOfDelivery } from './delivery-state.tsx'
import styles from './developers.module.css'
import { eventTitle } from './event-types.ts'

/** What is sent, how often it was tried, what was answered; and once more, if asked. */
export function DeliveryDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: delivery, error } = useDelivery(id)
  const resend = useResend()
  const again = () => resend.mutate(id, { onError: (error) => toastError('It was not sent again', error) })
  return (
    <Dialog
      open
      onClose={onClose}
      size="wide"
      title={delivery ? eventTitle(delivery.event) : 'Delivery'}
      actions={
        <Button onClick={again} busy={resend.isPending} disabled={!delivery}>
          {delivery?.state === 'pending' ? 'Send it now' : 'Send it again'}
        </Button>
      }
    >
      {error ? (
        <p role="alert">{messageOf(error)}</p>
      ) : delivery ? (
        <Details {...delivery} />
      ) : (
        <Skeleton height="12rem" />
      )}
    </Dialog>
  )
}

function Details(delivery: WebhookDeliveryDetails) {
  const { created_at, url, attempts, status, error, next_attempt_at, answer, body } = delivery
  return (
    <>
      <dl className={styles.facts}>
        <dt>State</dt>
        <dd>
          <span role="status">
            <StateOfDelivery {...delivery} />
          </span>
        </dd>
        <dt>To</dt>
        <dd>
          <code>{url}</code>
        </dd>
        <dt>Happened</dt>
        <dd>{dateTime(created_at)}</dd>
        <dt>Tried</dt>
        <dd>
          {attempts === 0 ? 'Not yet' : counted(attempts, 'time')}
          {next_attempt_at && `, next at ${dateTime(next_attempt_at)}`}
        </dd>
        {error && (
          <>
            <dt>Failed</dt>
            <dd className={styles.danger}>{error}</dd>
          </>
        )}
        {status !== undefined && (
          <>
            <dt>Answered</dt>
            <dd>{status}</dd>
          </>
        )}
      </dl>
      {answer && <CopyField label="Last answer" text={answer} />}
      <CopyField label="What is sent" text={JSON.stringify(body, null, 2)} />
    </>
  )
}
