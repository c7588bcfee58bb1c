import { expect, test } from 'vitest'
import { findGroups } from '../../src/actions/find-groups.ts'
import { findPath } from '../../src/actions/find-path.ts'
import { walkRelations } from '../../src/actions/walk-relations.ts'
import { WalkBudget } from '../../src/actions/walk-steps.ts'
import type { Asset } from '../../src/core/asset.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import type { Step } from '../../src/core/ports/graph.ts'
import { FIRST_KINDS, labelOf, RELATED_KIND } from '../../src/core/relation-kind.ts'
import { MAX_STEPS, MAX_WALKED_ASSETS } from '../../src/core/walk.ts'
import { groupsOf } from '../../src/store/sql.ts'
import { numbersOf, type Subject } from './subject.ts'

const POSTER = FIRST_KINDS.find(({ name }) => name === 'poster_of')!.no
const IS_POSTER = labelOf(POSTER, 'subject')
const HAS_POSTER = labelOf(POSTER, 'object')
const RELATED = labelOf(RELATED_KIND, 'subject')

/** Relations as a graph. */
export function describeGraph(subject: Subject): void {
  const relate = (cloud: Cloud, from: Asset, to: readonly Asset[], kind = RELATED_KIND) =>
    subject.store.write((tx) =>
      tx.relations.add(
        cloud.id,
        to.map(({ no }) => ({ from: from.no, to: no, kind })),
      ),
    )
  const graph = () => subject.store.read.graph
  const shown = (steps: readonly Step[]) => steps.map(({ from, label, to, degree }) => [from, label, to, degree])

  /** A chain of assets, each related to the next. */
  async function chain(length: number, kind = RELATED_KIND): Promise<{ cloud: Cloud; assets: Asset[] }> {
    const cloud = await subject.newCloud()
    const assets = await subject.newAssets(cloud, length)
    await subject.store.write((tx) =>
      tx.relations.add(
        cloud.id,
        assets.slice(1).map(({ no }, i) => ({ from: assets[i]!.no, to: no, kind })),
      ),
    )
    return { cloud, assets }
  }

  const walk = (cloud: Cloud, from: readonly Asset[], more: object = {}, budget?: WalkBudget) => {
    const request = {
      from,
      kinds: undefined,
      direction: 'both',
      steps: 2,
      limit: 1000,
      relations: false,
      cursor: undefined,
    } as const
    return walkRelations(subject.store.read, cloud, { ...request, maxAssets: MAX_WALKED_ASSETS, ...more }, budget)
  }

  test('a step goes from each asset in turn, through its lists in their order, with what the far end has', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c, d] = await subject.newAssets(cloud, 4)
    await relate(cloud, a!, [c!, b!])
    await relate(cloud, b!, [d!, a!], POSTER)
    const step = (labels?: number[], limit = 100) =>
      graph().step(cloud.id, [b!.no, a!.no], { limit, ...(labels && { labels }) })
    const expected = [
      [b!.no, RELATED, a!.no, 3],
      [b!.no, IS_POSTER, d!.no, 1],
      [b!.no, IS_POSTER, a!.no, 3],
      [a!.no, RELATED, c!.no, 1],
      [a!.no, RELATED, b!.no, 3],
      [a!.no, HAS_POSTER, b!.no, 3],
    ]
    expect(shown(await step())).toEqual(expected)
    expect(shown(await step(undefined, 4))).toEqual(expected.slice(0, 4))
    expect(shown(await step([HAS_POSTER]))).toEqual([[a!.no, HAS_POSTER, b!.no, 0]])
    expect(await graph().step(cloud.id, [], { limit: 9 })).toEqual([])
    expect(await graph().labelsOf(cloud.id, a!.no)).toEqual([RELATED, HAS_POSTER])
  })

  test('degrees are in the order asked for, of some labels or all', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = await subject.newAssets(cloud, 3)
    await relate(cloud, a!, [b!])
    await relate(cloud, a!, [b!], POSTER)
    const nos = [c!.no, b!.no, a!.no, b!.no]
    expect(await graph().degrees(cloud.id, nos)).toEqual([0, 2, 2, 2])
    expect(await graph().degrees(cloud.id, nos, [HAS_POSTER])).toEqual([0, 1, 0, 1])
    expect(await graph().degrees(cloud.id, [])).toEqual([])
  })

  test('a part of a long list goes on where the one before ended', async () => {
    const cloud = await subject.newCloud()
    const [hub, ...others] = await subject.newAssets(cloud, 8)
    await relate(cloud, hub!, others)
    const seen: number[] = []
    let after: Step | undefined
    do {
      const part = await graph().stepFrom(cloud.id, hub!.no, RELATED, { limit: 3, ...(after && { after }) })
      seen.push(...part.map(({ to }) => to))
      after = part.at(-1)
    } while (after)
    expect(seen).toEqual(numbersOf(others))
  })

  test('relations among assets are found from one side', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c] = await subject.newAssets(cloud, 3)
    await relate(cloud, a!, [b!, c!])
    await relate(cloud, b!, [a!], POSTER)
    const hops = (labels?: number[]) => graph().among(cloud.id, [a!.no], [a!.no, b!.no], labels)
    const related = { from: a!.no, label: RELATED, to: b!.no }
    expect(await hops()).toEqual([related, { from: a!.no, label: HAS_POSTER, to: b!.no }])
    expect(await hops([RELATED])).toEqual([related])
    expect(await graph().among(cloud.id, [a!.no], [])).toEqual([])
  })

  test('a hub is walked from whole, in pieces', async () => {
    const cloud = await subject.newCloud()
    const [hub, ...others] = await subject.newAssets(cloud, 1101)
    for (const group of groupsOf(others, 500)) await relate(cloud, hub!, group)
    await relate(cloud, hub!, others.slice(0, 3), POSTER)
    const { assets, truncated } = await walk(cloud, [hub!], { limit: 5000, steps: 1 })
    expect(numbersOf(assets.map(({ asset }) => asset))).toEqual(numbersOf(others))
    expect(truncated).toEqual([])
    const few = await walk(cloud, [hub!], { limit: 5000, steps: 1, kinds: ['has_poster', 'poster_of'] })
    expect(few.assets).toHaveLength(3)
    const cut = await walk(cloud, [others[0]!], { limit: 5000 }, new WalkBudget(60_000, 1050))
    expect([cut.truncated, cut.assets.length]).toEqual([['relations'], 1048])
    expect(numbersOf(cut.assets.map(({ asset }) => asset))).toEqual([hub!.no, ...numbersOf(others.slice(1, 1048))])
  })

  test('a walk says which limit it met, and has what it found until then', async () => {
    const { cloud, assets } = await chain(6)
    const [first] = assets
    const steps = MAX_STEPS
    expect((await walk(cloud, [first!], { steps })).truncated).toEqual([])
    const few = await walk(cloud, [first!], { steps, maxAssets: 3 })
    expect([few.truncated, few.assets.length]).toEqual([['assets'], 3])
    // As many as there are is enough.
    expect((await walk(cloud, [first!], { steps, maxAssets: 5 })).truncated).toEqual([])
    const late = await walk(cloud, [first!], { steps }, new WalkBudget(-1))
    expect([late.truncated, late.assets]).toEqual([['time'], []])
    const spent = await walk(cloud, [first!], { steps }, new WalkBudget(60_000, 4))
    expect([spent.truncated, spent.assets.length]).toEqual([['relations'], 2])
  })

  test('more steps than may be walked are told, those that were asked for are not', async () => {
    const { cloud, assets } = await chain(MAX_STEPS + 2)
    const [first, last] = [assets[0]!, assets.at(-1)!]
    const all = await walk(cloud, [first], { steps: MAX_STEPS })
    expect([all.truncated, all.assets.length]).toEqual([['steps'], MAX_STEPS])
    expect((await walk(cloud, [first], { steps: 5 })).truncated).toEqual([])
    expect((await walk(cloud, [assets[1]!], { steps: MAX_STEPS })).truncated).toEqual([])
    const path = (from: Asset, steps: number) =>
      findPath(subject.store.read, cloud, { from: [from], to: [last], kinds: undefined, direction: 'both', steps })
    expect(await path(first, MAX_STEPS)).toEqual({ path: undefined, truncated: ['steps'] })
    expect(await path(first, 5)).toEqual({ path: undefined, truncated: [] })
    expect((await path(assets[1]!, MAX_STEPS)).path?.links).toHaveLength(MAX_STEPS)
  })

  test('a page of a walk goes on behind the asset that the one before ended with', async () => {
    const cloud = await subject.newCloud()
    const [hub, a, b, c, d] = await subject.newAssets(cloud, 5)
    await relate(cloud, hub!, [a!, b!, c!])
    const page = async (cursor?: string) => {
      const { assets, nextCursor } = await walk(cloud, [hub!], { limit: 2, cursor })
      return { nos: numbersOf(assets.map(({ asset }) => asset)), nextCursor }
    }
    const first = await page()
    expect(first.nos).toEqual([a!.no, b!.no])
    await subject.store.write((tx) => tx.relations.remove(cloud.id, [{ from: hub!.no, to: a!.no, kind: RELATED_KIND }]))
    await relate(cloud, hub!, [d!])
    expect(await page(first.nextCursor)).toEqual({ nos: [c!.no, d!.no], nextCursor: undefined })
  })

  test('a path that a limit keeps from being found is told from one that is not there', async () => {
    const { cloud, assets } = await chain(9)
    const alone = (await subject.newAssets(cloud, 1))[0]!
    const path = (to: Asset, budget?: WalkBudget) => {
      const request = { from: [assets[0]!], to: [to], kinds: undefined, direction: 'both', steps: 50 } as const
      return findPath(subject.store.read, cloud, request, budget)
    }
    expect(await path(alone)).toEqual({ path: undefined, truncated: [] })
    expect(await path(assets.at(-1)!, new WalkBudget(60_000, 4))).toEqual({ path: undefined, truncated: ['relations'] })
    expect(await path(assets.at(-1)!, new WalkBudget(-1))).toEqual({ path: undefined, truncated: ['time'] })
  })

  test('groups that take too long are left to the next page, and one that takes longer than a page is cut', async () => {
    const { cloud, assets } = await chain(6)
    const pair = await subject.newAssets(cloud, 2)
    await relate(cloud, pair[0]!, [pair[1]!])
    const request = { of: undefined, kinds: undefined, limit: 10, members: 10 }
    const page = (cursor: string | undefined, relations: number) =>
      findGroups(subject.store.read, cloud, { ...request, cursor }, new WalkBudget(60_000, relations))
    const first = await page(undefined, 11)
    expect(first.groups).toMatchObject([{ size: 6, truncated: [] }])
    const second = await page(first.nextCursor, 11)
    expect(second).toMatchObject({ groups: [{ size: 2, truncated: [] }] })
    expect(second.nextCursor).toBeUndefined()
    const cut = await page(undefined, 4)
    expect(cut.groups).toMatchObject([{ size: 3, truncated: ['relations'] }])
    const { groups, nextCursor } = await findGroups(
      subject.store.read,
      cloud,
      { ...request, of: [pair[0]!, assets[0]!], cursor: undefined },
      new WalkBudget(60_000, 4),
    )
    expect([groups.length, nextCursor]).toEqual([1, expect.any(String)])
  })

  test('what has no relation is found among those of a few pages, newest first', async () => {
    const cloud = await subject.newCloud()
    const [a, b, c, d, e] = await subject.newAssets(cloud, 5)
    await relate(cloud, b!, [d!])
    const page = (before: number | undefined, look: number, limit = 10) =>
      graph().unrelated(cloud.id, { look, limit, ...(before !== undefined && { before }) })
    const nos = async (pending: ReturnType<typeof page>) => {
      const { assets, end } = await pending
      return [numbersOf(assets), end]
    }
    expect(await nos(page(undefined, 10))).toEqual([[e!.no, c!.no, a!.no], undefined])
    expect(await nos(page(undefined, 2))).toEqual([[e!.no], d!.no])
    expect(await nos(page(d!.no, 2))).toEqual([[c!.no], b!.no])
    expect(await nos(page(undefined, 10, 2))).toEqual([[e!.no, c!.no], c!.no])
  })

  test('knows nothing of another cloud', async () => {
    const [mine, theirs] = [await chain(3), await chain(4)]
    // Clouds number their assets alike, so nothing but the cloud tells them apart.
    const [, b, c] = numbersOf(mine.assets)
    expect(await graph().degrees(mine.cloud.id, [b!, c!])).toEqual([2, 1])
    expect(await graph().step(mine.cloud.id, [c!], { limit: 9 })).toHaveLength(1)
    expect(await graph().hubs(mine.cloud.id, { limit: 9 })).toHaveLength(3)
    expect(await graph().related(mine.cloud.id, { after: 0, look: 9 })).toHaveLength(3)
    expect((await graph().cards(mine.cloud.id, [numbersOf(theirs.assets).at(-1)!])).size).toBe(0)
  })
}
