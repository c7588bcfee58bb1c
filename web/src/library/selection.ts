import { create } from 'zustand'
import type { AssetCard } from '../api/assets.ts'

/** As many as one can select: more than that is done by a search, not by hand. */
export const MOST_SELECTED = 1000

interface Selection {
  /** By asset ID, in the order that they were selected in. */
  readonly assets: ReadonlyMap<string, AssetCard>
}

/** What is selected, in whatever view: it stays while one looks for more. */
export const useSelection = create<Selection>(() => ({ assets: new Map() }))

export const selectedAssets = (): AssetCard[] => [...useSelection.getState().assets.values()]

/** How assets come to what is selected: they alone, as well, or not any more. */
export type SelectHow = 'only' | 'add' | 'remove'

/** Answers how many found no room. */
export function select(cards: readonly AssetCard[], how: SelectHow): number {
  const assets = new Map(how === 'only' ? [] : useSelection.getState().assets)
  let left = 0
  for (const card of cards) {
    if (how === 'remove') assets.delete(card.asset_id)
    else if (assets.has(card.asset_id) || assets.size < MOST_SELECTED) assets.set(card.asset_id, card)
    else left++
  }
  useSelection.setState({ assets })
  return left
}

export const toggle = (card: AssetCard): number =>
  select([card], useSelection.getState().assets.has(card.asset_id) ? 'remove' : 'add')

export function clearSelection(): void {
  if (useSelection.getState().assets.size > 0) useSelection.setState({ assets: new Map() })
}

/** Takes off what is no longer there. */
export function deselect(ids: Iterable<string>): void {
  const assets = new Map(useSelection.getState().assets)
  for (const id of ids) assets.delete(id)
  useSelection.setState({ assets })
}

export const useIsSelected = (id: string | undefined): boolean =>
  useSelection(({ assets }) => id !== undefined && assets.has(id))
