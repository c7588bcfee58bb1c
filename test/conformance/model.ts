import type { RelateOutcome, UnrelateOutcome } from '../../src/core/relation.ts'

export interface ModelAsset {
  readonly assetId: string
  /** `resource_type/type/public_id` */
  ref: string
}

/** What an item of a call is, and how it is written. */
export type Named = { readonly text: string; readonly asset: ModelAsset | 'not_found' | 'malformed' }

/** One relation; related anew, it is another one. */
interface Relation {
  readonly ends: readonly [ModelAsset, ModelAsset]
}

/** What relating means, in as few words as possible: one list, in the order of relating, and everybody's view of it. */
export class Model {
  readonly assets: ModelAsset[] = []
  /** Deleted ones, in the order of deletion. */
  readonly trash: ModelAsset[] = []
  #relations: Relation[] = []
  readonly #limit: number
  readonly #hasTrash: boolean

  constructor(limit: number | null, hasTrash = true) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY
    this.#hasTrash = hasTrash
  }

  byId(assetId: string): ModelAsset | undefined {
    return this.assets.find((asset) => asset.assetId === assetId)
  }

  byRef(ref: string): ModelAsset | undefined {
    return this.assets.find((asset) => asset.ref === ref)
  }

  relationsOf(asset: ModelAsset): Relation[] {
    const there = new Set(this.assets)
    return this.#relations.filter(({ ends }) => ends.includes(asset) && ends.every((end) => there.has(end)))
  }

  related(asset: ModelAsset): ModelAsset[] {
    return this.relationsOf(asset).map((relation) => otherEnd(relation, asset))
  }

  relate(subject: ModelAsset, items: readonly Named[]): RelateOutcome[] {
    return items.map(({ asset }) => {
      if (typeof asset === 'string') return asset
      if (asset === subject) return 'self'
      if (this.related(subject).includes(asset)) return 'already_related'
      if ([subject, asset].some((end) => this.related(end).length >= this.#limit)) return 'limit_reached'
      this.#relations.push({ ends: [subject, asset] })
      return 'related'
    })
  }

  unrelate(subject: ModelAsset, items: readonly Named[]): UnrelateOutcome[] {
    return items.map(({ asset }) => {
      if (typeof asset === 'string') return asset
      if (asset === subject) return 'self'
      const relation = this.relationsOf(subject).find((relation) => otherEnd(relation, subject) === asset)
      if (!relation) return 'not_related'
      this.#relations.splice(this.#relations.indexOf(relation), 1)
      return 'unrelated'
    })
  }

  /** With a trash, its relations stay as they are, unseen until both their ends are there. */
  delete(asset: ModelAsset): void {
    this.assets.splice(this.assets.indexOf(asset), 1)
    if (this.#hasTrash) this.trash.push(asset)
    else this.#relations = this.#relations.filter(({ ends }) => !ends.includes(asset))
  }

  /** An asset that has its public ID by now is deleted for it. */
  restore(asset: ModelAsset): void {
    const inTheWay = this.byRef(asset.ref)
    if (inTheWay) this.delete(inTheWay)
    this.trash.splice(this.trash.indexOf(asset), 1)
    this.assets.push(asset)
  }
}

export const otherEnd = ({ ends: [a, b] }: Relation, end: ModelAsset): ModelAsset => (a === end ? b : a)
