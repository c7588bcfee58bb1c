import { useCallback } from 'react'
import { type AssetDetails, type AssetEdits, useUpdateAsset } from '../api/asset.ts'
import { useUndo } from '../api/history.ts'
import { toast, toastError } from '../ui/toast.tsx'

/** Saves what was changed of an asset; says so, and how to take it back. */
export function useEdits({ asset_id: id }: Pick<AssetDetails, 'asset_id'>) {
  const { mutateAsync } = useUpdateAsset(id)
  const undo = useUndo()
  return useCallback(
    async (edits: AssetEdits, words: string) => {
      try {
        const { call } = await mutateAsync(edits)
        toast(words, { action: { label: 'Undo', run: () => undo([call]) } })
      } catch (error) {
        toastError('It could not be saved', error)
      }
    },
    [mutateAsync, undo],
  )
}
