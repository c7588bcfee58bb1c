import { describeFuzz } from './fuzz.ts'
import { sqlitePlace } from './places.ts'
import { describeStore } from './store.ts'

describeStore('sqlite', sqlitePlace)
describeFuzz('sqlite', sqlitePlace, 40)
