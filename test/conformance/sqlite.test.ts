import { describeFuzz } from './fuzz.ts'
import { sqlitePlace } from './places.ts'
import { describeStore } from './store.ts'
import { describeTypedRelations } from './typed-relations-fuzz.ts'

describeStore('sqlite', sqlitePlace)
describeFuzz('sqlite', sqlitePlace, 40)
describeTypedRelations('sqlite', sqlitePlace, 60)
