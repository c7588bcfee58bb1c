import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { AssetCard } from '../../../src/http/api/contract.ts'
import { type Api, useApi } from '../api/environment.ts'
import { fetchKnown } from '../api/known-assets.ts'

/** Assets that are asked for together: those that are in sight first have theirs first. */
const AT_ONCE = 100
/** Those asked for within this time are asked for together. */
const GATHER_MS = 40

/**
 * Cards of the assets that are in sight, fetched as they come into it, many at a time: walks tell neither the
 * thumbnails of assets nor how many relations they have.
 */
export class Cards {
  readonly #api: Api
  readonly #cards = new Map<string, AssetCard>()
  readonly #asked = new Set<string>()
  readonly #listeners = new Set<() => void>()
  #wanted = new Set<string>()
  #timer: number | undefined
  #version = 0

  constructor(api: Api) {
    this.#api = api
  }

  /** The card, if it is known already; it is fetched if it isn't. */
  get(assetId: string): AssetCard | undefined {
    if (!this.#asked.has(assetId)) {
      this.#asked.add(assetId)
      this.#wanted.add(assetId)
      this.#timer ??= window.setTimeout(() => this.#fetch(), GATHER_MS)
    }
    return this.#cards.get(assetId)
  }

  /** The card, if it is known already. */
  peek = (assetId: string): AssetCard | undefined => this.#cards.get(assetId)

  /** Until the cards of all of these are known, those out of sight too. */
  async gather(assetIds: readonly string[]): Promise<void> {
    const missing = assetIds.filter((id) => !this.#cards.has(id))
    for (const id of missing) this.#asked.add(id)
    await this.#fetchAll(missing)
  }

  /** What is known stays in sight until it was fetched again. */
  renew = (): void => this.#asked.clear()

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  version = () => this.#version

  #fetch(): void {
    const wanted = [...this.#wanted]
    this.#wanted = new Set()
    this.#timer = undefined
    void this.#fetchAll(wanted)
  }

  async #fetchAll(assetIds: readonly string[]): Promise<void> {
    const parts = Array.from({ length: Math.ceil(assetIds.length / AT_ONCE) }, (_, i) =>
      assetIds.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
    )
    await Promise.all(parts.map((part) => this.#fetchSome(part)))
  }

  async #fetchSome(assetIds: readonly string[]): Promise<void> {
    try {
      for (const card of await fetchKnown(this.#api, assetIds)) this.#cards.set(card.asset_id, card)
      this.#version++
      for (const listener of this.#listeners) listener()
    } catch {
      // A picture without thumbnails is a picture still; they are asked for anew with the next walk.
    }
  }
}

/** `renewed`: changes when what is known may have changed. Whoever uses it is drawn anew as cards arrive. */
export function useCards(renewed: unknown): Cards {
  const api = useApi()
  const cards = useMemo(() => new Cards(api), [api])
  // biome-ignore lint/correctness/useExhaustiveDependencies: that it changed is what matters
  useEffect(cards.renew, [renewed])
  useSyncExternalStore(cards.subscribe, cards.version)
  return cards
}
