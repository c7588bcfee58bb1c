import { Images, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { AssetFilter } from '../api/assets.ts'
import { useMay } from '../api/environment.ts'
import { IconButton } from '../ui/button.tsx'
import { Checkbox } from '../ui/field.tsx'
import { useReturnFocus } from '../ui/return-focus.ts'
import { TAKES_FILES } from '../upload/drop-zones.tsx'
import { type ChangeFilter, paramsOf, type View } from './filter.ts'
import { FolderLink } from './folder-link.tsx'
import { FolderTree } from './folder-tree.tsx'
import { SavedSearches } from './saved-searches.tsx'
import styles from './side-panel.module.css'

interface SidePanelProps {
  readonly filter: AssetFilter
  readonly view: View
  readonly onChange: ChangeFilter
}

/** Folders and saved searches. Where there is room it stands beside the grid, else it comes over it. */
export function SidePanel({ isOpen, onClose, ...props }: SidePanelProps & { isOpen: boolean; onClose: () => void }) {
  const isWide = useIsWide()
  const returnFocus = useReturnFocus(isOpen)
  if (isWide) {
    return isOpen ? (
      <aside className={styles.panel} aria-label="Folders and searches" {...TAKES_FILES}>
        <Content {...props} />
      </aside>
    ) : null
  }
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={styles.sheet} aria-describedby={undefined} onCloseAutoFocus={returnFocus}>
          <header>
            <Dialog.Title>Folders</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label="Close">
                <X />
              </IconButton>
            </Dialog.Close>
          </header>
          <Content {...props} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Content({ filter, view, onChange }: SidePanelProps) {
  const { edit } = useMay()
  const { folder: current = '', subfolders: _, ...rest } = filter
  return (
    <>
      <section className={styles.section}>
        <FolderLink
          href={`/library${withQuestion(paramsOf(rest, view))}`}
          path=""
          isCurrent={current === ''}
          takesDrops={edit}
        >
          <Images aria-hidden />
          <span>All assets</span>
        </FolderLink>
        <FolderTree current={current}>
          {(folder, content) => (
            <FolderLink
              href={`/library?${paramsOf({ ...rest, folder: folder.path, ...(filter.subfolders && { subfolders: true }) }, view)}`}
              path={folder.path}
              isCurrent={folder.path === current}
              takesDrops={edit}
            >
              {content}
            </FolderLink>
          )}
        </FolderTree>
        {current !== '' && (
          <div className={styles.below}>
            <Checkbox
              label="With the folders below"
              checked={filter.subfolders === true}
              onChange={({ target }) => onChange({ subfolders: target.checked || undefined })}
            />
          </div>
        )}
      </section>
      <section className={styles.section}>
        <h2>Saved searches</h2>
        <SavedSearches view={view} />
      </section>
    </>
  )
}

const withQuestion = (params: URLSearchParams): string => (params.size > 0 ? `?${params}` : '')

const WIDE = window.matchMedia('(min-width: 1000px)')

function useIsWide(): boolean {
  return useSyncExternalStore(
    (tell) => {
      WIDE.addEventListener('change', tell)
      return () => WIDE.removeEventListener('change', tell)
    },
    () => WIDE.matches,
  )
}

/** Whether the panel is open: as it was left where it stands beside the grid, closed where it would be in the way. */
export function usePanel(address: string) {
  const isWide = useIsWide()
  const [isOpenWide, setOpenWide] = useState(() => localStorage.getItem('folders') !== 'closed')
  const [isSheet, setSheet] = useState(false)
  // What was chosen in the sheet is behind it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: going elsewhere closes it
  useEffect(() => setSheet(false), [address])
  return {
    isOpen: isWide ? isOpenWide : isSheet,
    close: () => setSheet(false),
    toggle: () => {
      if (!isWide) return setSheet((isOpen) => !isOpen)
      localStorage.setItem('folders', isOpenWide ? 'closed' : 'open')
      setOpenWide(!isOpenWide)
    },
  }
}
