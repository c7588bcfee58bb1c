import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AssetCard } from '../../../src/http/api/contract.ts'
import { useUndo } from '../api/history.ts'
import { useRelate } from '../api/relations.ts'
import type { Link } from '../api/walks.ts'
import { kindPhrase } from '../ui/format.ts'
import { titleOf } from '../ui/thumb.tsx'
import { toast, toastError } from '../ui/toast.tsx'

/** Relates two assets of a picture. `pending`: what is drawn already, and the server has not answered yet. */
export function useRelateTwo() {
  const queries = useQueryClient()
  const relate = useRelate().mutateAsync
  const undo = useUndo()
  const [pending, setPending] = useState<readonly Link[]>([])
  const renew = () =>
    Promise.all(['walk', 'relations', 'path'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })))
  const relateTwo = async (from: AssetCard, to: AssetCard, kind: string) => {
    const link = { from: from.asset_id, to: to.asset_id, kind }
    setPending((all) => [...all, link])
    try {
      const { refused, changed, calls } = await relate({ from: [from], to: [to], kind })
      if (refused[0]) toastError('They could not be related', new Error(refused[0].message))
      else if (changed === 0) toast('They are related so already')
      else {
        toast(`${titleOf(from)} ${kindPhrase(kind)} ${titleOf(to)}`, {
          action: { label: 'Undo', run: () => undo(calls).then(renew) },
        })
      }
      await renew()
    } catch (error) {
      toastError('They could not be related', error)
    } finally {
      setPending((all) => all.filter((one) => one !== link))
    }
  }
  return { pending, relateTwo }
}
