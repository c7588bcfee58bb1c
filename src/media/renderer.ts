import { rm } from 'node:fs/promises'
import type { Render } from '../core/derived.ts'
import { AppError, invalid } from '../core/errors.ts'
import { ReaderPool } from './reader-pool.ts'
import { Slots } from './slots.ts'
import { takeFrame } from './video-frame.ts'

const RENDER_TIMEOUT_MS = 30_000
/** Requests that wait for an image to be made. */
const MAX_WAITING = 500
/** Videos that a frame is taken from at the same time. */
const MAX_FRAMES = 2

export interface Renderer {
  readonly render: Render
  /** Ends what makes images; what is being made is refused. */
  close(): Promise<void>
}

const stopping = () => new AppError('unavailable', 'The server is stopping: ask again later')
const busy = () => new AppError('unavailable', 'Too many images are being made already: ask again later')

/**
 * Makes images in processes of their own, for the same reasons as files are read there. Apart from the readers of uploads,
 * so that neither waits for the other. `programs` is where programs are found, as PATH has it.
 */
export function createRenderer(programs: string, timeoutMs: number = RENDER_TIMEOUT_MS): Renderer {
  const closing = new AbortController()
  const frames = new Slots(MAX_FRAMES, MAX_WAITING, busy)
  const pool = new ReaderPool({
    timeoutMs,
    maxWaiting: MAX_WAITING,
    refusals: {
      tooSlow: () => invalid(`The image could not be made within ${timeoutMs / 1000} seconds: ask for a simpler one`),
      crashed: () => invalid('The image could not be made: it needs more memory than there is, or the file is damaged'),
      stopping,
      busy,
    },
  })
  return {
    async render(source, recipe, output) {
      if (source.resourceType !== 'video') return pool.run({ render: recipe, source, output })
      const path = `${output}.frame`
      try {
        await frames.use(() => takeFrame(source, recipe, path, { programs, timeoutMs, signal: closing.signal }))
        const frame = { ...source, path, format: 'png', resourceType: 'image', pages: null } as const
        return await pool.run({ render: recipe, source: frame, output })
      } finally {
        await rm(path, { force: true })
      }
    },
    async close() {
      closing.abort()
      await pool.close()
    },
  }
}
