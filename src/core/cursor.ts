import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Cloud } from './cloud.ts'
import { invalid } from './errors.ts'

const SIGNATURE_BYTES = 12

/** Signs with the cloud's secret what was listed (`scope`) and where the page ended, so that neither can be changed. */
function sign(cloud: Cloud, scope: string, payload: string): Buffer {
  return createHmac('sha256', cloud.cursorSecret).update(`${scope}\n${payload}`).digest().subarray(0, SIGNATURE_BYTES)
}

/** A cursor that only this cloud, for this very listing, takes back. */
export function encodeCursor(cloud: Cloud, scope: string, position: readonly (string | number)[]): string {
  const payload = JSON.stringify(position)
  return Buffer.concat([sign(cloud, scope, payload), Buffer.from(payload)]).toString('base64url')
}

/** Where the page before ended. Refuses a cursor that was changed, or that was given out for another listing or cloud. */
export function decodeCursor(cloud: Cloud, scope: string, cursor: string): (string | number)[] {
  const bytes = Buffer.from(cursor, 'base64url')
  const payload = bytes.subarray(SIGNATURE_BYTES).toString()
  const signature = bytes.subarray(0, SIGNATURE_BYTES)
  const expected = sign(cloud, scope, payload)
  if (signature.length !== SIGNATURE_BYTES || !timingSafeEqual(signature, expected)) {
    throw invalid(
      'Invalid cursor: pass next_cursor exactly as the page before returned it, with the same other parameters, or leave it out to start again',
    )
  }
  return JSON.parse(payload)
}
