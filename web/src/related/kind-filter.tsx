import { count, kindTitle } from '../ui/format.ts'
import styles from './related-panel.module.css'

interface KindFilterProps {
  readonly counts: Readonly<Record<string, number>>
  readonly only: string
  readonly onChange: (kind: string) => void
}

/** Shows one kind alone, and says how many there are of each. */
export function KindFilter({ counts, only, onChange }: KindFilterProps) {
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0)
  return (
    <select
      className={styles.filter}
      aria-label="Kinds that are shown"
      value={only}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">All kinds ({count(total)})</option>
      {Object.entries(counts).map(([kind, n]) => (
        <option key={kind} value={kind}>
          {kindTitle(kind)} ({count(n)})
        </option>
      ))}
    </select>
  )
}
