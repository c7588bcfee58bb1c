import { expect, test } from 'vitest'
import { MAX_POSITION_LENGTH } from '../../src/core/position.ts'
import { MAX_TO_MOVE } from '../../src/core/relation.ts'
import { Calls } from './calls.ts'
import { findDamage } from './integrity.ts'
import { RecordingEngine } from './recording-engine.ts'
import { Subject } from './subject.ts'

const MOVES = 10_000

/** Whatever is put elsewhere in a list, and however often. */
export function describeMoves(subject: Subject): void {
  test(`of ${MOVES} moves to one spot, none makes positions long, nor the next one dear`, async () => {
    const { recorder, recorded } = await recordedFrom(subject)
    try {
      const calls = await Calls.on(recorded, MAX_TO_MOVE + 3)
      const others = Array.from({ length: MAX_TO_MOVE + 2 }, (_, i) => i + 1)
      await calls.relate(...others.map((to) => ({ from: 0, to })))
      const [first, last] = [others[0]!, others.at(-1)!]
      const anchor = { after: calls.id(first).assetId }
      let inner = others.slice(1, -1)
      const costs: number[] = []
      for (let moved = 0; moved < MOVES; moved += MAX_TO_MOVE) {
        // Another order each time, so that every one of them is moved.
        inner = inner.toReversed()
        recorder().statements = []
        await calls.moveAll(0, inner, anchor)
        costs.push(recorder().statements.length)
        const list = await calls.list(0)
        expect(list.map(calls.placeOf)).toEqual([first, ...inner, last])
        expect(Math.max(...list.map(({ position }) => position.length))).toBeLessThan(MAX_POSITION_LENGTH)
      }
      expect(Math.max(...costs)).toBeLessThanOrEqual(Math.min(...costs))
      expect(await findDamage(recorded.engine, calls.cloud)).toEqual([])
    } finally {
      await recorded.store.close()
    }
  })
}

/** The same place by an engine that notes the statements. */
async function recordedFrom(subject: Subject): Promise<{ recorded: Subject; recorder: () => RecordingEngine }> {
  let engine: RecordingEngine
  const recorded = new Subject(async () => ({
    ...subject.place,
    engine: () => {
      engine = new RecordingEngine(subject.place.engine())
      return engine
    },
  }))
  await recorded.open()
  return { recorded, recorder: () => engine }
}
