import type { Operation } from '../operation.ts'
import { createKindOperation, listKinds, updateKindOperation } from './kinds.ts'

/** Our own API, at `/api/v1/{cloud_name}`: what goes further than Cloudinary's. */
export const API_OPERATIONS: readonly Operation[] = [listKinds, createKindOperation, updateKindOperation]
