import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

describe('delivery by upload mappings', () => {
  let relata: TestRelata
  let origin: Server
  let base: string
  let png: Buffer
  let asked: string[] = []

  beforeAll(async () => {
    png = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#789' } })
      .png()
      .toBuffer()
    const files: Record<string, Buffer | string> = {
      ...{ '/pics/a/dog.png': png, '/pics/big%20d%C3%B6g.png': png, '/pics/plain': png, '/inner/x.png': png },
      ...{ '/pics/words.txt': 'words', '/pics/words.png': 'no picture' },
    }
    origin = createServer((request, response) => {
      asked.push(request.url!)
      const file = files[request.url!]
      if (request.url === '/pics/away.png') response.writeHead(302, { location: 'http://10.0.0.1/secret' }).end()
      else if (request.url === '/pics/broken.png') response.writeHead(500).end()
      // Late enough for others to ask as well.
      else if (file) setTimeout(() => response.end(file), 50)
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`
    relata = await startTestRelata({ fetchAllow: ['127.0.0.1'] })
    await map('remote', `${base}/pics/`)
    await map('remote/inner', `${base}/inner/`)
  })
  beforeEach(() => {
    asked = []
  })
  afterAll(async () => {
    await relata.stop()
    origin.close()
  })

  const map = (folder: string, template: string, server = relata) =>
    server.admin('POST', '/upload_mappings', { folder, template })
  const get = async (path: string, server = relata, cloud = server.cloudName) => {
    const response = await fetch(`${server.url}/${cloud}/${path}`)
    const bytes = Buffer.from(await response.arrayBuffer())
    return { status: response.status, bytes, error: response.headers.get('x-cld-error'), headers: response.headers }
  }

  it('fetch what is not there, keep it under its public ID, and fetch it once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => get('image/upload/remote/a/dog.png')))
    expect(answers.map(({ status, bytes }) => [status, bytes.equals(png)])).toEqual(Array(10).fill([200, true]))
    expect((await get('image/upload/w_10/remote/a/dog.png')).headers.get('content-type')).toBe('image/png')
    expect(asked).toEqual(['/pics/a/dog.png'])
    const { body } = await relata.admin('GET', '/resources/image/upload/remote/a/dog')
    expect(body).toMatchObject({ format: 'png', width: 30, type: 'upload', asset_folder: 'remote' })
  })

  it('take what stands before the folder for a transformation, and encode what stands after it', async () => {
    const { status, bytes } = await get('image/upload/c_scale,w_15/v12/remote/big%20d%C3%B6g.png')
    expect([status, (await sharp(bytes).metadata()).width]).toEqual([200, 15])
    expect(asked).toEqual(['/pics/big%20d%C3%B6g.png'])
    expect(await relata.publicIds()).toContain('remote/big dög')
  })

  it('go by the innermost folder, by the resource type, and without an extension too', async () => {
    expect((await get('image/upload/remote/inner/x.png')).status).toBe(200)
    expect((await get('image/upload/remote/plain')).bytes.equals(png)).toBe(true)
    expect((await get('raw/upload/remote/words.txt')).bytes.toString()).toBe('words')
    expect(asked).toEqual(['/inner/x.png', '/pics/plain', '/pics/words.txt'])
    expect(await relata.publicIds()).toEqual(expect.arrayContaining(['remote/words.txt', 'remote/plain']))
  })

  it.each([
    ['what is not there', 'image/upload/remote/none.png', 404, 'Resource not found - remote/none.png'],
    ['a server that fails', 'image/upload/remote/broken.png', 400, 'upload mapping - 500 Internal Server Error'],
    ['a way to a private address', 'image/upload/remote/away.png', 400, 'not public'],
    ['what is no image', 'image/upload/remote/words.png', 400, 'image'],
    ['a transformation that is not supported', 'image/upload/e_sepia/remote/a/cat.png', 400, 'e_sepia'],
  ])('tell of %s', async (_, path, status, message) => {
    const answer = await get(path)
    expect([answer.status, answer.error]).toEqual([status, expect.stringContaining(message)])
    expect(answer.error).not.toMatch(/127\.0\.0\.1|10\.0\.0\.1/)
    expect(await relata.publicIds()).not.toContain(path.replace(/^.*upload\/|\.png$/g, ''))
  })

  it('ask nobody for what is outside of the folder, of another type or environment, or no public ID', async () => {
    const other = await relata.addCloud('unmapped')
    const paths = ['image/upload/remotely/a.png', 'image/upload/a/remote/a.png', 'image/upload/remote']
    const refused = ['image/upload/remote/a%3Fb.png', 'image/upload/remote/..%2Fx.png', 'image/private/remote/b.png']
    for (const path of [...paths, ...refused]) expect((await get(path)).status).toBeGreaterThanOrEqual(400)
    expect((await get('image/upload/remote/a/cat.png', relata, other.cloudName)).status).toBe(404)
    expect(asked).toEqual([])
  })

  it('of the root take the beginning for a transformation, and a host without a slash for one with it', async () => {
    const server = await startTestRelata({ fetchAllow: ['127.0.0.1'], folderMode: 'fixed' })
    try {
      await map('/', base, server)
      expect((await get('image/upload/w_10/pics/a/dog.png', server)).status).toBe(200)
      expect(asked).toEqual(['/pics/a/dog.png'])
      const { body } = await server.admin('GET', '/resources/image/upload/pics/a/dog')
      expect(body.folder).toBe('pics/a')
    } finally {
      await server.stop()
    }
  })

  it('make nothing that is not allowed where transformations are strict', async () => {
    const server = await startTestRelata({ fetchAllow: ['127.0.0.1'], strictTransformations: true })
    try {
      await map('remote', `${base}/pics/`, server)
      expect((await get('image/upload/w_10/remote/a/dog.png', server)).status).toBe(401)
      expect(asked).toEqual([])
    } finally {
      await server.stop()
    }
  })

  it('never connect to a private address that is not allowed', async () => {
    const server = await startTestRelata()
    try {
      const refused = await map('p', 'http://127.0.0.1/', server)
      expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringContaining('127.0.0.1')])
      await map('named', base.replace('127.0.0.1', 'localhost'), server)
      const answer = await get('image/upload/named/pics/a/dog.png', server)
      expect([answer.status >= 400, asked]).toEqual([true, []])
    } finally {
      await server.stop()
    }
  })
})
