import { sqlitePlace } from './places.ts'
import { describeStore } from './store.ts'

describeStore('sqlite', sqlitePlace)
