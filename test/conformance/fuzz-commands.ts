import fc from 'fast-check'
import { expect } from 'vitest'
import { deleteAssets } from '../../src/actions/delete-assets.ts'
import { getAsset } from '../../src/actions/get-asset.ts'
import { listRelated } from '../../src/actions/list-related.ts'
import { relateAssets } from '../../src/actions/relate-assets.ts'
import { renameAsset } from '../../src/actions/rename-asset.ts'
import { restoreAssets } from '../../src/actions/restore-assets.ts'
import { unrelateAssets } from '../../src/actions/unrelate-assets.ts'
import { type AssetIdentifier, type AssetRef, type DeliveryType, parseAssetIdentifier } from '../../src/core/asset.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import { libraryOf } from './library.ts'
import { Model, type ModelAsset, type Named, otherEnd } from './model.ts'
import { callerOf, countRelated, type Subject } from './subject.ts'

/** Names that assets have, had, or may get; fewer than there are assets to name, so that they meet. */
const REFS = ['a', 'b/c', "o'brien", '100 _', 'é', '😀', 'A', 'ca', 'fe', 'x'].flatMap((name) => [
  `image/upload/${name}`,
  `image/private/${name}`,
  `video/upload/${name}`,
])
const MALFORMED = [
  '',
  'abc/def',
  'image/upload/',
  'nope/upload/a',
  'image/fetch/a',
  'Image/upload/a',
  'g',
  'image/upload/a?',
]

/** A library, and what should be in it. */
export class Run {
  readonly subject: Subject
  readonly cloud: Cloud
  readonly model: Model
  readonly #limit: number | null
  readonly #hasTrash: boolean
  /** Of every asset there ever was. */
  readonly assetIds: string[] = []
  paging:
    | { of: ModelAsset; atStart: ReturnType<Model['relationsOf']>; cursor: string | undefined; seen: string[] }
    | undefined

  constructor(subject: Subject, cloud: Cloud, limit: number | null, hasTrash: boolean) {
    this.subject = subject
    this.cloud = cloud
    this.#limit = limit
    this.#hasTrash = hasTrash
    this.model = new Model(limit, hasTrash)
  }

  get library() {
    return libraryOf(this.subject.store, this.#limit, { trashMs: this.#hasTrash ? 60_000 : 0, backup: false })
  }

  async create(refs: readonly string[]): Promise<void> {
    const free = [...new Set(refs)].filter((ref) => !this.model.byRef(ref))
    const assets = await this.subject.newAssets(
      this.cloud,
      free.length,
      (i) => parseAssetIdentifier(free[i]!) as AssetRef,
    )
    for (const [i, { assetId }] of assets.entries()) {
      this.assetIds.push(assetId)
      this.model.assets.push({ assetId, ref: free[i]! })
    }
  }

  name(pick: Pick): Named {
    if (pick.form === 'malformed') return { text: pick.text, asset: 'malformed' }
    const names = pick.form === 'id' ? this.assetIds : REFS
    const text = pick.form === 'unknown id' ? 'c0ffee' : names[pick.n % names.length]!
    return { text, asset: this.model.byId(text) ?? this.model.byRef(text) ?? 'not_found' }
  }

  async expectSame(asset: ModelAsset): Promise<void> {
    const [stored] = await this.subject.store.read.assets.find(this.cloud.id, [{ assetId: asset.assetId }])
    const listed: string[] = []
    let cursor: string | undefined
    do {
      const page = await listRelated(this.subject.store.read, this.cloud, stored!, cursor)
      listed.push(...page.related.map(({ assetId }) => assetId))
      cursor = page.nextCursor
    } while (cursor)
    expect(listed).toEqual(this.model.related(asset).map(({ assetId }) => assetId))
    const counted = await countRelated(this.subject.store.read.relations, this.cloud.id, [stored!.no])
    expect(counted).toEqual([listed.length])
  }

  async expectAllSame(): Promise<void> {
    for (const asset of this.model.assets) {
      const stored = await getAsset(this.subject.store.read, this.cloud, identifier(asset.ref))
      expect(stored.assetId).toBe(asset.assetId)
      await this.expectSame(asset)
    }
  }
}

export type Pick =
  | { readonly form: 'id' | 'ref'; readonly n: number }
  | { readonly form: 'unknown id' }
  | { readonly form: 'malformed'; readonly text: string }

const identifier = (text: string): AssetIdentifier => parseAssetIdentifier(text)!

/** A command on every state; `run` does it to the library and to the model, and compares what they answer. */
abstract class Command implements fc.AsyncCommand<object, Run> {
  check = () => true
  abstract run(_: object, run: Run): Promise<void>
  abstract toString(): string
}

abstract class ItemCommand extends Command {
  readonly subject: Pick
  readonly items: readonly Pick[]

  constructor(subject: Pick, items: readonly Pick[]) {
    super()
    this.subject = subject
    this.items = items
  }

  abstract answer(run: Run, subject: AssetIdentifier, texts: string[]): Promise<{ item: string; outcome: string }[]>
  abstract expected(model: Model, subject: ModelAsset, items: Named[]): string[]
  abstract readonly most: number

