import { describeFuzz } from './fuzz.ts'
import { postgresPlace } from './places.ts'
import { describeStore } from './store.ts'

describeStore('postgres', postgresPlace)
describeFuzz('postgres', postgresPlace, 25)
