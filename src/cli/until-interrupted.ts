import type { RunningRelata } from '../main.ts'

/** Serves until SIGINT or SIGTERM, then finishes what is in flight and exits 0. A second signal exits at once. */
export async function untilInterrupted(relata: RunningRelata): Promise<never> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  await relata.stop()
  process.exit(0)
}
