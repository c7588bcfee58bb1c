import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

// A skip here means: ffmpeg is not on the PATH.
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0

let relata: TestRelata
let film: Json
beforeAll(async () => {
  relata = await startTestRelata()
  film = (await relata.upload(await readFile('demo/files/tern-film.mp4'), { public_id: 'film' }, 'video')).body
})
afterAll(() => relata.stop())

const get = (path: string) => fetch(`${relata.url}/${relata.cloudName}/video/upload/${path}`)

async function image(path: string) {
  const response = await get(path)
  const file = Buffer.from(await response.arrayBuffer())
  if (!response.ok) throw new Error(`${response.status} ${file}`)
  return { file, ...(await sharp(file).metadata()) }
}

async function refusal(path: string) {
  const response = await get(path)
  const body = (await response.json()) as Json
  return [response.status, body.error.message]
}

describe.skipIf(!hasFfmpeg)('a frame of a video (ffmpeg on the PATH)', () => {
  it('is its first, at its own size, without saying otherwise', async () => {
    const first = await image('film.jpg')
    expect([first.format, first.width, first.height]).toEqual(['jpeg', film.width, film.height])
    expect((await image('so_0/film.jpg')).file.equals(first.file)).toBe(true)
  })

  it('is that of a time, or of a share of the duration', async () => {
    const [first, later] = [await image('so_0,w_100/film.png'), await image('so_2.5,w_100/film.png')]
    expect([later.width, later.height]).toEqual([100, 75])
    expect(first.file.equals(later.file)).toBe(false)
    const half = await image(`so_${(film.duration / 2).toFixed(3)},w_100/film.png`)
    expect((await image('so_50p,w_100/film.png')).file.equals(half.file)).toBe(true)
  })

  it('is transformed like any image', async () => {
    const square = await image('so_1,c_fill,w_60,h_60,f_webp/r_max/film')
    expect([square.format, square.width, square.height, square.hasAlpha]).toEqual(['webp', 60, 60, true])
  })

  it('past the end is told', async () => {
    expect(await refusal('so_9999/film.jpg')).toEqual([400, expect.stringContaining('has no frame at 9999 seconds')])
  })
})

describe('a video', () => {
  it.each(['w_100/film', 'w_100/film.mp4', 'f_auto/film', 'q_auto/film.webm'])(
    'is not transformed as one: %s',
    async (path) => {
      expect(await refusal(path)).toEqual([400, expect.stringContaining('Transformations of videos are not supported')])
    },
  )

  it('without a picture makes none', async () => {
    const second = Buffer.alloc(8000)
    const head = Buffer.from(
      '524946460000000057415645666d74201000000001000100401f0000401f00000100080064617461401f0000',
      'hex',
    )
    head.writeUInt32LE(36 + second.length, 4)
    const { status } = await relata.upload(Buffer.concat([head, second]), { public_id: 'beep' }, 'video')
    expect(status).toBe(200)
    expect(await refusal('beep.jpg')).toEqual([400, expect.stringContaining('this has no picture')])
  })
})
