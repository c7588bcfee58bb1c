import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import sharp, { type Sharp } from 'sharp'
import type { Band } from './draw-worker.ts'

const BAND_ROWS = 24
const WORKER = new URL('./draw-worker.ts', import.meta.url)

/** Draws a scene on all processors, and hands it to sharp. Takes a minute or two for a picture of 1200 x 900. */
export async function draw(scene: string, width: number, height: number, samples: number, turn = 0): Promise<Sharp> {
  const bands: Band[] = []
  for (let top = 0; top < height; top += BAND_ROWS) {
    bands.push({ scene, turn, width, height, top, bottom: Math.min(top + BAND_ROWS, height), samples })
  }
  const rows = new Map<number, Uint8Array>()
  const queue = [...bands]
  const next = async (): Promise<void> => {
    for (let band = queue.shift(); band; band = queue.shift()) {
      const [pixels] = await once(new Worker(WORKER, { workerData: band }), 'message')
      rows.set(band.top, pixels)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, next))
  const pixels = Buffer.concat(bands.map((band) => rows.get(band.top) as Uint8Array))
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}
