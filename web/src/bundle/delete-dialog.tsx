import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import type { ChangedAssets, DeletionChecks } from '../../../src/http/api/contract.ts'
import { messageOf } from '../api/client.ts'
import { useDeleteAssets, useDeletionCheck, useRestoreAssets } from '../api/deletions.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox } from '../ui/field.tsx'
import { counted } from '../ui/format.ts'
import { KindName } from '../ui/kind-name.tsx'
import { Skeleton } from '../ui/states.tsx'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import styles from './delete-dialog.module.css'

interface DeleteDialogProps {
  /** Asset IDs. */
  readonly assets: readonly string[]
  readonly onClose: () => void
  /** After some are deleted: those that are. */
  readonly onDeleted?: (assets: readonly string[]) => void
}

/** Pictures of what is lost, before it is. */
const MOST_SHOWN = 12

/** Asks before assets are deleted, and shows what they would be missing from. */
export function DeleteDialog({ assets, onClose, onDeleted }: DeleteDialogProps) {
  const check = useDeletionCheck(assets)
  const remove = useDeleteAssets()
  const restore = useRestoreAssets()
  const [force, setForce] = useState(false)
  const isProtected = (check.data?.counts.protected ?? 0) > 0
  const most = assets.length - (force ? 0 : (check.data?.counts.protected ?? 0))
  const refused =
    remove.data && deletedOf(remove.data.results, assets).length === 0 ? remove.data.results[0] : undefined
  const problem = remove.error ? messageOf(remove.error) : refused?.message

  const undo = async (deleted: readonly string[]) => {
    try {
      const { counts } = await restore.mutateAsync(deleted)
      toast(`Brought back ${counted(counts.changed, 'asset')}`)
    } catch (error) {
      toastError('They could not be brought back', error)
    }
  }
  const confirm = () =>
    remove.mutate(
      { assets, force },
      {
        onSuccess: ({ results }) => {
          const deleted = deletedOf(results, assets)
          if (deleted.length === 0) return void check.refetch()
          const [failed] = results.filter(({ message }) => message !== undefined)
          toast(`Deleted ${counted(deleted.length, 'asset')}`, {
            more: failed && `${results.length - deleted.length} stay: ${failed.message}`,
            action: { label: 'Undo', run: () => undo(deleted) },
          })
          onDeleted?.(deleted)
          onClose()
        },
      },
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title={assets.length === 1 ? 'Delete this asset?' : `Delete ${counted(assets.length, 'asset')}?`}
      about={`${assets.length === 1 ? 'It goes to the trash with its' : 'They go to the trash with their'} relations, and can be brought back from there for a while.`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" busy={remove.isPending} disabled={check.isPending || most === 0} onClick={confirm}>
            {most === assets.length || most === 0 ? 'Delete' : `Delete ${counted(most, 'asset')}`}
          </Button>
        </>
      }
    >
      {check.isPending && <Skeleton height="5rem" />}
      {check.error && (
        <p role="alert" className={styles.error}>
          {messageOf(check.error)}
        </p>
      )}
      {check.data && <Touched checks={check.data} />}
      {isProtected && (
        <div className={styles.protected}>
          <ShieldAlert aria-hidden />
          <div>
            <p>{counted(check.data!.counts.protected, 'asset is', 'assets are')} protected by what needs them.</p>
            <Checkbox
              label="Delete what is protected, too"
              checked={force}
              onChange={({ target }) => setForce(target.checked)}
            />
          </div>
        </div>
      )}
      {problem !== undefined && (
        <p role="alert" className={styles.error}>
          {problem}
        </p>
      )}
    </Dialog>
  )
}

/** What they are related to, each other asset once. */
function Touched({ checks: { results } }: { checks: DeletionChecks }) {
  const own = new Set(results.map(({ asset_id }) => asset_id))
  const others = new Map(
    results
      .flatMap(({ related = [] }) => related)
      .filter(({ asset }) => !own.has(asset.asset_id))
      .map((item) => [item.asset.asset_id, item]),
  )
  const relations = results.reduce((sum, one) => sum + (one.relations ?? 0), 0)
  if (relations === 0) return <p>Nothing is related to {results.length === 1 ? 'it' : 'them'}.</p>
  return (
    <div>
      <p>{counted(relations, 'relation')} would be missing from what stays:</p>
      <ul className={styles.touched}>
        {[...others.values()].slice(0, MOST_SHOWN).map(({ asset, kind }) => (
          <li key={asset.asset_id}>
            <span className={styles.thumb}>
              <Thumb asset={asset} size={72} cover />
            </span>
            <span className={styles.name}>{titleOf(asset)}</span>
            <span className={styles.kind}>
              <KindName name={kind} />
            </span>
          </li>
        ))}
      </ul>
      {others.size > MOST_SHOWN && <p className={styles.more}>and {counted(others.size - MOST_SHOWN, 'other')}</p>}
    </div>
  )
}

/** Results come in the order of what was asked. */
const deletedOf = (results: ChangedAssets['results'], assets: readonly string[]): string[] =>
  assets.filter((_, i) => results[i]?.outcome === 'deleted')
