import { afterAll, beforeAll, describe } from 'vitest'
import type { Place } from './places.ts'
import { describeAssets } from './store-assets.ts'
import { describeChanges } from './store-changes.ts'
import { describeClouds } from './store-clouds.ts'
import { describeConcurrency } from './store-concurrency.ts'
import { describeDefinitions } from './store-definitions.ts'
import { describeDeliveries } from './store-deliveries.ts'
import { describeDerived } from './store-derived.ts'
import { describeFolders } from './store-folders.ts'
import { describeGraph } from './store-graph.ts'
import { describeHistory } from './store-history.ts'
import { describeListing } from './store-listing.ts'
import { describeRelationDump } from './store-relation-dump.ts'
import { describeRelations } from './store-relations.ts'
import { describeRestart } from './store-restart.ts'
import { describeSearch } from './store-search.ts'
import { describeSuggestions } from './store-suggestions.ts'
import { describeTotals } from './store-totals.ts'
import { describeTransactions } from './store-transactions.ts'
import { describeTrash } from './store-trash.ts'
import { describeUsers } from './store-users.ts'
import { describeVersions } from './store-versions.ts'
import { Subject } from './subject.ts'

/** What the port in core/store.ts promises, whatever the engine. */
export function describeStore(name: string, newPlace: () => Promise<Place>): void {
  describe(`${name} store`, () => {
    const subject = new Subject(newPlace)
    beforeAll(() => subject.open())
    afterAll(() => subject.remove())
    describeClouds(subject)
    describeUsers(subject)
    describeAssets(subject)
    describeListing(subject)
    describeSearch(subject)
    describeRelations(subject)
    describeGraph(subject)
    describeRelationDump(subject)
    describeDefinitions(subject)
    describeDerived(subject)
    describeFolders(subject)
    describeTotals(subject)
    describeChanges(subject)
    describeHistory(subject)
    describeDeliveries(subject)
    describeTrash(subject)
    describeVersions(subject)
    describeSuggestions(subject)
    describeTransactions(subject)
    describeConcurrency(subject)
    describeRestart(subject)
  })
}
