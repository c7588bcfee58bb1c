import { setTimeout as sleep } from 'node:timers/promises'

const DAY_MS = 24 * 60 * 60 * 1000
const ENOUGH_MS = 30_000

/** Waits for the next day (UTC) where this one is about to end, so that what a test does is counted on one. */
export async function untilDayLasts(): Promise<void> {
  const leftMs = DAY_MS - (Date.now() % DAY_MS)
  if (leftMs < ENOUGH_MS) await sleep(leftMs)
}
