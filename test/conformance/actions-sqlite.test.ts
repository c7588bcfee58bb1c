import { describeActions } from './actions.ts'
import { sqlitePlace } from './places.ts'

describeActions('sqlite', sqlitePlace, 12)