  async run(_: object, run: Run): Promise<void> {
    const subject = run.name(this.subject)
    const items = this.items.map((pick) => run.name(pick))
    const texts = items.map(({ text }) => text)
    const answer = this.answer(run, identifier(subject.text), texts)
    if (items.length < 1 || items.length > this.most) return expect(answer).rejects.toMatchObject({ code: 'invalid' })
    if (typeof subject.asset === 'string') return expect(answer).rejects.toMatchObject({ code: 'not_found' })
    const outcomes = this.expected(run.model, subject.asset, items)
    expect(await answer).toEqual(texts.map((item, i) => ({ item, outcome: outcomes[i] })))
    for (const { asset } of [subject, ...items.slice(0, 3)]) {
      if (typeof asset !== 'string') await run.expectSame(asset)
    }
  }

  toString = () => `${this.constructor.name}(${JSON.stringify([this.subject, this.items])})`
}

export class Relate extends ItemCommand {
  readonly most = 10
  answer = (run: Run, subject: AssetIdentifier, texts: string[]) =>
    relateAssets(run.library, callerOf(run.cloud), subject, texts)
  expected = (model: Model, subject: ModelAsset, items: Named[]) => model.relate(subject, items)
}

export class Unrelate extends ItemCommand {
  readonly most = 1000
  answer = (run: Run, subject: AssetIdentifier, texts: string[]) =>
    unrelateAssets(run.library, callerOf(run.cloud), subject, texts)
  expected = (model: Model, subject: ModelAsset, items: Named[]) => model.unrelate(subject, items)
}

export class Rename extends Command {
  readonly from: number
  readonly to: number
  readonly overwrite: boolean

  constructor(from: number, to: number, overwrite: boolean) {
    super()
    this.from = from
    this.to = to
    this.overwrite = overwrite
  }

  async run(_: object, run: Run): Promise<void> {
    const from = REFS[this.from % REFS.length]!
    const to = REFS[this.to % REFS.length]!.replace(/^\w+/, from.split('/')[0]!)
    const [, type, ...rest] = to.split('/')
    const name = { publicId: rest.join('/'), type: type as DeliveryType, overwrite: this.overwrite }
    const answer = renameAsset(run.library, callerOf(run.cloud), identifier(from) as AssetRef, name, {})
    const [asset, inTheWay] = [run.model.byRef(from), run.model.byRef(to)]
    if (!asset) return expect(answer).rejects.toMatchObject({ code: 'not_found' })
    if (inTheWay && inTheWay !== asset && !this.overwrite) {
      return expect(answer).rejects.toMatchObject({ code: 'conflict' })
    }
    expect((await answer).assetId).toBe(asset.assetId)
    if (inTheWay && inTheWay !== asset) run.model.delete(inTheWay)
    asset.ref = to
    await run.expectSame(asset)
  }

  toString = () => `Rename(${this.from}, ${this.to}, ${this.overwrite})`
}

export class Delete extends Command {
  readonly picks: readonly Pick[]

  constructor(picks: readonly Pick[]) {
    super()
    this.picks = picks
  }

  async run(_: object, run: Run): Promise<void> {
    const named = this.picks.map((pick) => run.name(pick)).filter(({ asset }) => asset !== 'malformed')
    const deleted = await deleteAssets(
      run.library,
      callerOf(run.cloud),
      named.map(({ text }) => identifier(text)),
    )
    const assets = named.map(({ asset }) => (typeof asset === 'string' ? undefined : asset))
    expect(deleted.map((result) => (result.outcome === 'deleted' ? result.asset.assetId : undefined))).toEqual(
      assets.map((asset) => asset?.assetId),
    )
    const gone = new Set(assets.filter((asset) => asset !== undefined))
    const neighbours = new Set([...gone].flatMap((asset) => run.model.related(asset)))
    for (const asset of gone) run.model.delete(asset)
    for (const asset of [...neighbours].slice(0, 5)) if (!gone.has(asset)) await run.expectSame(asset)
  }

  toString = () => `Delete(${JSON.stringify(this.picks)})`
}

export class Restore extends Command {
  readonly picks: readonly Pick[]

  constructor(picks: readonly Pick[]) {
    super()
    this.picks = picks
  }

  async run(_: object, run: Run): Promise<void> {
    const { model } = run
    const texts = this.picks
      .map((pick) => run.name(pick))
      .flatMap(({ text, asset }) => (asset === 'malformed' ? [] : text))
    const answer = restoreAssets(
      run.library,
      callerOf(run.cloud),
      texts.map((text) => ({ identifier: identifier(text) })),
    )
    const expected = texts.map((text) => {
      // What is there has no backup; of several that had a public ID, the last one deleted comes back.
      if (model.byId(text) ?? model.byRef(text)) return undefined
      const asset = model.trash.findLast(({ assetId, ref }) => assetId === text || ref === text)
      if (asset) model.restore(asset)
      return asset
    })
    const results = await answer
    expect(results.map((result) => result.outcome === 'restored' && result.asset.assetId)).toEqual(
      expected.map((asset) => asset?.assetId ?? false),
    )
    for (const asset of new Set(expected)) {
      if (!asset || !model.assets.includes(asset)) continue
      for (const one of [asset, ...model.related(asset).slice(0, 5)]) await run.expectSame(one)
    }
  }

