import { afterAll, beforeAll, describe } from 'vitest'
import { describeCheckup } from './actions-checkup.ts'
import { describeMoves } from './actions-moves.ts'
import { describePast } from './actions-past.ts'
import { describeSuggesting } from './actions-suggestions.ts'
import { describeUndo } from './actions-undo.ts'
import type { Place } from './places.ts'
import { Subject } from './subject.ts'

/** What actions make of a store that several of its ports have a part in, whatever the engine. */
export function describeActions(name: string, newPlace: () => Promise<Place>, numRuns: number): void {
  describe(`${name} store and what is done with it`, () => {
    const subject = new Subject(newPlace)
    beforeAll(() => subject.open())
    afterAll(() => subject.remove())
    describeUndo(subject)
    describeMoves(subject)
    describeCheckup(subject)
    describePast(subject, numRuns)
    describeSuggesting(subject)
  })
}
