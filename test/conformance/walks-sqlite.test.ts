import { sqlitePlace } from './places.ts'
import { describeWalks } from './walks.ts'

describeWalks('sqlite', sqlitePlace, 30)
