import { ChevronRight } from 'lucide-react'
import { Link } from 'wouter'
import type { AssetFilter } from '../api/assets.ts'
import styles from './breadcrumb.module.css'
import { paramsOf, type View } from './filter.ts'

/** The way to the folder that is shown; the last of it is the title of the view. */
export function Breadcrumb({ filter, view }: { filter: AssetFilter; view: View }) {
  const parts = filter.folder?.split('/') ?? []
  const last = parts.at(-1)
  if (last === undefined) return <h1 className={styles.title}>Library</h1>
  const { folder: _, subfolders: __, ...rest } = filter
  const hrefOf = (folder: string) => `/library?${paramsOf(folder ? { ...rest, folder } : rest, view)}`
  return (
    <div className={styles.crumbs}>
      <nav aria-label="Folders above" className={styles.above}>
        <Link href={hrefOf('')}>Library</Link>
        <ChevronRight aria-hidden />
        {parts.slice(0, -1).map((part, i) => (
          <span key={parts.slice(0, i + 1).join('/')} className={styles.part}>
            <Link href={hrefOf(parts.slice(0, i + 1).join('/'))}>{part}</Link>
            <ChevronRight aria-hidden />
          </span>
        ))}
      </nav>
      <h1 className={styles.title}>{last}</h1>
    </div>
  )
}
