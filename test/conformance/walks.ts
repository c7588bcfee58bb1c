import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deleteAssets } from '../../src/actions/delete-assets.ts'
import { findGroups } from '../../src/actions/find-groups.ts'
import { findPath } from '../../src/actions/find-path.ts'
import { listHubs } from '../../src/actions/list-hubs.ts'
import { listUnrelated } from '../../src/actions/list-unrelated.ts'
import type { NamedHop } from '../../src/actions/named-hops.ts'
import { restoreAssets } from '../../src/actions/restore-assets.ts'
import { walkRelations } from '../../src/actions/walk-relations.ts'
import type { Asset } from '../../src/core/asset.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import { FIRST_KINDS, isDirected, Kinds, labelOf } from '../../src/core/relation-kind.ts'
import { DIRECTIONS, labelsToFollow, MAX_WALKED_ASSETS } from '../../src/core/walk.ts'
import { libraryOf } from './library.ts'
import type { Place } from './places.ts'
import { callerOf, numbersOf, Subject } from './subject.ts'
import { GraphModel, type ModelEnd, type ModelRelation } from './walk-model.ts'

const KINDS = FIRST_KINDS.filter(({ name }) => ['related', 'alternate_of', 'poster_of', 'derived_from'].includes(name))
const NAMES = KINDS.flatMap(({ name, inverse }) => [name, inverse])
const ASSETS = 14

/** What may happen to a graph before it is walked. Numbers are places in the list of its assets. */
type Event =
  | {
      readonly type: 'relate' | 'unrelate'
      readonly from: number
      readonly to: readonly number[]
      readonly kind: number
    }
  | { readonly type: 'delete' | 'restore'; readonly asset: number }

const place = fc.nat(ASSETS - 1)
/** Rather the first, which makes hubs. */
const busy = fc.oneof(fc.constant(0), place, place)
const kind = fc.constantFrom(...KINDS.map(({ no }) => no))
const some = (arbitrary: fc.Arbitrary<number>, maxLength: number) =>
  fc.uniqueArray(arbitrary, { minLength: 1, maxLength, size: 'max' })
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('relate' as const), from: busy, to: some(place, 4), kind }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('unrelate' as const), from: busy, to: some(place, 4), kind }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('delete' as const, 'restore' as const), asset: busy }) },
)
const question = fc.record({
  from: some(place, 2),
  to: some(place, 2),
  kinds: fc.option(fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }), { nil: undefined }),
  direction: fc.constantFrom(...DIRECTIONS),
  steps: fc.integer({ min: 1, max: 5 }),
  limit: fc.integer({ min: 1, max: 5 }),
})

/** A library's graph and the same in memory. */
class Run {
  readonly model = new GraphModel()
  readonly #subject: Subject
  readonly cloud: Cloud
  readonly assets: Asset[]

  constructor(subject: Subject, cloud: Cloud, assets: Asset[]) {
    this.#subject = subject
    this.cloud = cloud
    this.assets = assets
    for (const { no } of assets) this.model.assets.add(no)
  }

  get reader() {
    return this.#subject.store.read
  }

  async do(event: Event): Promise<void> {
    const { model, cloud } = this
    const library = libraryOf(this.#subject.store)
    if ('asset' in event) {
      const { no, assetId } = this.assets[event.asset]!
      const [from, to] = event.type === 'delete' ? [model.assets, model.deleted] : [model.deleted, model.assets]
      if (!from.delete(no)) return
      to.add(no)
      if (event.type === 'delete') await deleteAssets(library, callerOf(cloud), [{ assetId }])
      else await restoreAssets(library, callerOf(cloud), [{ identifier: { assetId } }])
      return
    }
    const subject = this.assets[event.from]!.no
    const relations = event.to
      .map((to): ModelRelation => ({ from: subject, to: this.assets[to]!.no, kind: event.kind }))
      .filter(({ from, to }) => from !== to && model.assets.has(from) && model.assets.has(to))
    for (const relation of relations) model[event.type](relation)
    await this.#subject.store.write((tx) =>
      event.type === 'relate' ? tx.relations.add(cloud.id, relations) : tx.relations.remove(cloud.id, relations),
    )
  }

