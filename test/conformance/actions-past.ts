import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deleteAssets } from '../../src/actions/delete-assets.ts'
import { catchUp } from '../../src/actions/index-history.ts'
import { mergeKinds } from '../../src/actions/merge-kinds.ts'
import { purgeTrash } from '../../src/actions/purge-trash.ts'
import { relatedAt } from '../../src/actions/related-at.ts'
import { updateKind } from '../../src/actions/relation-kinds.ts'
import { restoreAssets } from '../../src/actions/restore-assets.ts'
import { positionAt } from '../../src/core/clock.ts'
import { Calls, type Pair } from './calls.ts'
import { libraryOf } from './library.ts'
import type { Subject } from './subject.ts'

const ASSETS = 5

/** As whoever asks for it has it: with all that was logged before in the index. */
async function indexedPast(calls: Calls, i: number, at: number, page: object = {}) {
  await catchUp(calls.library.store, calls.cloud)
  return relatedAt(calls.library.store.read, calls.cloud, calls.id(i), at, { ...ALL, ...page })
}
const ALL = { labels: undefined, limit: 500, cursor: undefined }

/** What an asset was related to at a time. */
export function describePast(subject: Subject, numRuns: number): void {
  test('the past is told page by page, deleted assets too, and not of before it is kept', async () => {
    const calls = await Calls.on(subject, 4)
    const past = (i: number, at: number, page: object = {}) => indexedPast(calls, i, at, page)
    await calls.relate({ from: 0, to: 1, note: 'one' }, { from: 0, to: 2 }, { from: 0, to: 3, kind: 'derived_from' })
    const then = await moment()
    await calls.edit({ from: 0, to: 1, note: 'two' })
    await calls.unrelate({ from: 2, to: 0 })
    await calls.by((...args) => deleteAssets(...args, [calls.id(3)]))
    const { related, total } = await past(0, then)
    expect(related.map(({ other, note, isDeleted }) => [calls.placeOf(other), note, isDeleted])).toEqual([
      [1, 'one', false],
      [2, null, false],
      [3, null, true],
    ])
    expect(total).toBe(3)
    const first = await past(0, then, { limit: 2 })
    expect(first.related).toEqual(related.slice(0, 2))
    expect((await past(0, then, { limit: 2, cursor: first.nextCursor })).related).toEqual(related.slice(2))
    expect((await past(3, then)).related.map(({ other }) => calls.placeOf(other))).toEqual([0])
    await expect(past(0, calls.cloud.createdAt - 1)).rejects.toMatchObject({ code: 'invalid' })
    await expect(past(0, Date.now() + 60_000)).rejects.toMatchObject({ code: 'invalid' })
  })

  test('what is logged while the past is asked for, and is in no index yet, is taken back as well', async () => {
    const calls = await Calls.on(subject, 4)
    await calls.relate({ from: 0, to: 1, note: 'one' }, { from: 0, to: 2 })
    const then = await moment()
    await calls.edit({ from: 0, to: 1, note: 'two' })
    await catchUp(calls.library.store, calls.cloud)
    await calls.edit({ from: 1, to: 0, note: 'three' })
    await calls.unrelate({ from: 0, to: 2 })
    await calls.relate({ from: 3, to: 0 })
    const { related } = await relatedAt(calls.library.store.read, calls.cloud, calls.id(0), then, ALL)
    expect(related.map(({ other, note }) => [calls.placeOf(other), note])).toEqual([
      [1, 'one'],
      [2, null],
    ])
  })

  test('assets that are gone for good are told with the names that the log knew, as far as it reaches', async () => {
    const calls = await Calls.on(subject, 6)
    const past = (at: number) => indexedPast(calls, 0, at)
    const shown = async (at: number) =>
      (await past(at)).related.map(({ other, note, isGone }) => [calls.placeOf(other), note, isGone])
    await calls.relate({ from: 0, to: 1, note: 'one' }, { from: 0, to: 2 }, { from: 0, to: 3 }, { from: 0, to: 4 })
    const related = await moment()
    await calls.relate({ from: 0, to: 5 })
    await calls.unrelate({ from: 4, to: 0 })
    await calls.edit({ from: 2, to: 0, note: 'two' })
    await calls.by((...args) => deleteAssets(...args, [calls.id(3)]))
    const then = await moment()
    await calls.by((...args) => deleteAssets(...args, [1, 2, 4, 5].map(calls.id)))
    await purge(subject)
    expect(await shown(related)).toEqual([
      [1, 'one', true],
      [2, null, true],
      [3, null, true],
      [4, null, true],
    ])
    const all = await past(then)
    expect(await shown(then)).toEqual([
      [1, 'one', true],
      [2, 'two', true],
      [5, null, true],
    ])
    expect(all).toMatchObject({ total: 3, isIncomplete: false })
    const { no, assetId, resourceType, type, publicId } = calls.assets[1]!
    expect(all.related[0]!.other).toEqual({ no, assetId, resourceType, type, publicId })
    expect(all.related[0]!.isDeleted).toBe(true)

    await subject.store.write((tx) => tx.changes.sweep(calls.cloud.id, positionAt(related), 100))
    expect(await shown(then)).toEqual([
      [2, 'two', true],
      [5, null, true],
    ])
    expect((await past(then)).isIncomplete).toBe(true)
  })

  test('of every moment, the past is told as it was told then, whatever was done and undone', async () => {
    const steps = fc.array(step, { minLength: 5, maxLength: 14 })
    await fc.assert(
      fc.asyncProperty(steps, (steps) =>
        subject.attempt(async () => {
          const calls = await Calls.on(subject, ASSETS)
          const made: string[] = []
          const moments: { at: number; lists: Entry[][] }[] = []
          for (const step of steps) {
            const call = step.do === 'purge' ? void (await purge(subject)) : await doStep(calls, step, made)
            if (call !== undefined) made.push(call)
            moments.push({ at: await moment(), lists: await listsOf(calls) })
          }
          for (const { at, lists } of moments) {
            const told = await pastListsOf(calls, at)
            // Of one that is gone for good itself nothing is told.
            expect({ at, lists: told.map((past) => past?.entries) }).toEqual({
              at,
              lists: lists.map((list, i) => told[i] && (told[i].hasGone ? byOther(list) : list)),
            })
          }
        }),
      ),
      { numRuns, interruptAfterTimeLimit: 100_000 },
    )
  })
}

