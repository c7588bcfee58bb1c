import type { InputOf } from '../params.ts'
import type { kindSchema } from './kinds.ts'

/** What our own API answers, as clients of it may rely on: types alone, made from the schemas of /openapi.json. */
export type Kind = InputOf<typeof kindSchema>
