import { spawn } from 'node:child_process'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Recipe, RenderSource } from '../core/derived.ts'
import { invalid } from '../core/errors.ts'

/** Containers that are opened, by ffmpeg's names: none that has other files or addresses read, such as playlists. */
const CONTAINERS = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,mpeg,mpegts,ogg,asf,mxf,rm'

export interface FrameOptions {
  /** Where ffmpeg is looked for, as PATH has it. */
  readonly programs: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Writes one frame of a video as a PNG. Throws `invalid` where there is none, or no ffmpeg to take it. */
export async function takeFrame(
  source: RenderSource,
  { steps }: Recipe,
  output: string,
  { programs, timeoutMs, signal }: FrameOptions,
): Promise<void> {
  const { width, height } = source
  // Of some containers nothing is known, and then ffmpeg says.
  if (!width && source.durationMicros !== null) throw invalid('Images are made of videos, and this has no picture')
  const ffmpeg = await findProgram('ffmpeg', programs)
  if (!ffmpeg) throw invalid('Images of videos need ffmpeg, which is not on the PATH of this server: install it')
  const offset = steps.find((step) => step.offset !== undefined)?.offset ?? { seconds: 0 }
  const durationS = (source.durationMicros ?? 0) / 1_000_000
  const seconds = 'seconds' in offset ? offset.seconds : offset.share * durationS
  // The size at which it plays, whatever the shape of its pixels.
  const shape = width && height ? ['-vf', `scale=${width}:${height},setsar=1`] : []
  const child = spawn(
    ffmpeg,
    [
      ...['-nostdin', '-v', 'quiet', '-threads', '1', '-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS],
      ...['-ss', seconds.toFixed(3), '-i', `file:${source.path}`, '-an', '-sn', '-dn', '-frames:v', '1'],
      ...shape,
      ...['-f', 'image2', '-update', '1', '-c:v', 'png', '-y', `file:${output}`],
    ],
    { stdio: 'ignore', env: {}, timeout: timeoutMs, killSignal: 'SIGKILL', signal },
  )
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('error', () => resolve())
  child.once('exit', () => resolve())
  await promise
  if (child.signalCode !== null) throw invalid(`The frame could not be read within ${timeoutMs / 1000} seconds`)
  if (child.exitCode === 0 && (await exists(output))) return
  throw invalid(
    source.durationMicros !== null && seconds >= durationS
      ? `The video has no frame at ${seconds} seconds: it ends at ${durationS}`
      : 'The video has no frame that can be read there',
  )
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

async function findProgram(name: string, programs: string): Promise<string | undefined> {
  for (const folder of programs.split(delimiter)) {
    const path = join(folder, name)
    if (folder !== '' && (await exists(path))) return path
  }
  return undefined
}
