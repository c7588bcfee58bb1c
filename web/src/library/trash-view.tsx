import { Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '../api/environment.ts'
import { type DeletedAsset, useBringBack, useTrash } from '../api/trash.ts'
import { PageHead } from '../shell/page-head.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/field.tsx'
import { counted } from '../ui/format.ts'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { titleOf } from '../ui/thumb.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { TrashList } from './trash-list.tsx'
import styles from './trash-view.module.css'

/** What was deleted and can be brought back, with the relations that wait for it. */
export function TrashView() {
  const { edit } = useMay()
  const trash = useTrash()
  const bringBack = useBringBack()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const deleted = trash.data?.pages.flatMap((page) => page.deleted) ?? []
  const selected = deleted.filter(({ asset }) => chosen.has(asset.asset_id))

  const restore = (entries: readonly DeletedAsset[]) => {
    setChosen(new Set())
    bringBack.mutate(
      entries.map(({ asset }) => asset.asset_id),
      {
        onSuccess: (results) => tell(entries, results),
        onError: (error) => toastError('Nothing was brought back', error),
      },
    )
  }
  const toggle = (id: string) =>
    setChosen((before) => {
      const after = new Set(before)
      if (!after.delete(id)) after.add(id)
      return after
    })

  return (
    <>
      <PageHead
        title="Trash"
        about="Deleted assets wait here with their relations. Related assets come back to one another once both are there."
        actions={
          edit &&
          selected.length > 0 && (
            <>
              <Button onClick={() => setChosen(new Set())}>Select none</Button>
              <Button look="primary" icon={<Undo2 />} onClick={() => restore(selected)}>
                Restore {counted(selected.length, 'asset')}
              </Button>
            </>
          )
        }
      />
      {trash.error ? (
        <Failed what="The trash" error={trash.error} onRetry={trash.refetch} />
      ) : trash.isPending ? (
        <Loading what="the trash" />
      ) : deleted.length === 0 ? (
        <Empty icon={<Trash2 />} title="The trash is empty">
          What is deleted can be brought back from here for a while.
        </Empty>
      ) : (
        <>
          {edit && deleted.length > 1 && (
            <div className={styles.all}>
              <Checkbox
                label={trash.hasNextPage ? 'All that are loaded' : 'All'}
                checked={selected.length === deleted.length}
                onChange={({ target }) =>
                  setChosen(new Set(target.checked ? deleted.map(({ asset }) => asset.asset_id) : []))
                }
              />
            </div>
          )}
          <TrashList
            deleted={deleted}
            chosen={chosen}
            onToggle={edit ? toggle : undefined}
            onRestore={edit ? (entry) => restore([entry]) : undefined}
          />
          {trash.hasNextPage && (
            <div className={styles.more}>
              <Button busy={trash.isFetchingNextPage} onClick={() => trash.fetchNextPage()}>
                Show more
              </Button>
            </div>
          )}
        </>
      )}
    </>
  )
}

function tell(
  entries: readonly DeletedAsset[],
  results: readonly { readonly asset: string; readonly message?: string }[],
): void {
  const refused = results.filter(({ message }) => message !== undefined)
  const failed = new Set(refused.map(({ asset }) => asset))
  const back = entries.filter(({ asset }) => !failed.has(asset.asset_id))
  const relations = back.reduce((sum, entry) => sum + entry.relations, 0)
  if (back.length > 0) {
    const what = back.length === 1 ? titleOf(named(back[0]!)) : counted(back.length, 'asset')
    toast(`Brought back ${what}`, {
      more:
        relations > 0
          ? `${counted(relations, 'relation')} waited for ${back.length === 1 ? 'it' : 'them'}.`
          : undefined,
    })
  }
  if (refused.length > 0) {
    const names = new Map(entries.map((entry) => [entry.asset.asset_id, titleOf(named(entry))]))
    const lines = refused.map(({ asset, message }) => `${names.get(asset) ?? asset}: ${message}`)
    toastError(`${counted(refused.length, 'asset')} could not be brought back`, new Error(lines.slice(0, 6).join('\n')))
  }
}

const named = ({ asset, display_name }: DeletedAsset) => ({ ...asset, display_name })