/** Empties the trash. */
const purge = (subject: Subject): Promise<number> =>
  purgeTrash(libraryOf(subject.store, null, { trashMs: -1000, backup: false }))

/** Two calls are never in the same millisecond. */
async function moment(): Promise<number> {
  await sleep(2)
  const now = Date.now()
  await sleep(2)
  return now
}

type Step =
  | { readonly do: 'relate' | 'unrelate' | 'edit'; readonly pairs: readonly Pair[] }
  | { readonly do: 'move'; readonly of: number; readonly moved: number; readonly spot: 'first' | 'last' }
  | { readonly do: 'delete' | 'restore'; readonly place: number }
  | { readonly do: 'merge'; readonly into: 'derived_from' | 'alternate_of' }
  | { readonly do: 'purge' }
  | { readonly do: 'undo'; readonly n: number }

const place = fc.nat(ASSETS - 1)
const ends = { from: place, to: place, kind: fc.constantFrom('related', 'poster_of', 'derived_from', 'alternate_of') }
const pairs = (maxLength: number) => fc.array(fc.record(ends), { minLength: 1, maxLength })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('relate' as const), pairs: pairs(4) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('unrelate' as const), pairs: pairs(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      pairs: fc.array(fc.record({ ...ends, note: fc.constantFrom('a', 'b', null) }), { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      of: place,
      moved: place,
      spot: fc.constantFrom('first', 'last'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('delete', 'restore'), place }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('merge' as const),
      into: fc.constantFrom('derived_from' as const, 'alternate_of' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('purge' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('undo' as const), n: fc.nat() }) },
)

async function doStep(
  calls: Calls,
  step: Exclude<Step, { do: 'purge' }>,
  made: readonly string[],
): Promise<string | undefined> {
  switch (step.do) {
    case 'relate':
    case 'unrelate':
    case 'edit':
      return calls[step.do](...step.pairs)
    case 'move':
      // Of an asset that is deleted there is no list.
      return calls.move(step.of, step.moved, step.spot).catch(expectCode('not_found'))
    case 'delete':
      return calls.by((...args) => deleteAssets(...args, [calls.id(step.place)]))
    case 'restore':
      return calls.by((...args) => restoreAssets(...args, [{ identifier: calls.id(step.place) }]))
    case 'merge':
      return calls.by(async (library, caller) => {
        await mergeKinds(library, caller, 'poster_of', step.into)
        await updateKind(library, caller, 'poster_of', { retired: false })
      })
    case 'undo': {
      const call = made[step.n % Math.max(1, made.length)]
      // Nothing is logged of a call that changed nothing.
      return call === undefined ? undefined : (await calls.undo(call).catch(expectCode('not_found')))?.call
    }
  }
}

const expectCode = (code: string) => (error: { code?: string }) => {
  if (error.code !== code) throw error
  return undefined
}

const places = Array.from({ length: ASSETS }, (_, i) => i)

interface Entry {
  readonly label: number
  readonly note: string | null
  readonly at: number
  readonly other: number
}

const listsOf = (calls: Calls): Promise<Entry[][]> =>
  Promise.all(
    places.map(async (i) =>
      (await calls.list(i)).map(({ label, note, relatedAt, ...other }) => ({
        ...{ label, note, at: relatedAt },
        other: calls.placeOf(other),
      })),
    ),
  )

/**
 * Of what is gone for good the log alone tells, which is written a moment later: when it was related, and where it stands
 * among what was related at that time, is told no more exactly.
 */
const pastListsOf = (calls: Calls, at: number): Promise<({ entries: Entry[]; hasGone: boolean } | undefined)[]> =>
  Promise.all(
    places.map(async (i) => {
      const past = await indexedPast(calls, i, at).catch(expectCode('not_found'))
      if (!past) return undefined
      const entries = past.related.map(({ label, note, createdAt, isGone, other }) => ({
        ...{ label, note, at: isGone ? expect.any(Number) : createdAt },
        other: calls.placeOf(other),
      }))
      const hasGone = past.related.some(({ isGone }) => isGone)
      return { entries: hasGone ? byOther(entries) : entries, hasGone }
    }),
  )

const byOther = (entries: readonly Entry[]): Entry[] =>
  entries.toSorted((a, b) => a.label - b.label || a.other - b.other)
