import { Bookmark, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { messageOf } from '../api/client.ts'
import { useMay } from '../api/environment.ts'
import {
  filterOfSaved,
  type SavedSearch,
  useForgetSearch,
  useRenameSearch,
  useSavedSearches,
  useSaveSearch,
} from '../api/searches.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { filterOf, paramsOf, type View } from './filter.ts'
import tree from './folder-tree.module.css'
import { NameDialog } from './name-dialog.tsx'
import styles from './side-panel.module.css'

/** The searches that are kept, to open, rename and forget. */
export function SavedSearches({ view }: { view: View }) {
  const { data: searches, error } = useSavedSearches()
  const { edit } = useMay()
  const [params] = useSearchParams()
  const here = paramsOf(filterOf(params)).toString()
  const [renamed, setRenamed] = useState<SavedSearch>()
  const save = useSaveSearch()
  const rename = useRenameSearch()
  const forget = useForgetSearch()

  const onForget = (search: SavedSearch) =>
    forget.mutate(search, {
      onSuccess: () =>
        toast(`Forgot the search ${search.name}`, {
          action: { label: 'Undo', run: () => save.mutate({ name: search.name, filter: filterOfSaved(search) }) },
        }),
      onError: (why) => toastError('The search could not be deleted', why),
    })

  if (error) return <p className={styles.none}>{messageOf(error)}</p>
  if (!searches) return null
  if (searches.length === 0) {
    return <p className={styles.none}>{edit ? 'Search or filter, then save it here.' : 'None yet.'}</p>
  }
  return (
    <>
      <ul>
        {searches.map((search) => {
          const params = paramsOf(filterOfSaved(search))
          const isHere = params.toString() === here
          return (
            <li key={search.name} className={styles.saved}>
              <Link
                href={`/library?${paramsOf(filterOfSaved(search), view)}`}
                className={tree.item}
                aria-current={isHere ? 'page' : undefined}
              >
                <Bookmark aria-hidden />
                <span>{search.name}</span>
              </Link>
              {edit && (
                <Menu
                  trigger={
                    <IconButton label={`Change the search ${search.name}`} size="small">
                      <Ellipsis />
                    </IconButton>
                  }
                >
                  <MenuItem icon={<Pencil />} onSelect={() => setRenamed(search)}>
                    Rename
                  </MenuItem>
                  <MenuItem icon={<Trash2 />} danger onSelect={() => onForget(search)}>
                    Delete
                  </MenuItem>
                </Menu>
              )}
            </li>
          )
        })}
      </ul>
      {renamed && (
        <NameDialog
          title="Rename the search"
          name={renamed.name}
          taken={searches.map(({ name }) => name)}
          onClose={() => setRenamed(undefined)}
          onName={(name) =>
            rename.mutate({ search: renamed, name }, { onError: (why) => toastError('It could not be renamed', why) })
          }
        />
      )}
    </>
  )
}

/** Keeps what is shown under a name. */
export function SaveSearchDialog({ onClose }: { onClose: () => void }) {
  const { data: searches = [] } = useSavedSearches()
  const save = useSaveSearch()
  const [params] = useSearchParams()
  const filter = filterOf(params)
  return (
    <NameDialog
      title="Save this search"
      name={filter.q ?? filter.tag?.join(', ') ?? filter.folder?.split('/').at(-1) ?? ''}
      taken={searches.map(({ name }) => name)}
      onClose={onClose}
      onName={(name) =>
        save.mutate(
          { name, filter },
          {
            onSuccess: () => toast(`Saved the search ${name}`),
            onError: (why) => toastError('The search could not be saved', why),
          },
        )
      }
    />
  )
}
