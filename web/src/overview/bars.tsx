import type { ReactNode } from 'react'
import styles from './bars.module.css'

export interface Bar {
  readonly key: string
  readonly label: ReactNode
  readonly value: number
  /** The value in words. */
  readonly text: string
  readonly color: string
}

/** Amounts beside one another: each bar as long as its share of the longest. */
export function Bars({ bars }: { bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  return (
    <ul className={styles.bars}>
      {bars.map(({ key, label, value, text, color }) => (
        <li key={key}>
          <span className={styles.label}>{label}</span>
          <span className={styles.text}>{text}</span>
          <span className={styles.rail} aria-hidden>
            <span style={{ width: `${(value / most) * 100}%`, background: color }} />
          </span>
        </li>
      ))}
    </ul>
  )
}
