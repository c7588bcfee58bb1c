import { useMemo } from 'react'
import { useMay } from '../api/environment.ts'
import { type LoggedChange, useUndo } from '../api/history.ts'
import { useKnownAssets } from '../api/known-assets.ts'
import { toast } from '../ui/toast.tsx'
import { ChangeRow } from './change-row.tsx'

/** Pictures of so many assets of each change. */
const MOST_SHOWN = 6

/** Changes, newest first, of which each call can be taken back. */
export function ChangeList({ changes }: { changes: readonly LoggedChange[] }) {
  const { edit } = useMay()
  const undo = useUndo()
  const ids = useMemo(() => {
    const all = changes.flatMap(({ assets }) => assets.slice(0, MOST_SHOWN).map(({ asset_id }) => asset_id))
    return [...new Set(all)].sort()
  }, [changes])
  const { data } = useKnownAssets(ids)
  const assets = useMemo(() => new Map(data?.map((asset) => [asset.asset_id, asset])), [data])
  const takeBack = async (call: string) => {
    const { calls, left } = await undo([call])
    if (calls.length > 0 && left === 0) toast('Taken back')
  }
  return (
    <ul>
      {changes.map((change, i) => {
        // Of what one call changed, the first row has the button.
        const isFirst = changes[i - 1]?.call !== change.call
        return (
          <ChangeRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a call may have several changes of one type
            key={`${change.call} ${i}`}
            {...{ change, assets }}
            onUndo={edit && isFirst && change.undoable ? () => takeBack(change.call) : undefined}
          />
        )
      })}
    </ul>
  )
}
