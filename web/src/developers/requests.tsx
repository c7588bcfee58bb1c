import { Pause, Play, Radio } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { type Following, type SeenRequest, useLiveRequests } from '../api/requests.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { count, counted } from '../ui/format.ts'
import { Segmented } from '../ui/segmented.tsx'
import { Empty, Skeleton } from '../ui/states.tsx'
import { LongTable } from './long-table.tsx'
import { RequestDialog } from './request-dialog.tsx'
import {
  isOfSender,
  isShown,
  KIND_OPTIONS,
  METHOD_OPTIONS,
  type RequestFilter,
  SENDER_OPTIONS,
  STATUS_OPTIONS,
  timeOf,
} from './request-filter.ts'
import styles from './requests.module.css'
import { Summary } from './requests-summary.tsx'

const STATES: Readonly<Record<Following, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Connection lost: trying again',
  refused: 'Not let in: load the page anew',
}

const COLUMNS = [
  { title: 'Time', cell: ({ at }: SeenRequest) => timeOf(at), isExtra: true },
  { title: 'Status', cell: (seen: SeenRequest) => <Status {...seen} /> },
  { title: 'Request', cell: (seen: SeenRequest) => <What {...seen} />, opens: true },
  { title: 'Caller', cell: ({ caller }: SeenRequest) => caller, isExtra: true },
  { title: 'ms', cell: ({ ms }: SeenRequest) => count(ms < 10 ? ms : Math.round(ms)), end: true },
  { title: 'Request ID', cell: ({ request_id }: SeenRequest) => <code>{request_id}</code>, isExtra: true },
] as const

const idOf = ({ id }: SeenRequest) => id

/** What programs and people ask of this environment, as they ask it. */
export function Requests() {
  const { requests: all, following, waiting, isPaused, pause } = useLiveRequests()
  const [filter, setFilter] = useState<RequestFilter>({
    ...{ sender: 'programs', status: 'all', method: '', kind: '', text: '' },
  })
  const [opened, setOpened] = useState<SeenRequest>()
  const looked = useDeferredValue(filter)
  const requests = useMemo(() => all.filter((seen) => isOfSender(seen, looked)), [all, looked])
  const shown = useMemo(() => requests.filter((seen) => isShown(seen, looked)), [requests, looked])
  const fresh = waiting.filter((seen) => isOfSender(seen, looked)).length
  const set = (change: Partial<RequestFilter>) => setFilter((before) => ({ ...before, ...change }))
  return (
    <section className={styles.requests} aria-label="Live requests">
      <div className={styles.tools}>
        <Segmented
          label="Status"
          value={filter.status}
          onChange={(status) => set({ status })}
          options={STATUS_OPTIONS}
        />
        <Select
          label="Sent by"
          bare
          value={filter.sender}
          onChange={({ target }) => set({ sender: target.value })}
          options={SENDER_OPTIONS}
        />
        <Select
          label="Method"
          bare
          value={filter.method}
          onChange={({ target }) => set({ method: target.value })}
          options={METHOD_OPTIONS}
        />
        <Select
          label="Of what"
          bare
          value={filter.kind}
          onChange={({ target }) => set({ kind: target.value })}
          options={KIND_OPTIONS}
        />
        <div className={styles.text}>
          <Field
            label="Path, caller, request ID or error"
            bare
            type="search"
            placeholder="Path, caller, ID, error"
            value={filter.text}
            onChange={({ target }) => set({ text: target.value })}
          />
        </div>
        <Button icon={isPaused ? <Play /> : <Pause />} onClick={() => pause(!isPaused)}>
          {isPaused ? `Go on${fresh > 0 ? ` (${count(fresh)} new)` : ''}` : 'Pause'}
        </Button>
      </div>
      <p className={styles.state}>
        <span className={following === 'live' && !isPaused ? styles.live : styles.still} aria-hidden />
        <span role="status">{isPaused ? 'Paused' : STATES[following]}</span>
        <span className={styles.count}>
          {shown.length === requests.length
            ? counted(shown.length, 'request')
            : `${count(shown.length)} of ${counted(requests.length, 'request')}`}
        </span>
      </p>
      <Summary requests={shown} />
      {following === 'connecting' ? (
        <Skeleton height="12rem" />
      ) : shown.length === 0 ? (
        <Empty icon={<Radio />} title={requests.length === 0 ? 'Nothing was asked yet' : 'None is like that'}>
          {requests.length === 0
            ? `${filter.sender === 'page' ? 'Look around in the library' : 'Call something with an SDK'}: it stands here at once.`
            : 'Change what is looked for, or wait for one to come.'}
        </Empty>
      ) : (
        <LongTable
          label="Requests"
          className={styles.table}
          columns={COLUMNS}
          rows={shown}
          keyOf={idOf}
          onOpen={setOpened}
        />
      )}
      {opened && <RequestDialog request={opened} onClose={() => setOpened(undefined)} />}
    </section>
  )
}

function Status({ status }: SeenRequest) {
  const look = status >= 500 ? styles.broken : status >= 400 ? styles.refused : styles.done
  return <span className={look}>{status}</span>
}

function What({ method, path, operation, kind, error }: SeenRequest) {
  return (
    <>
      <code className={styles.path}>
        {method} {path}
      </code>
      <span className={styles.more}>
        {operation ?? (kind === 'delivery' ? 'File' : kind)}
        {error && <span className={styles.error}> · {error}</span>}
      </span>
    </>
  )
}
