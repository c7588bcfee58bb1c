import type { ReactNode } from 'react'
import styles from './table.module.css'

interface TableProps {
  /** What it lists: read by screen readers. */
  readonly label: string
  readonly columns: readonly { readonly title: string; readonly end?: boolean; readonly bare?: boolean }[]
  /** Whether on small screens the cells of a row stand below each other, and its end beside them: each after its `data-title`. */
  readonly stacks?: boolean
  readonly children: ReactNode
}

/** A plain table; where there is no room, it scrolls by itself and not the page. */
export function Table({ label, columns, stacks, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <div className={styles.frame} tabIndex={0}>
      <table className={styles.table} data-stacks={stacks}>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr>
            {columns.map(({ title, end, bare }) => (
              <th key={title} scope="col" className={end ? styles.end : undefined}>
                {bare ? <span className="unseen">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

/** A cell at the end of its row: numbers, and what can be done with the row. */
export const EndCell = ({ children }: { children: ReactNode }) => (
  <td className={styles.end}>
    <div className={styles.actions}>{children}</div>
  </td>
)
