import { ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { CopyField } from '../ui/copy-field.tsx'
import { Table } from '../ui/table.tsx'
import { curlOf } from './curl.ts'
import { answerOf, type Operation, parametersOf, type Row } from './operations.ts'
import styles from './reference.module.css'
import { useAccess } from './use-access.ts'

interface OperationRowProps {
  readonly operation: Operation
  readonly isOpen: boolean
  readonly onToggle: () => void
}

/** An operation in a line, and all of it once that is pressed. */
export const OperationRow = memo(
  ({ operation, isOpen, onToggle }: OperationRowProps) => {
    const { name, summary, method, addresses } = operation
    return (
      <article id={name} className={styles.operation}>
        <h3>
          <button type="button" className={styles.line} aria-expanded={isOpen} onClick={onToggle}>
            <ChevronRight aria-hidden className={styles.arrow} />
            <span className={`${styles.method} ${styles[method.toLowerCase()] ?? ''}`}>{method}</span>
            <code className={styles.path}>{shortOf(addresses[0]!.path)}</code>
            <span className={styles.summary}>{summary}</span>
          </button>
        </h3>
        {isOpen && <Details {...operation} />}
      </article>
    )
  },
  (before, after) =>
    before.operation === after.operation && before.isOpen === after.isOpen && after.onToggle !== undefined,
)

/** Of a path below the root of its API. */
const shortOf = (path: string): string => path.replace(/^\/(v1_1|api\/v1)\/\{cloud_name\}/, '')

function Details({ name, summary, addresses }: Operation) {
  const access = useAccess()
  const address = addresses[0]!
  const parameters = parametersOf(address)
  const answer = answerOf(address)
  return (
    <div className={styles.details}>
      <p>
        <code>{name}</code>: {summary}.
      </p>
      <ul className={styles.paths} aria-label="Addresses">
        {addresses.map(({ method, path }) => (
          <li key={path}>
            <code>
              {method} {path}
            </code>
          </li>
        ))}
      </ul>
      <CopyField label="curl" text={curlOf(address, access)} />
      {parameters.length > 0 ? (
        <Rows title="Parameters" of={name} rows={parameters} />
      ) : (
        <p className={styles.soft}>It takes no parameters.</p>
      )}
      {answer.length > 0 ? (
        <Rows title="Answer" of={name} rows={answer} isAnswer />
      ) : (
        <p className={styles.soft}>What it answers is as Cloudinary documents it, or a file or a stream.</p>
      )}
      <Errors {...address} />
    </div>
  )
}

function Rows({ title, of, rows, isAnswer }: { title: string; of: string; rows: readonly Row[]; isAnswer?: boolean }) {
  return (
    <section>
      <h4>{title}</h4>
      <Table
        label={`${title} of ${of}`}
        columns={[{ title: 'Name' }, { title: 'Type' }, { title: isAnswer ? 'What it is' : 'What it does' }]}
      >
        {rows.map(({ name, type, description, isRequired }) => (
          <tr key={name}>
            <td>
              <code>{name}</code>
              {isRequired && !isAnswer && <span className={styles.required}>required</span>}
            </td>
            <td className={styles.type}>{type}</td>
            <td className={styles.description}>
              <Words text={description} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

/** Between backticks, names. */
const Words = ({ text }: { text: string }) =>
  text.split('`').map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))

function Errors({ tags, responses }: Operation['addresses'][number]) {
  const isOwn = tags[0] === 'relata' || tags[0] === 'account'
  const error = isOwn ? '{"error": {"code": "…", "message": "…"}}' : '{"error": {"message": "…"}}'
  return (
    <section>
      <h4>Errors</h4>
      <p className={styles.soft}>
        4xx and 5xx: <code>{error}</code>. {responses['4XX']?.description}.
      </p>
    </section>
  )
}