  toString = () => `Restore(${JSON.stringify(this.picks)})`
}

export class Create extends Command {
  readonly n: number

  constructor(n: number) {
    super()
    this.n = n
  }

  run = (_: object, run: Run) => run.create([REFS[this.n % REFS.length]!])
  toString = () => `Create(${this.n})`
}

export class Reopen extends Command {
  run = (_: object, run: Run) => run.subject.reopen()
  toString = () => 'Reopen()'
}

/** One page of one asset's list; what was related from the first page to the last was seen once, whatever went on between. */
export class NextPage extends Command {
  async run(_: object, run: Run): Promise<void> {
    const { model, cloud, subject } = run
    const busiest = () => model.assets.toSorted((a, b) => model.related(b).length - model.related(a).length)[0]!
    const start = (of: ModelAsset) => ({ of, atStart: model.relationsOf(of), cursor: undefined, seen: [] })
    if (run.paging && !model.assets.includes(run.paging.of)) run.paging = undefined
    if (model.assets.length === 0) return
    const paging = run.paging ?? start(busiest())
    const [stored] = await subject.store.read.assets.find(cloud.id, [{ assetId: paging.of.assetId }])
    const { related, nextCursor } = await listRelated(subject.store.read, cloud, stored!, paging.cursor)
    paging.seen.push(...related.map(({ assetId }) => assetId))
    paging.cursor = nextCursor
    run.paging = nextCursor === undefined ? undefined : paging
    if (run.paging) return
    const still = new Set(model.relationsOf(paging.of))
    for (const relation of paging.atStart.filter((relation) => still.has(relation))) {
      const { assetId } = otherEnd(relation, paging.of)
      expect(paging.seen.filter((seen) => seen === assetId)).toEqual([assetId])
    }
  }

  toString = () => 'NextPage()'
}

/** Before the commands, in some runs: one asset whose relations fill more than a page. */
export async function makeHub(run: Run): Promise<void> {
  await run.create(Array.from({ length: 215 }, (_, i) => `image/upload/hub/${i}`))
  const [hub, ...others] = run.model.assets.slice(-215)
  for (let i = 0; i < others.length; i += 10) {
    const items = others.slice(i, i + 10).map((asset) => ({ text: asset.ref, asset }))
    const texts = items.map(({ text }) => text)
    const outcomes = run.model.relate(hub!, items)
    expect(await relateAssets(run.library, callerOf(run.cloud), identifier(hub!.ref), texts)).toEqual(
      texts.map((item, j) => ({ item, outcome: outcomes[j] })),
    )
  }
}

const number = fc.nat(40)
const pick = (n: fc.Arbitrary<number>): fc.Arbitrary<Pick> =>
  fc.record({ form: fc.constantFrom('id' as const, 'ref' as const), n })
/** Rather the first asset, which is the hub where there is one. */
const busy = pick(fc.oneof(fc.constant(0), number, number))
const orUnknown = (existing: fc.Arbitrary<Pick>): fc.Arbitrary<Pick> =>
  fc.oneof(
    { weight: 12, arbitrary: existing },
    { weight: 1, arbitrary: fc.constant({ form: 'unknown id' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({ form: fc.constant('malformed' as const), text: fc.constantFrom(...MALFORMED) }),
    },
  )
const items = (maxLength: number) => fc.array(orUnknown(busy), { minLength: 0, maxLength, size: 'max' })
const nextPage = fc.constant(new NextPage())

export const startingRefs = REFS.slice(0, 20)

export const commands = fc.commands(
  [
    fc.tuple(busy, items(11)).map(([subject, items]) => new Relate(subject, items)),
    fc.tuple(busy, items(11)).map(([subject, items]) => new Relate(subject, items)),
    fc.tuple(busy, items(25)).map(([subject, items]) => new Unrelate(subject, items)),
    fc.tuple(number, number, fc.boolean()).map((args) => new Rename(...args)),
    fc.array(orUnknown(pick(number)), { minLength: 1, maxLength: 3 }).map((picks) => new Delete(picks)),
    fc
      .array(orUnknown(pick(fc.oneof(fc.constant(0), number))), { minLength: 1, maxLength: 3 })
      .map((picks) => new Delete(picks)),
    fc.array(orUnknown(busy), { minLength: 1, maxLength: 3 }).map((picks) => new Restore(picks)),
    fc.array(orUnknown(busy), { minLength: 1, maxLength: 3 }).map((picks) => new Restore(picks)),
    number.map((n) => new Create(n)),
    nextPage,
    nextPage,
    fc.constant(new Reopen()),
  ],
  { maxCommands: 40, size: 'max' },
)
