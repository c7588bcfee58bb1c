import { Link } from 'wouter'
import type { SeenRequest } from '../api/requests.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { dateTime } from '../ui/format.ts'
import styles from './developers.module.css'

export function RequestDialog({ request, onClose }: { request: SeenRequest; onClose: () => void }) {
  const { method, path, status, ms, caller, at, request_id, operation, error } = request
  return (
    <Dialog open onClose={onClose} title={`${method}, answered ${status}`}>
      <CopyField label="Path" text={path} />
      <dl className={styles.facts}>
        {error && (
          <>
            <dt>Told</dt>
            <dd className={styles.danger}>{error}</dd>
          </>
        )}
        {operation && (
          <>
            <dt>Operation</dt>
            <dd>
              <Link href={`/developers/api#${operation}`}>{operation}</Link>
            </dd>
          </>
        )}
        <dt>Caller</dt>
        <dd>{caller}</dd>
        <dt>When</dt>
        <dd>{dateTime(at)}</dd>
        <dt>Took</dt>
        <dd>{ms} ms</dd>
      </dl>
      <CopyField label="Request ID" text={request_id} />
    </Dialog>
  )
}
