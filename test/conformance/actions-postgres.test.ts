import { describeActions } from './actions.ts'
import { postgresPlace } from './places.ts'

describeActions('postgres', postgresPlace, 12)
