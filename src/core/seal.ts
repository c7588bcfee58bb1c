import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Cloud } from './cloud.ts'

const SIGNATURE_BYTES = 12

/** JSON that goes out and comes back: who has it can read it, and neither change it nor use it elsewhere. */
export function seal(cloud: Cloud, purpose: string, content: unknown): string {
  const payload = JSON.stringify(content)
  return Buffer.concat([sign(cloud, purpose, payload), Buffer.from(payload)]).toString('base64url')
}

/** Nothing where it was changed, or sealed for another purpose or cloud. */
export function unseal<Content>(cloud: Cloud, purpose: string, text: string): Content | undefined {
  const bytes = Buffer.from(text, 'base64url')
  const payload = bytes.subarray(SIGNATURE_BYTES).toString()
  const signature = bytes.subarray(0, SIGNATURE_BYTES)
  const expected = sign(cloud, purpose, payload)
  if (signature.length !== SIGNATURE_BYTES || !timingSafeEqual(signature, expected)) return undefined
  return JSON.parse(payload)
}

const sign = (cloud: Cloud, purpose: string, payload: string): Buffer =>
  createHmac('sha256', cloud.cursorSecret).update(`${purpose}\n${payload}`).digest().subarray(0, SIGNATURE_BYTES)
