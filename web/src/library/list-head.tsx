import { ArrowDown, ArrowUp } from 'lucide-react'
import type { AssetFilter } from '../api/assets.ts'
import type { ChangeFilter } from './filter.ts'
import styles from './list-row.module.css'
import { directionOf, sortOf } from './sorts.ts'

const COLUMNS = [
  { column: 'name', title: 'Name', sort: 'name' },
  { column: 'type', title: 'Type' },
  { column: 'bytes', title: 'Size', sort: 'bytes', isNumber: true },
  { column: 'extent', title: 'Dimensions', isNumber: true },
  { column: 'folder', title: 'Folder' },
  { column: 'relations', title: 'Relations', sort: 'relations', isNumber: true },
  { column: 'created_at', title: 'Uploaded', sort: 'created_at', isNumber: true },
] as const

/** The head of the list: what it is sorted by, and can be. */
export function ListHead({ filter, onChange }: { filter: AssetFilter; onChange: ChangeFilter }) {
  const direction = directionOf(filter)
  return (
    <div role="row" className={styles.head} aria-rowindex={1}>
      <span role="columnheader">
        <span className="unseen">Picture</span>
      </span>
      {COLUMNS.map((one) => {
        const { column, title } = one
        const sort = 'sort' in one ? one.sort : undefined
        const isSorted = sort !== undefined && sortOf(filter) === sort
        return (
          <span
            key={column}
            role="columnheader"
            data-column={column}
            className={'isNumber' in one ? styles.number : undefined}
            aria-sort={isSorted ? (direction === 'asc' ? 'ascending' : 'descending') : undefined}
          >
            {sort === undefined ? (
              title
            ) : (
              <button
                type="button"
                className={styles.sort}
                onClick={() =>
                  onChange({ sort, direction: isSorted ? (direction === 'asc' ? 'desc' : 'asc') : undefined })
                }
              >
                {title}
                {isSorted && (direction === 'asc' ? <ArrowUp aria-hidden /> : <ArrowDown aria-hidden />)}
              </button>
            )}
          </span>
        )
      })}
    </div>
  )
}
