import { useCallback, useRef } from 'react'
import type { AssetCard } from '../api/assets.ts'
import { count, counted } from '../ui/format.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { clearSelection, MOST_SELECTED, select, toggle, useSelection } from './selection.ts'

interface Anchor {
  readonly index: number
  /** What was selected before: a range is put on top of it, and is taken off again when it gets shorter. */
  readonly base: ReadonlyMap<string, AssetCard>
}

/** Selecting by where assets stand: one, a range from the last one, or whatever a rectangle touches. */
export function useChoosing(cardsAt: (indices: readonly number[]) => Promise<AssetCard[]>) {
  const anchor = useRef<Anchor>(undefined)
  const turn = useRef(0)

  /** Selects these on top of what was selected before. Only the last of several calls counts. */
  const chooseOver = useCallback(
    async (base: ReadonlyMap<string, AssetCard>, indices: readonly number[]) => {
      const own = ++turn.current
      try {
        const cards = await cardsAt(indices.slice(0, MOST_SELECTED))
        if (own !== turn.current) return
        useSelection.setState({ assets: base })
        const left = select(cards, 'add') + Math.max(0, indices.length - MOST_SELECTED)
        if (left > 0) {
          toast(`${counted(MOST_SELECTED, 'asset')} are selected, as many as can be at once`, {
            more: `${count(left)} more are not.`,
          })
        }
      } catch (error) {
        if (own === turn.current) toastError('They could not be selected', error)
      }
    },
    [cardsAt],
  )

  const anchorAt = useCallback((index: number) => {
    anchor.current = { index, base: useSelection.getState().assets }
  }, [])

  return {
    chooseOver,
    anchorAt,
    chooseOnly: useCallback((card: AssetCard, index: number) => {
      turn.current++
      anchor.current = { index, base: new Map() }
      select([card], 'only')
    }, []),
    toggleAt: useCallback(
      (card: AssetCard, index: number) => {
        turn.current++
        if (toggle(card) > 0) toast(`${counted(MOST_SELECTED, 'asset')} are selected, as many as can be at once`)
        anchorAt(index)
      },
      [anchorAt],
    ),
    /** From where the last one was selected, or from `from`, up to here. */
    chooseTo: useCallback(
      (index: number, from: number) => {
        if (!anchor.current) anchorAt(from)
        const { index: start, base } = anchor.current!
        const step = index < start ? -1 : 1
        const indices = Array.from({ length: Math.abs(index - start) + 1 }, (_, i) => start + i * step)
        void chooseOver(base, indices)
      },
      [anchorAt, chooseOver],
    ),
    chooseNone: useCallback(() => {
      turn.current++
      anchor.current = undefined
      clearSelection()
    }, []),
  }
}

export type Choosing = ReturnType<typeof useChoosing>
