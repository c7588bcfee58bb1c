import { useState } from 'react'
import type { RelationResults } from '../../../src/http/api/contract.ts'
import type { AssetCard } from '../api/assets.ts'
import { useApi } from '../api/environment.ts'
import { KindPicker } from '../related/kind-picker.tsx'
import { titleOf } from '../ui/thumb.tsx'
import { toastError } from '../ui/toast.tsx'

interface KindOfDropProps {
  readonly target: AssetCard
  readonly cards: readonly AssetCard[]
  /** The ID of a call that changed something, to undo it by. */
  readonly onCall: (call: string) => void
}

/** How what was just related is related: said afterwards, since a drop says only that it is. */
export function KindOfDrop({ target, cards, onCall }: KindOfDropProps) {
  const api = useApi()
  const [kind, setKind] = useState('related')
  const change = async (into: string) => {
    const before = kind
    setKind(into)
    try {
      const relations = cards.map(({ asset_id: to }) => ({ from: target.asset_id, to, kind: before }))
      const { call } = await api.change<RelationResults>('POST', '/relations/change-kind', { relations, into })
      onCall(call)
    } catch (error) {
      setKind(before)
      toastError('The kind could not be changed', error)
    }
  }
  return <KindPicker bare label="Kind" value={kind} onChange={change} subject={titleOf(target)} />
}
