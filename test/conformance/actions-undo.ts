import { expect, test } from 'vitest'
import { deleteAssets } from '../../src/actions/delete-assets.ts'
import { dismissSuggestions } from '../../src/actions/dismiss-suggestions.ts'
import { mergeKinds } from '../../src/actions/merge-kinds.ts'
import { renameAsset } from '../../src/actions/rename-asset.ts'
import { restoreAssets } from '../../src/actions/restore-assets.ts'
import type { UndoResult } from '../../src/actions/undo-change.ts'
import { updateAsset } from '../../src/actions/update-asset.ts'
import { refOf } from '../../src/core/asset.ts'
import { Calls } from './calls.ts'
import { findDamage } from './integrity.ts'
import { differencesFromLog } from './log-sum.ts'
import type { Subject } from './subject.ts'

const outcomesOf = ({ results }: { results: readonly UndoResult[] }) => results.map(({ outcome }) => outcome)

/** What one call changed is taken back as far as it still is as that left it. */
export function describeUndo(subject: Subject): void {
  test('what a call related is undone, and undoing that relates it again, as often as one likes', async () => {
    const calls = await Calls.on(subject, 4)
    await calls.relate({ from: 0, to: 3 })
    const related = await calls.relate(
      { from: 0, to: 1 },
      { from: 0, to: 2, kind: 'poster_of', note: 'x' },
      { from: 0, to: 3 },
    )
    let undone = await calls.undo(related)
    expect(outcomesOf(undone)).toEqual(['undone', 'undone'])
    expect(await calls.related(0)).toEqual([[3, 'related', null]])
    for (let i = 0; i < 3; i++) {
      undone = await calls.undo(undone.call)
      expect(outcomesOf(undone)).toEqual(['undone', 'undone'])
      expect(await calls.related(0)).toHaveLength(i % 2 === 0 ? 3 : 1)
    }
    expect(await calls.related(0)).toEqual([
      [3, 'related', null],
      [1, 'related', null],
      [2, 'poster_of', 'x'],
    ])
    expect(await findDamage(subject.engine, calls.cloud)).toEqual([])
  })

  test('what was unrelated, moved and edited comes back where it stood, but for what was changed since', async () => {
    const calls = await Calls.on(subject, 6)
    await calls.relate(...[1, 2, 3, 4].map((to) => ({ from: 0, to, note: 'as it was' })))
    const removed = await calls.unrelate({ from: 0, to: 1 }, { from: 3, to: 0 })
    const edited = await calls.edit({ from: 0, to: 2, note: 'new' }, { from: 0, to: 4, note: 'new' })
    const moved = await calls.move(0, 2, 'last')
    await calls.relate({ from: 0, to: 5 }, { from: 0, to: 3, note: 'anew' })
    await calls.edit({ from: 0, to: 4, note: 'newer' })
    expect(outcomesOf(await calls.undo(removed))).toEqual(['undone', 'changed_since'])
    expect(outcomesOf(await calls.undo(edited))).toEqual(['undone', 'changed_since'])
    expect(outcomesOf(await calls.undo(moved))).toEqual(['undone'])
    expect(outcomesOf(await calls.undo(moved))).toEqual(['already'])
    expect(await calls.related(0)).toEqual([
      [1, 'related', 'as it was'],
      [2, 'related', 'as it was'],
      [4, 'related', 'newer'],
      [5, 'related', null],
      [3, 'related', 'anew'],
    ])
    expect(await findDamage(subject.engine, calls.cloud)).toEqual([])
  })

  test('a dry run tells what would be undone, and changes nothing', async () => {
    const calls = await Calls.on(subject, 3)
    const related = await calls.relate({ from: 0, to: 1 }, { from: 0, to: 2 })
    await calls.unrelate({ from: 0, to: 2 })
    const before = await subject.store.read.changes.marks(calls.cloud.id)
    expect(outcomesOf(await calls.undo(related, true))).toEqual(['undone', 'already'])
    expect(await calls.related(0)).toEqual([[1, 'related', null]])
    expect((await subject.store.read.changes.marks(calls.cloud.id)).last).toBe(before.last)
    expect(outcomesOf(await calls.undo(related))).toEqual(['undone', 'already'])
  })

  test('a deletion is undone with the relations of what was deleted, and done again by undoing that', async () => {
    const calls = await Calls.on(subject, 4)
    await calls.relate(...[1, 2, 3].map((to) => ({ from: 0, to, note: 'kept' })))
    const deleted = await calls.by((...args) => deleteAssets(...args, [calls.id(0), calls.id(2)]))
    const undone = await calls.undo(deleted)
    expect(outcomesOf(undone)).toEqual(['undone', 'undone'])
    expect((await calls.related(0)).map(([other]) => other)).toEqual([1, 2, 3])
    expect(outcomesOf(await calls.undo(undone.call))).toEqual(['undone', 'undone'])
    expect(await calls.related(1)).toEqual([])
    await calls.by((...args) => restoreAssets(...args, [{ identifier: calls.id(0) }]))
    expect((await calls.related(0)).map(([other]) => other)).toEqual([1, 3])
    expect(await findDamage(subject.engine, calls.cloud)).toEqual([])
  })

  test('names, words and what was dismissed are put back as well', async () => {
    const calls = await Calls.on(subject, 2)
    const [one, other] = calls.assets
    const renamed = await calls.by((...args) =>
      renameAsset(...args, refOf(one!), { publicId: `${one!.publicId}-new`, overwrite: false }, {}),
    )
    const updated = await calls.by((...args) => updateAsset(...args, calls.id(0), { tags: ['a', 'b'] }))
    const dismissed = await calls.by((...args) =>
      dismissSuggestions(...args, [{ from: one!.assetId, to: other!.assetId }]),
    )
    expect(outcomesOf(await calls.undo(renamed))).toEqual(['undone'])
    expect(outcomesOf(await calls.undo(updated))).toEqual(['undone'])
    expect(outcomesOf(await calls.undo(dismissed))).toEqual(['undone'])
    const { read } = subject.store
    const [found] = await read.assets.find(calls.cloud.id, [calls.id(0)])
    expect([found!.publicId, found!.tags]).toEqual([one!.publicId, []])
    expect(await read.suggestions.settled(calls.cloud.id, one!.no, [other!.no])).toEqual(new Set())
    expect(await findDamage(subject.engine, calls.cloud)).toEqual([])
  })

  test('a merge of kinds is undone in the pages of one call', async () => {
    const calls = await Calls.on(subject, 4)
    await calls.relate(...[1, 2, 3].map((to) => ({ from: 0, to, kind: 'poster_of', note: `no. ${to}` })))
    const merged = await calls.by((...args) => mergeKinds(...args, 'poster_of', 'derived_from'))
    expect((await calls.related(0)).map(([, kind]) => kind)).toEqual(['derived_from', 'derived_from', 'derived_from'])
    expect(new Set(outcomesOf(await calls.undo(merged)))).toEqual(new Set(['undone']))
    expect(await calls.related(0)).toEqual([1, 2, 3].map((to) => [to, 'poster_of', `no. ${to}`]))
    expect(await findDamage(subject.engine, calls.cloud)).toEqual([])
  })

  test('two relations that a merge makes one are logged as that one, and are two again once it is undone', async () => {
    const calls = await Calls.on(subject, 2)
    await calls.relate({ from: 1, to: 0, kind: 'derived_from', note: 'one' })
    await calls.relate({ from: 0, to: 1, kind: 'derived_from', note: 'other' })
    const merged = await calls.by((...args) => mergeKinds(...args, 'derived_from', 'alternate_of'))
    expect(await calls.related(0)).toHaveLength(1)
    expect(await differencesFromLog(subject.engine, subject.store, calls.cloud)).toEqual([])
    // Three relations, and the kind that the merge retired.
    expect(outcomesOf(await calls.undo(merged))).toEqual(['undone', 'undone', 'undone', 'undone'])
    expect(await calls.related(0)).toEqual([
      [1, 'derived_from', 'other'],
      [1, 'source_of', 'one'],
    ])
    expect(await findDamage(subject.engine, calls.cloud)).toEqual([])
  })

  test('two who undo the same call at once undo it once', async () => {
    const calls = await Calls.on(subject, 12)
    const others = Array.from({ length: 11 }, (_, i) => ({ from: 0, to: i + 1 }))
    const related = await calls.relate(...others)
    const undone = await Promise.all([0, 1, 2, 3].map(() => calls.undo(related)))
    const outcomes = undone.flatMap(outcomesOf)
    expect(outcomes.filter((outcome) => outcome === 'undone')).toHaveLength(11)
    expect(outcomes.filter((outcome) => outcome === 'already')).toHaveLength(33)
    expect(await calls.related(0)).toEqual([])
    expect(await findDamage(subject.engine, calls.cloud)).toEqual([])
  })
}
