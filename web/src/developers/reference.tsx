import { SearchX } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useOpenApi } from '../api/openapi.ts'
import { Field } from '../ui/field.tsx'
import { count } from '../ui/format.ts'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { OperationRow } from './operation-row.tsx'
import { groupsOf, operationsOf } from './operations.ts'
import styles from './reference.module.css'

const named = (): string => window.location.hash.slice(1)

/** All that the server can be asked, from what it says of itself. */
export function Reference() {
  const { data, error, refetch } = useOpenApi()
  const [text, setText] = useState('')
  const looked = useDeferredValue(text)
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set([named()]))
  const operations = useMemo(() => data && operationsOf(data), [data])
  const groups = useMemo(() => operations && groupsOf(operations, looked), [operations, looked])

  const isThere = operations !== undefined
  useEffect(() => {
    if (!isThere) return
    const goTo = () => {
      const name = named()
      if (name === '') return
      setOpened((before) => new Set(before).add(name))
      document.getElementById(name)?.scrollIntoView({ block: 'start' })
    }
    goTo()
    window.addEventListener('hashchange', goTo)
    return () => window.removeEventListener('hashchange', goTo)
  }, [isThere])

  if (error) return <Failed what="The description of the API" error={error} onRetry={refetch} />
  if (!groups) return <Loading what="the description of the API" />
  const toggle = (name: string) => {
    const next = new Set(opened)
    const isOpen = !next.delete(name)
    if (isOpen) next.add(name)
    setOpened(next)
    // The address of what is looked at, without a step back for each.
    if (isOpen) window.history.replaceState(window.history.state, '', `#${name}`)
  }
  return (
    <div className={styles.reference}>
      <div className={styles.tools}>
        <div className={styles.search}>
          <Field
            label="Search the operations"
            bare
            type="search"
            placeholder="Search names, paths, parameters"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </div>
        <nav className={styles.groups} aria-label="Groups">
          {groups.map(({ id, title, operations }) => (
            <a
              key={id}
              href={`#${id}-operations`}
              onClick={(event) => {
                event.preventDefault()
                document.getElementById(`${id}-operations`)?.scrollIntoView({ block: 'start' })
              }}
            >
              {title} <span className={styles.count}>{count(operations.length)}</span>
            </a>
          ))}
        </nav>
        <a href="/openapi.json" className={styles.document}>
          openapi.json
        </a>
      </div>
      {groups.length === 0 && (
        <Empty icon={<SearchX />} title="No operation is like that">
          All words have to be in its name, path, summary or parameters.
        </Empty>
      )}
      {groups.map(({ id, title, operations }) => (
        <section key={id} id={`${id}-operations`} className={styles.group} aria-label={title}>
          <h2>{title}</h2>
          {operations.map((operation) => (
            <OperationRow
              key={operation.name}
              operation={operation}
              isOpen={opened.has(operation.name)}
              onToggle={() => toggle(operation.name)}
            />
          ))}
        </section>
      ))}
    </div>
  )
}
