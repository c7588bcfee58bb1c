import { Pause, Play, Radio } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { type Following, type SeenRequest, useLiveRequests } from '../api/requests.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { count, counted } from '../ui/format.ts'
import { Segmented } from '../ui/segmented.tsx'
import { Empty } from '../ui/states.tsx'
import { LongTable } from './long-table.tsx'
import { RequestDialog } from './request-dialog.tsx'
import { isShown, KIND_OPTIONS, METHOD_OPTIONS, type RequestFilter, STATUS_OPTIONS, timeOf } from './request-filter.ts'
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
  const { requests, following, waiting, isPaused, pause } = useLiveRequests()
  const [filter, setFilter] = useState<RequestFilter>({ status: 'all', method: '', kind: '', text: '' })
  const [opened, setOpened] = useState<SeenRequest>()
  const looked = useDeferredValue(filter)
  const shown = useMemo(() => requests.filter((seen) => isShown(seen, looked)), [requests, looked])
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
          {isPaused ? `Go on${waiting > 0 ? ` (${count(waiting)} new)` : ''}` : 'Pause'}
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
      {shown.length === 0 ? (
        <Empty icon={<Radio />} title={requests.length === 0 ? 'Nothing was asked yet' : 'None is like that'}>
          {requests.length === 0
            ? 'Call something with an SDK, or look around in the library: it stands here at once.'
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
