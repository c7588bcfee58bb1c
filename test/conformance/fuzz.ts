import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands, makeHub, Run, startingRefs } from './fuzz-commands.ts'
import { findDamage } from './integrity.ts'
import type { Place } from './places.ts'
import { Subject } from './subject.ts'

/** Any sequence of calls does to a store what it does to the model. A failure prints the seed that repeats it. */
export function describeFuzz(name: string, newPlace: () => Promise<Place>, numRuns: number): void {
  describe(`${name} store and the model`, () => {
    const subject = new Subject(newPlace)
    beforeAll(() => subject.open())
    afterAll(() => subject.remove())

    const trash = fc.integer({ min: 0, max: 3 }).map((n) => n > 0)
    const limit = fc.option(fc.integer({ min: 1, max: 6 }), { freq: 2 })

    test('agree after any sequence of calls', async () => {
      const agree = fc.asyncProperty(commands, limit, trash, fc.boolean(), (commands, limit, trash, hub) =>
        subject.attempt(async () => {
          const run = new Run(subject, await subject.newCloud(), limit, trash)
          if (hub) await makeHub(run)
          await run.create(startingRefs)
          await fc.asyncModelRun(() => ({ model: {}, real: run }), commands)
          await run.expectAllSame()
          expect(await findDamage(subject.engine, run.cloud)).toEqual([])
        }),
      )
      // Time for the seed of a failure to be printed, and for what leads to it to be made short.
      await fc.assert(agree, { numRuns, interruptAfterTimeLimit: 100_000 })
    })
  })
}
