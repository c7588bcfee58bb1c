import type { ReactNode } from 'react'
import { type Kind, kindColor } from '../api/kinds.ts'
import { count, kindTitle } from '../ui/format.ts'
import { iconOf } from '../ui/thumb.tsx'
import styles from './legend.module.css'
import type { Model } from './model.ts'

interface LegendProps {
  readonly model: Model
  readonly kinds: readonly Kind[]
  readonly shownKinds: readonly string[] | undefined
  readonly shownTypes: readonly string[] | undefined
  readonly onKinds: (shown: readonly string[] | undefined) => void
  readonly onTypes: (shown: readonly string[] | undefined) => void
}

const TYPES: Readonly<Record<string, string>> = { image: 'Images', video: 'Videos', raw: 'Other files' }

/** What the colours mean, how many there are of each, and which of them are shown. */
export function Legend({ model, kinds, shownKinds, shownTypes, onKinds, onTypes }: LegendProps) {
  const ofKinds = counts(model.edges, ({ kind }) => kind)
  const ofTypes = counts([...model.assets.values()], ({ resource_type }) => resource_type)
  if (ofKinds.length === 0) return null
  return (
    <div className={styles.legend}>
      <Group
        label="Kinds of relations"
        entries={ofKinds}
        shown={shownKinds}
        onShown={onKinds}
        titleOf={kindTitle}
        markOf={(kind) => <span className={styles.line} style={{ background: kindColor(kinds, kind) }} aria-hidden />}
      />
      {ofTypes.length > 1 && (
        <Group
          label="Types of assets"
          entries={ofTypes}
          shown={shownTypes}
          onShown={onTypes}
          titleOf={(type) => TYPES[type] ?? type}
          markOf={(type) => {
            const Icon = iconOf({ resource_type: type, format: undefined })
            return <Icon aria-hidden />
          }}
        />
      )}
    </div>
  )
}

interface GroupProps {
  readonly label: string
  readonly entries: readonly (readonly [string, number])[]
  readonly shown: readonly string[] | undefined
  readonly onShown: (shown: readonly string[] | undefined) => void
  readonly titleOf: (name: string) => string
  readonly markOf: (name: string) => ReactNode
}

function Group({ label, entries, shown, onShown, titleOf, markOf }: GroupProps) {
  const isShown = (name: string) => shown?.includes(name) ?? true
  const toggle = (toggled: string) => {
    const next = entries.map(([name]) => name).filter((name) => (name === toggled ? !isShown(name) : isShown(name)))
    onShown(next.length === entries.length ? undefined : next)
  }
  return (
    <fieldset className={styles.group}>
      <legend className="unseen">{label}</legend>
      {entries.map(([name, n]) => (
        <button
          key={name}
          type="button"
          className={styles.entry}
          aria-pressed={isShown(name)}
          onClick={() => toggle(name)}
        >
          {markOf(name)}
          <span className={styles.name}>{titleOf(name)}</span>
          <span className={styles.count}>{count(n)}</span>
        </button>
      ))}
    </fieldset>
  )
}

/** Most first. */
function counts<Item>(items: readonly Item[], nameOf: (item: Item) => string): [string, number][] {
  const counted = new Map<string, number>()
  for (const item of items) counted.set(nameOf(item), (counted.get(nameOf(item)) ?? 0) + 1)
  return [...counted].sort(([, a], [, b]) => b - a)
}
