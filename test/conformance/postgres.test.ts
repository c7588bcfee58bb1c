import { describeFuzz } from './fuzz.ts'
import { postgresPlace } from './places.ts'
import { describeStore } from './store.ts'
import { describeTypedRelations } from './typed-relations-fuzz.ts'

describeStore('postgres', postgresPlace)
describeFuzz('postgres', postgresPlace, 25)
describeTypedRelations('postgres', postgresPlace, 15)
