import { spawn } from 'node:child_process'
import { once } from 'node:events'

const SHOWN_S = 2
const FADED_S = 0.5

/** Five seconds that fade from one picture to the next. Needs ffmpeg. */
export async function makeFilm(pictures: readonly string[], path: string): Promise<void> {
  const inputs = pictures.flatMap((picture) => ['-loop', '1', '-t', String(SHOWN_S), '-r', '24', '-i', picture])
  const scaled = pictures.map((_, i) => `[${i}]scale=640:480,setsar=1[p${i}]`)
  const fades = pictures.slice(1).map((_, i) => {
    const from = i === 0 ? '[p0]' : `[f${i}]`
    return `${from}[p${i + 1}]xfade=duration=${FADED_S}:offset=${(i + 1) * (SHOWN_S - FADED_S)}[f${i + 1}]`
  })
  const filter = [...scaled, ...fades].join(';')
  const codec = [
    '-c:v',
    'libx264',
    '-crf',
    '27',
    '-pix_fmt',
    'yuv420p',
    '-movflags',
    '+faststart',
    '-map_metadata',
    '-1',
  ]
  const last = `[f${pictures.length - 1}]`
  const ffmpeg = spawn(
    'ffmpeg',
    ['-v', 'error', '-y', ...inputs, '-filter_complex', filter, '-map', last, ...codec, path],
    {
      stdio: 'inherit',
    },
  )
  const [code] = await once(ffmpeg, 'exit')
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`)
}
