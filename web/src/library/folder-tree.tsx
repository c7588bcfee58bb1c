import { ChevronRight, Folder } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { messageOf } from '../api/client.ts'
import { useFolders } from '../api/folders.ts'
import { Button } from '../ui/button.tsx'
import styles from './folder-tree.module.css'

interface FolderTreeProps {
  /** The folder whose folders these are; '' for the root. */
  readonly of?: string
  /** The folder that is shown or chosen: what leads to it is open. */
  readonly current: string
  /** What a folder is: a link, or a button. */
  readonly children: (folder: { readonly path: string; readonly name: string }, content: ReactNode) => ReactNode
}

/** What is dragged and held over a folder for so long may be meant for one within it. */
const HELD_MS = 700

/** Folders within folders, each loaded when it is opened. */
export function FolderTree({ of = '', current, children }: FolderTreeProps) {
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useFolders(of)
  const folders = data?.pages.flatMap((page) => page.folders) ?? []
  if (error) {
    return (
      <p className={styles.none} role="alert">
        {messageOf(error)}{' '}
        <Button size="small" onClick={() => refetch()}>
          Try again
        </Button>
      </p>
    )
  }
  if (isPending) return <p className={styles.none}>Loading …</p>
  if (folders.length === 0) return <p className={styles.none}>{of ? 'No folder in it' : 'There is no folder yet'}</p>
  return (
    <ul className={styles.folders} data-root={of === '' || undefined}>
      {folders.map((folder) => (
        <OneFolder key={folder.path} folder={folder} current={current}>
          {children}
        </OneFolder>
      ))}
      {hasNextPage && (
        <li>
          <Button look="quiet" size="small" busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
            Show more
          </Button>
        </li>
      )}
    </ul>
  )
}

interface OneFolderProps extends Pick<FolderTreeProps, 'current' | 'children'> {
  readonly folder: { readonly path: string; readonly name: string }
}

function OneFolder({ folder, current, children }: OneFolderProps) {
  const { path, name } = folder
  const leadsTo = current.startsWith(`${path}/`)
  const [chosen, setChosen] = useState<boolean>()
  const isOpen = chosen ?? leadsTo
  const opening = useRef<number>(undefined)
  const stay = () => {
    opening.current ??= window.setTimeout(() => setChosen(true), HELD_MS)
  }
  const leave = () => {
    window.clearTimeout(opening.current)
    opening.current = undefined
  }
  useEffect(() => () => window.clearTimeout(opening.current), [])
  return (
    <li>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: whoever drags nothing has the button */}
      <div className={styles.line} onDragOver={stay} onDragLeave={leave} onDrop={leave}>
        <button
          type="button"
          className={styles.opener}
          aria-expanded={isOpen}
          aria-label={`Folders in ${name}`}
          onClick={() => setChosen(!isOpen)}
        >
          <ChevronRight aria-hidden />
        </button>
        {children(
          folder,
          <>
            <Folder aria-hidden />
            <span>{name}</span>
          </>,
        )}
      </div>
      {isOpen && (
        <FolderTree of={path} current={current}>
          {children}
        </FolderTree>
      )}
    </li>
  )
}
