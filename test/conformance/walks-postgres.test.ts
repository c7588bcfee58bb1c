import { postgresPlace } from './places.ts'
import { describeWalks } from './walks.ts'

describeWalks('postgres', postgresPlace, 15)
