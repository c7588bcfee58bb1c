import { type DragEvent, useState } from 'react'
import { useApi } from '../api/environment.ts'
import { fetchKnown } from '../api/known-assets.ts'
import { keyOf, type RelatedItem } from '../api/related-list.ts'
import type { Relatable } from '../api/relations.ts'
import { toastError } from '../ui/toast.tsx'
import { draggedFromList, droppedAssets, endDrag, hasAssets } from './dragged-assets.ts'
import type { RelatedActs } from './use-related-acts.ts'

/** What dragged assets do where they are dropped: beside one of their own list they move, anywhere else they are related. */
export function useDrops(asset: Relatable, items: readonly RelatedItem[], acts: RelatedActs, kind: string) {
  const api = useApi()
  const [spot, setSpot] = useState<{ readonly key: string; readonly side: 'before' | 'after' }>()
  const [isOver, setOver] = useState(false)
  const clear = () => {
    setSpot(undefined)
    setOver(false)
  }
  const isOwn = () => draggedFromList()?.asset === asset.asset_id
  const relate = async (ids: readonly string[], as: string) => {
    const others = ids.filter((id) => id !== asset.asset_id)
    if (others.length === 0) return
    try {
      await acts.relate({ from: [asset], to: await fetchKnown(api, others), kind: as })
    } catch (error) {
      toastError('They could not be related', error)
    }
  }
  return {
    spot,
    isOver,
    onTile: (event: DragEvent, item: RelatedItem) => {
      if (!hasAssets(event.dataTransfer)) return
      event.preventDefault()
      event.stopPropagation()
      const { left, width } = event.currentTarget.getBoundingClientRect()
      const side = event.clientX < left + width / 2 ? 'before' : 'after'
      event.dataTransfer.dropEffect = isOwn() ? 'move' : 'copy'
      setSpot((now) => (now?.key === keyOf(item) && now.side === side ? now : { key: keyOf(item), side }))
    },
    onTileDrop: (event: DragEvent, item: RelatedItem) => {
      if (!hasAssets(event.dataTransfer)) return
      event.preventDefault()
      event.stopPropagation()
      const dragged = draggedFromList()
      const ids = droppedAssets(event.dataTransfer)
      const side = spot?.side ?? 'after'
      clear()
      if (!dragged || dragged.asset !== asset.asset_id) return void relate(ids, item.kind)
      const { asset_id: id } = item.asset
      if (dragged.kind !== item.kind) {
        const moved = items.filter((one) => one.kind === dragged.kind && ids.includes(one.asset.asset_id))
        return void acts.changeKind(moved, item.kind)
      }
      if (!ids.includes(id)) void acts.move(item.kind, ids, side === 'before' ? { before: id } : { after: id })
    },
    onPanel: (event: DragEvent) => {
      if (!hasAssets(event.dataTransfer) || isOwn()) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setOver(true)
    },
    onPanelDrop: (event: DragEvent) => {
      if (!hasAssets(event.dataTransfer) || isOwn()) return
      event.preventDefault()
      clear()
      void relate(droppedAssets(event.dataTransfer), kind)
    },
    onLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) clear()
    },
    onEnd: () => {
      endDrag()
      clear()
    },
  }
}
