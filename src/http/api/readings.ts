import type { Operation } from '../operation.ts'
import { groups } from './groups.ts'
import { history, historyFeed, historyOfCall } from './history.ts'
import { path } from './path.ts'
import { related } from './related.ts'
import { relationsAmongOperation } from './relations-among.ts'
import { hubs, unrelatedAssets } from './unrelated-and-hubs.ts'
import { walk } from './walk.ts'

/** What threads answer: each is made by `reading`. */
export const READINGS: readonly Operation[] = [
  ...[walk, path, relationsAmongOperation, groups, unrelatedAssets, hubs],
  ...[history, historyOfCall, historyFeed, related],
]
