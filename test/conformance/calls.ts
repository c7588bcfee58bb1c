import { editManyRelations } from '../../src/actions/edit-relations.ts'
import { listRelatedInDetail } from '../../src/actions/list-related.ts'
import { moveRelated, type Place as Spot } from '../../src/actions/move-related.ts'
import { relateMany, unrelateMany } from '../../src/actions/relate-many.ts'
import { undoCall } from '../../src/actions/undo-call.ts'
import type { UndoResult } from '../../src/actions/undo-change.ts'
import type { Asset } from '../../src/core/asset.ts'
import type { Caller, Cloud } from '../../src/core/cloud.ts'
import { randomHex32 } from '../../src/core/ids.ts'
import type { Library } from '../../src/core/library.ts'
import type { DetailedRelatedAsset, RelationDetails } from '../../src/core/relation.ts'
import { Kinds } from '../../src/core/relation-kind.ts'
import { libraryOf } from './library.ts'
import type { Subject } from './subject.ts'

/** A relation between two of the assets, by their places. */
export interface Pair extends Partial<RelationDetails> {
  readonly from: number
  readonly to: number
  readonly kind?: string
}

/** Calls on the assets of a cloud of a test's own. Each is logged by an ID of its own, which it answers. */
export class Calls {
  readonly cloud: Cloud
  readonly assets: readonly Asset[]
  readonly #subject: Subject

  constructor(subject: Subject, cloud: Cloud, assets: readonly Asset[]) {
    this.#subject = subject
    this.cloud = cloud
    this.assets = assets
  }

  static async on(subject: Subject, count: number, words?: (i: number) => Partial<Asset>): Promise<Calls> {
    const cloud = await subject.newCloud()
    return new Calls(subject, cloud, await subject.newAssets(cloud, count, words))
  }

  get library(): Library {
    return libraryOf(this.#subject.store)
  }

  id = (i: number): { assetId: string } => ({ assetId: this.assets[i]!.assetId })
  placeOf = (asset: { readonly assetId: string }): number =>
    this.assets.findIndex(({ assetId }) => assetId === asset.assetId)

  async by(work: (library: Library, caller: Caller) => Promise<unknown>): Promise<string> {
    const requestId = randomHex32()
    await work(this.library, { cloud: this.cloud, actor: 'tester', requestId })
    return requestId
  }

  relate = (...pairs: Pair[]): Promise<string> => this.by((...args) => relateMany(...args, pairs.map(this.#named)))
  unrelate = (...pairs: Pair[]): Promise<string> => this.by((...args) => unrelateMany(...args, pairs.map(this.#named)))
  edit = (...pairs: Pair[]): Promise<string> => this.by((...args) => editManyRelations(...args, pairs.map(this.#named)))
  move = (of: number, moved: number, spot: Spot): Promise<string> => this.moveAll(of, [moved], spot)
  moveAll = (of: number, moved: readonly number[], spot: Spot): Promise<string> => {
    const items = moved.map((i) => this.id(i).assetId)
    return this.by((...args) => moveRelated(...args, this.id(of), 'related', items, spot))
  }

  async undo(call: string, dryRun = false): Promise<{ call: string; results: readonly UndoResult[] }> {
    const caller = { cloud: this.cloud, actor: 'tester', requestId: randomHex32() }
    return undoCall(this.library, caller, call, { dryRun })
  }

  /** As [other, kind, note]. */
  async related(i: number): Promise<[other: number, kind: string, note: string | null][]> {
    return (await this.list(i)).map((row) => [this.placeOf(row), KINDS.nameOfLabel(row.label), row.note])
  }

  /** All that the list of an asset says; nothing of one that is deleted. */
  async list(i: number): Promise<DetailedRelatedAsset[]> {
    const { read } = this.#subject.store
    const [asset] = await read.assets.find(this.cloud.id, [this.id(i)])
    if (!asset) return []
    const page = { labels: undefined, limit: 500, cursor: undefined }
    return (await listRelatedInDetail(read, this.cloud, asset, page)).related
  }

  #named = ({ from, to, kind = 'related', ...details }: Pair) => ({
    ...{ ...details, kind },
    ...{ from: this.id(from).assetId, to: this.id(to).assetId },
  })
}

export const KINDS = new Kinds([])
