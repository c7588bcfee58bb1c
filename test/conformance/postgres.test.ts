import { postgresPlace } from './places.ts'
import { describeStore } from './store.ts'

describeStore('postgres', postgresPlace)
