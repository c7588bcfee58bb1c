import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

const DEMO_FILES = new URL('../../demo/files/', import.meta.url).pathname
const FLAGS = 'phash=true&image_metadata=true&media_metadata=1&exif=true&colors=true&pages=true&coordinates=true'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const demo = (name: string) => readFile(DEMO_FILES + name)
const details = (path: string) => relata.admin('GET', `/resources/${path}`)

const photo = async () =>
  sharp(await demo('tern-front.jpg'))
    .resize(300, 200, { fit: 'fill' })
    .withExif({ IFD0: { Make: 'Relata', Model: 'One' }, IFD2: { ExposureTime: '1/60' } })
    .jpeg()
    .toBuffer()

describe('details of an image', () => {
  it('have nothing of the file unless asked for', async () => {
    await relata.upload(await photo(), { public_id: 'plain' }, 'image')
    const { body, headers } = await details('image/upload/plain')
    for (const key of [
      'phash',
      'image_metadata',
      'media_metadata',
      'exif',
      'colors',
      'pages',
      'coordinates',
      'faces',
    ]) {
      expect(body).not.toHaveProperty(key)
    }
    expect(headers.get('x-relata-ignored')).toBeNull()
    expect(body).toMatchObject({ pixels: 60_000, aspect_ratio: 1.5, folder: '', access_mode: 'public' })
  })

  it('have the hash, the metadata, EXIF and the colours that are asked for', async () => {
    const upload = await relata.upload(await photo(), { public_id: 'photo', phash: 'true', exif: '1' }, 'image')
    expect(upload.body).toMatchObject({ phash: expect.stringMatching(/^[0-9a-f]{16}$/), exif: { Make: 'Relata' } })
    expect(upload.body).not.toHaveProperty('colors')
    const { body } = await details(`image/upload/photo?${FLAGS}`)
    expect(body.phash).toBe(upload.body.phash)
    expect(body.exif).toMatchObject({ Make: 'Relata', Model: 'One', ExposureTime: expect.stringMatching(/^0\.016/) })
    expect(body.image_metadata).toMatchObject({
      Make: 'Relata',
      Colorspace: 'srgb',
      ImageWidth: '300',
      FileFormat: 'jpeg',
    })
    expect(body.media_metadata).toEqual(body.image_metadata)
    expect(body.pages).toBe(1)
    expect(body.colors.length).toBeGreaterThan(3)
    for (const color of body.colors)
      expect(color).toEqual([expect.stringMatching(/^#[0-9A-F]{6}$/), expect.any(Number)])
    const explicit = await relata.admin('POST', '/image/explicit', { public_id: 'photo', type: 'upload', colors: true })
    expect(explicit.body.colors).toEqual(body.colors)
  })

  it('have the colours by their share, without what is transparent', async () => {
    const half = await sharp({ create: { width: 40, height: 40, channels: 4, background: '#0000' } })
      .composite([
        { input: { create: { width: 40, height: 15, channels: 4, background: '#FF0000' } }, top: 0, left: 0 },
        { input: { create: { width: 40, height: 5, channels: 4, background: '#0000FF' } }, top: 30, left: 0 },
      ])
      .png()
      .toBuffer()
    await relata.upload(half, { public_id: 'half' }, 'image')
    expect((await details('image/upload/half?colors=true')).body.colors).toEqual([
      ['#FF0000', 75],
      ['#0000FF', 25],
    ])
  })

  it('count pages', async () => {
    await relata.upload(await demo('tern-manual.pdf'), { public_id: 'manual' }, 'image')
    const { body } = await details(`image/upload/manual?${FLAGS}`)
    expect(body.pages).toBeGreaterThan(1)
    for (const key of ['phash', 'image_metadata', 'colors']) expect(body).not.toHaveProperty(key)
  })

  it('have the faces that were given, no larger than the image', async () => {
    const options = { public_id: 'faces', face_coordinates: '120,30,109,250', faces: true }
    expect((await relata.upload(await photo(), options, 'image')).body.faces).toEqual([[120, 30, 109, 200]])
    expect((await details('image/upload/faces?faces=true')).body.faces).toEqual([[120, 30, 109, 200]])
  })

  it.each(['faces', 'quality_analysis', 'accessibility_analysis', 'cinemagraph_analysis'])(
    'never make up %s, and say that it is ignored',
    async (flag) => {
      await relata.upload(await photo(), { public_id: 'ignored' }, 'image')
      const { status, body, headers } = await details(`image/upload/ignored?${flag}=true`)
      expect([status, headers.get('x-relata-ignored')]).toEqual([200, flag])
      expect(body).not.toHaveProperty(flag)
    },
  )
})

it('drawings, films and raw files have no such facts', async () => {
  await relata.upload(await demo('tamarack-logo.svg'), { public_id: 'logo' }, 'image')
  await relata.upload(await demo('tern-film.mp4'), { public_id: 'film' }, 'video')
  await relata.asset('raw')
  for (const path of ['image/upload/logo', 'video/upload/film', 'raw/upload/raw']) {
    const { status, body, headers } = await details(`${path}?${FLAGS}`)
    expect([path, status]).toEqual([path, 200])
    for (const key of ['phash', 'image_metadata', 'exif', 'colors']) expect(body).not.toHaveProperty(key)
    expect(headers.get('x-relata-ignored')).toBe('phash, image_metadata, media_metadata, exif, colors')
  }
})