  /** Those of these places whose assets are there. */
  there(places: readonly number[]): Asset[] {
    return places.map((i) => this.assets[i]!).filter(({ no }) => this.model.assets.has(no))
  }

  async allOf<Page extends { nextCursor?: string }, Item>(
    next: (cursor: string | undefined) => Promise<Page>,
    items: (page: Page) => readonly Item[],
  ): Promise<Item[]> {
    const all: Item[] = []
    let cursor: string | undefined
    do {
      const page = await next(cursor)
      all.push(...items(page))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    return all
  }
}

const numbered = ({ from, to, kind }: NamedHop) => ({
  from: from.no,
  to: to.no,
  label: new Kinds([]).labelsNamed([kind])[0]!,
})
const followed = (names: readonly string[] | undefined, direction: (typeof DIRECTIONS)[number]) => {
  const labels = labelsToFollow(new Kinds([]), names, direction)
  return labels && new Set(labels)
}

/** Any graph is walked as it is in memory. A failure prints the seed that repeats it. */
export function describeWalks(name: string, newPlace: () => Promise<Place>, numRuns: number): void {
  describe(`${name} graph and the model`, () => {
    const subject = new Subject(newPlace)
    beforeAll(() => subject.open())
    afterAll(() => subject.remove())

    const agree = (
      check: (run: Run, asked: typeof question extends fc.Arbitrary<infer Q> ? Q : never) => Promise<void>,
    ) =>
      fc.assert(
        fc.asyncProperty(
          fc.array(event, { maxLength: 25, size: 'max' }),
          fc.array(question, { minLength: 1, maxLength: 4 }),
          (events, questions) =>
            subject.attempt(async () => {
              const cloud = await subject.newCloud()
              const run = new Run(subject, cloud, await subject.newAssets(cloud, ASSETS))
              for (const event of events) await run.do(event)
              for (const asked of questions) await check(run, asked)
            }),
        ),
        { numRuns, interruptAfterTimeLimit: 100_000 },
      )

    test('agree on what is within some steps, how far, and by which relation', () =>
      agree(async (run, { from, kinds, direction, steps, limit }) => {
        const starts = run.there(from)
        if (starts.length === 0) return
        const expected = run.model.walk(numbersOf(starts), followed(kinds, direction), steps)
        const found = await run.allOf(
          (cursor) =>
            walkRelations(run.reader, run.cloud, {
              maxAssets: MAX_WALKED_ASSETS,
              from: starts,
              kinds,
              direction,
              steps,
              limit,
              relations: false,
              cursor,
            }),
          ({ assets, truncated }) => {
            expect(truncated).toEqual([])
            return assets
          },
        )
        expect(found.map(({ asset, distance, via }) => ({ ...numbered(via), to: asset.no, distance }))).toEqual(
          expected,
        )
      }))

    test('agree on all relations among what a walk found', () =>
      agree(async (run, { from, kinds, steps }) => {
        const starts = run.there(from)
        if (starts.length === 0) return
        const request = { from: starts, kinds, direction: 'both', steps, limit: ASSETS, cursor: undefined } as const
        const { assets, drawing } = await walkRelations(run.reader, run.cloud, {
          ...request,
          maxAssets: MAX_WALKED_ASSETS,
          relations: true,
        })
        const drawn = new Set(numbersOf([...starts, ...assets.map(({ asset }) => asset)]))
        const labels = followed(kinds, 'both')
        const expected = run.model.relations
          .filter(
            ({ from, to, kind }) =>
              drawn.has(from) && drawn.has(to) && (!labels || labels.has(labelOf(kind, 'subject'))),
          )
          .map(({ from, to, kind }) => {
            const isTurned = !isDirected(kind) && from > to
            return { from: isTurned ? to : from, to: isTurned ? from : to, label: labelOf(kind, 'subject') }
          })
        const byKey = (a: ModelEnd, b: ModelEnd) => a.from - b.from || a.to - b.to || a.label - b.label
        expect(drawing!.truncated).toEqual([])
        expect(drawing!.relations.map(numbered).sort(byKey)).toEqual(expected.sort(byKey))
      }))

    test('agree on how long a shortest path is, and it is one', () =>
      agree(async (run, { from, to, kinds, direction, steps }) => {
        const [starts, ends] = [run.there(from), run.there(to)]
        if (starts.length === 0 || ends.length === 0) return
        const labels = followed(kinds, direction)
        const [first, last] = [numbersOf(starts), numbersOf(ends)]
        const reached = [...first.map((no) => ({ to: no, distance: 0 })), ...run.model.walk(first, labels, steps)]
        const expected = reached.find(({ to }) => last.includes(to))?.distance
        const request = { from: starts, to: ends, kinds, direction, steps: steps }
        const { path, truncated } = await findPath(run.reader, run.cloud, request)
        expect([truncated, path?.links.length]).toEqual([[], expected])
        if (!path) return
        const nos = numbersOf(path.assets)
        expect([first.includes(nos[0]!), last.includes(nos.at(-1)!)]).toEqual([true, true])
        expect(path.links.map(({ from, to }) => [from.no, to.no])).toEqual(nos.slice(1).map((no, i) => [nos[i], no]))
        for (const link of path.links) expect(run.model.endsOf(link.from.no, labels)).toContainEqual(numbered(link))
      }))

    test('agree on the groups of all assets, and of some', () =>
      agree(async (run, { from, kinds, limit }) => {
        const expected = run.model.groups(followed(kinds, 'both'))
        const request = { kinds, limit, members: ASSETS }
        const bundlesOf = (of: readonly Asset[] | undefined) =>
          run.allOf(
            (cursor) => findGroups(run.reader, run.cloud, { ...request, of, cursor }),
            ({ groups }) => groups,
          )
        const shown = (group: { assets: readonly { no: number }[] }) => numbersOf(group.assets).sort((a, b) => a - b)
        expect((await bundlesOf(undefined)).map(shown)).toEqual(expected)
        const given = run.there(from)
        const own = new Set(given.map(({ no }) => expected.find((group) => group.includes(no)) ?? [no]))
        const found = await bundlesOf(given)
        expect(new Set(found.map(shown))).toEqual(new Set([...own].map((group) => [...group])))
        expect(found.flatMap(({ of }) => numbersOf(of)).sort()).toEqual(numbersOf(given).sort())
        for (const { size, assets, truncated } of found) expect([size, truncated]).toEqual([assets.length, []])
      }))

    test('agree on who has no relation, and who has most', () =>
      agree(async (run, { kinds, direction, limit }) => {
        const degrees = (labels: ReadonlySet<number> | undefined) =>
          [...run.model.assets].sort((a, b) => a - b).map((no) => ({ no, n: run.model.endsOf(no, labels).length }))
        const alone = await run.allOf(
          (cursor) => listUnrelated(run.reader, run.cloud, { kinds, limit, cursor }),
          ({ assets }) => assets,
        )
        const without = degrees(followed(kinds, 'both')).filter(({ n }) => n === 0)
        expect(numbersOf(alone)).toEqual(numbersOf(without).reverse())
        const hubs = await run.allOf(
          (cursor) => listHubs(run.reader, run.cloud, { kinds, direction, limit, cursor }),
          (page) => page.hubs,
        )
        const most = degrees(followed(kinds, direction)).filter(({ n }) => n > 0)
        expect(hubs.map(({ asset, relations }) => ({ no: asset.no, n: relations }))).toEqual(
          most.sort((a, b) => b.n - a.n),
        )
      }))
  })
}
