import { type DragEvent, useRef, useState } from 'react'
import type { AssetCard } from '../api/assets.ts'
import { useApi } from '../api/environment.ts'
import { fetchKnown } from '../api/known-assets.ts'
import { droppedAssets, endDrag, hasAssets, startDrag } from '../related/dragged-assets.ts'
import { counted } from '../ui/format.ts'
import { titleOf } from '../ui/thumb.tsx'
import { toastError } from '../ui/toast.tsx'
import styles from './drag-image.module.css'
import { selectedAssets, useSelection } from './selection.ts'
import { useAssetActs } from './use-asset-acts.tsx'
import { indexOf } from './use-grid-input.ts'

interface Over {
  readonly index: number
  readonly words: string
}

/** Dragging a tile, or all that are selected, onto another one relates them to it. */
export function useTileDrag(cardAt: (index: number) => AssetCard | undefined) {
  const api = useApi()
  const { relateTo } = useAssetActs()
  const dragged = useRef<readonly AssetCard[]>([])
  const [over, setOver] = useState<Over>()

  const cardOf = (event: DragEvent): AssetCard | undefined => {
    const index = indexOf(event.target)
    return index === undefined ? undefined : cardAt(index)
  }
  const targetOf = (event: DragEvent): AssetCard | undefined => {
    if (!hasAssets(event.dataTransfer)) return undefined
    const card = cardOf(event)
    return dragged.current.some(({ asset_id: id }) => id === card?.asset_id) ? undefined : card
  }

  return {
    over,
    onDragStart: (event: DragEvent) => {
      const card = cardOf(event)
      // With these held, a rectangle is drawn instead.
      if (!card || event.shiftKey || event.altKey) return event.preventDefault()
      const isOfMany = useSelection.getState().assets.has(card.asset_id)
      dragged.current = isOfMany ? selectedAssets() : [card]
      startDrag(
        event.dataTransfer,
        dragged.current.map(({ asset_id: id }) => id),
      )
      showDragged(event, dragged.current)
    },
    onDragOver: (event: DragEvent) => {
      const target = targetOf(event)
      if (!target) return setOver(undefined)
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      const index = indexOf(event.target)!
      const n = dragged.current.length
      setOver((old) =>
        old?.index === index ? old : { index, words: n > 1 ? `Relate ${n} to this` : 'Relate to this' },
      )
    },
    onDragLeave: (event: DragEvent) => {
      if (!(event.currentTarget as Element).contains(event.relatedTarget as Node | null)) setOver(undefined)
    },
    onDrop: async (event: DragEvent) => {
      setOver(undefined)
      const target = targetOf(event)
      if (!target) return
      event.preventDefault()
      const ids = droppedAssets(event.dataTransfer).filter((id) => id !== target.asset_id)
      const known = new Map(dragged.current.map((card) => [card.asset_id, card]))
      try {
        const cards = ids.every((id) => known.has(id)) ? ids.map((id) => known.get(id)!) : await fetchKnown(api, ids)
        if (cards.length > 0) await relateTo(cards, target)
      } catch (error) {
        toastError('They could not be related', error)
      }
    },
    onDragEnd: () => {
      dragged.current = []
      setOver(undefined)
      endDrag()
    },
  }
}

/** What hangs at the pointer: a small picture, and how many there are. */
function showDragged(event: DragEvent, cards: readonly AssetCard[]): void {
  const image = document.createElement('div')
  image.className = styles.dragged!
  const picture = (event.target as Element).querySelector('img')
  if (picture) image.append(picture.cloneNode())
  const words = document.createElement('span')
  words.textContent = cards.length > 1 ? counted(cards.length, 'asset') : titleOf(cards[0]!)
  image.append(words)
  document.body.append(image)
  event.dataTransfer.setDragImage(image, 16, 16)
  // The browser has drawn it by then.
  window.setTimeout(() => image.remove())
}
