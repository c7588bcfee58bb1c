import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchFile } from '../../src/actions/fetch-file.ts'
import { DiskBlobStore } from '../../src/blobs/disk.ts'
import { GuardedOutbound } from '../../src/outbound/guarded-outbound.ts'
import { type Reply, startTestRelata, type TestRelata } from '../support/relata.ts'

let png: Buffer
let relata: TestRelata
let port: number
let requests: string[] = []

const WORDS = 'many words '.repeat(100)

/** Writes for as long as somebody reads. */
function endless(response: ServerResponse): void {
  const write = () => {
    while (response.write(Buffer.alloc(65_536)) && !response.destroyed);
  }
  response.on('drain', write)
  write()
}

const ANSWERS: Record<string, (response: ServerResponse) => void> = {
  '/pictures/big%20dog.png': (response) => response.end(png),
  '/pictures/': (response) => response.end(png),
  '/%zz': (response) => response.end(png),
  '/packed.txt': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(WORDS)),
  '/brotli.txt': (response) => response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync(WORDS)),
  '/badly-packed': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(WORDS),
  '/odd-packing': (response) => response.writeHead(200, { 'content-encoding': 'odd' }).end(WORDS),
  '/page.html': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'),
  '/empty': (response) => response.end(),
  '/nothing': (response) => response.writeHead(204).end(),
  '/gone': (response) => response.writeHead(410).end(),
  '/broken': (response) => response.writeHead(500).end('secret words'),
  '/moved': (response) => response.writeHead(302, { location: 'pictures/' }).end(),
  '/around': (response) => response.writeHead(301, { location: '/around' }).end(),
  '/moved-home': (response) => response.writeHead(307, { location: `http://127.0.0.2:${port}/pictures/` }).end(),
  '/moved-metadata': (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
  '/moved-file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/moved-login': (response) => response.writeHead(302, { location: `http://u:p@127.0.0.1:${port}/` }).end(),
  '/moved-nowhere': (response) => response.writeHead(302, { location: 'http://[' }).end(),
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': 1000 }).write('some')
    setImmediate(() => response.destroy())
  },
  '/silent': () => {},
  '/stuck': (response) => void response.writeHead(200).write('some'),
  '/drops': (response) => {
    const timer = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(timer))
  },
  '/endless': endless,
  '/said-large': (response) => void response.writeHead(200, { 'content-length': 10_000_000 }).write('x'),
  '/bomb': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000))),
}

const files = createServer((request, response) => {
  requests.push(request.url!)
  response.on('error', () => {})
  const answer = ANSWERS[request.url!.split('?', 1)[0]!]
  if (answer) answer(response)
  else response.writeHead(404).end('no such file')
})

beforeAll(async () => {
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
  port = (files.address() as AddressInfo).port
  relata = await startTestRelata({ fetchAllow: ['127.0.0.1'] })
  png = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#789' } })
    .png()
    .toBuffer()
})
afterAll(async () => {
  files.closeAllConnections()
  files.close()
  await relata.stop()
})

const at = (path: string) => `http://127.0.0.1:${port}${path}`
const upload = (file: string, options: Record<string, unknown> = {}, type = 'image', server = relata): Promise<Reply> =>
  server.admin('POST', `/${type}/upload`, { file, ...options })

describe('an upload from a URL', () => {
  it('is an upload of what is there, named as it is', async () => {
    const { status, body } = await upload(at('/pictures/big%20dog.png?size=large#top'), {
      use_filename: true,
      unique_filename: false,
      tags: 'a',
    })
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        public_id: 'big_dog',
        original_filename: 'big dog',
        width: 30,
        format: 'png',
        bytes: png.length,
        tags: ['a'],
      }),
    ])
    expect((await upload(at('/pictures/'))).body.original_filename).toBe('file')
    expect((await upload(at('/%zz'), { filename_override: 'cat.png' })).body.original_filename).toBe('cat')
  })

  it('follows redirects', async () => {
    expect((await upload(at('/moved'))).body).toMatchObject({ bytes: png.length, original_filename: 'moved' })
  })

  it.each(['/packed.txt', '/brotli.txt'])('unpacks what comes packed: %s', async (path) => {
    expect((await upload(at(path), {}, 'raw')).body).toMatchObject({ bytes: WORDS.length })
  })
})

describe('an upload from a URL is refused, and leaves nothing behind,', () => {
  async function refused(url: string, message: RegExp, status = 400, server = relata, type = 'raw'): Promise<void> {
    const before = [await server.publicIds(), await server.blobs()]
    const answer = await upload(url, { public_id: 'refused' }, type, server)
    expect([answer.status, answer.body.error?.message]).toEqual([status, expect.stringMatching(message)])
    expect([await server.publicIds(), await server.blobs()]).toEqual(before)
  }

  it.each(['/missing.png', '/gone'])('where there is nothing: %s', (path) =>
    refused(at(path), new RegExp(`^Resource not found - ${at(path)}$`), 404),
  )

  it.each<[string, RegExp]>([
    ['/broken', /^Error in loading http.*\/broken - 500 Internal Server Error$/],
    ['/nothing', / - 204 No Content$/],
    ['/empty', /^Empty file/],
    ['/cut', /^Error in loading .* - aborted$/],
    ['/badly-packed', /^Error in loading .* - incorrect header check$/],
    ['/odd-packing', /Content-Encoding odd is not understood$/],
    ['/around', /redirects more than 5 times$/],
    ['/moved-nowhere', /it redirects to what is no URL$/],
    ['/moved-file', /expected an http or https URL/],
    ['/moved-login', /user name or password/],
    ['/moved-metadata', /^169\.254\.169\.254 is not a public address/],
    ['/moved-home', /^127\.0\.0\.2 is not a public address/],
  ])('of %s', (path, message) => refused(at(path), message))

  it('that is no image where one is wanted', () =>
    refused(at('/page.html'), /^Invalid image file: it is text/, 400, relata, 'image'))

  it('with a password in it', () => refused(`http://me:secret@127.0.0.1:${port}/pictures/`, /user name or password/))

  it('where nobody answers', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port: gone } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    await refused(`http://127.0.0.1:${gone}/`, /^Error in loading .* - No answer came: ECONNREFUSED$/)
  })

  it('that is one part of a file', async () => {
    const response = await fetch(`${relata.url}/v1_1/${relata.cloudName}/raw/upload`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${relata.apiKey}:${relata.apiSecret}`).toString('base64')}`,
        'content-type': 'application/json',
        'content-range': 'bytes 0-9/20',
      },
      body: JSON.stringify({ file: at('/pictures/') }),
    })
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('A URL is uploaded at once'),
    ])
  })

  it('of an address that is not public, in any spelling, where none is allowed', async () => {
    const strict = await startTestRelata()
    try {
      requests = []
      const hosts = [
        '127.0.0.1',
        '127.1',
        '0x7f000001',
        '2130706433',
        '0177.1',
        '[::1]',
        '[::ffff:127.0.0.1]',
        'localhost',
      ]
      for (const host of hosts)
        await refused(`http://${host}:${port}/pictures/`, /is not a public address/, 400, strict)
      expect(requests).toEqual([])
    } finally {
      await strict.stop()
    }
  })
})

describe('a file is fetched only so far:', () => {
  let folder: string
  let blobs: DiskBlobStore
  const outbound = new GuardedOutbound(['127.0.0.1'])
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relata-test-'))
    blobs = await DiskBlobStore.open(folder)
  })
  afterAll(async () => {
    outbound.close()
    await rm(folder, { recursive: true })
  })

  it.each<[string, { totalMs: number; silentMs: number }, RegExp]>([
    ['/silent', { totalMs: 60_000, silentMs: 100 }, / - nothing came for 0\.1 seconds$/],
    ['/stuck', { totalMs: 60_000, silentMs: 100 }, / - nothing came for 0\.1 seconds$/],
    ['/drops', { totalMs: 300, silentMs: 60_000 }, / - it takes longer than 0\.3 seconds$/],
    ['/endless', { totalMs: 60_000, silentMs: 60_000 }, /^The file is larger than 1000000 bytes/],
    ['/bomb', { totalMs: 60_000, silentMs: 60_000 }, /^The file is larger than 1000000 bytes/],
    ['/said-large', { totalMs: 60_000, silentMs: 60_000 }, /^The file is larger than 1000000 bytes/],
  ])('%s', async (path, times, message) => {
    const limits = { maxRelations: null, maxUploadBytes: 1_000_000 }
    await expect(fetchFile({ outbound, blobs, limits }, at(path), times)).rejects.toThrow(message)
    expect(await readdir(join(folder, 'incoming'))).toEqual([])
  })
})

describe('an asynchronous upload', () => {
  it('is answered at once, and done after that', async () => {
    const { status, body } = await upload(at('/pictures/'), { async: true, public_id: 'later' })
    expect([status, body]).toEqual([
      200,
      {
        status: 'pending',
        batch_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        resource_type: 'image',
        type: 'upload',
        public_id: 'later',
      },
    ])
    await expect.poll(() => relata.publicIds()).toContain('later')
    const sent = await relata.upload(png, { async: true, public_id: 'sent' }, 'image')
    expect(sent.body.status).toBe('pending')
    await expect.poll(() => relata.publicIds()).toContain('sent')
    expect((await relata.blobs()).incoming).toEqual([])
  })

  it('that fails leaves nothing behind', async () => {
    const before = await relata.publicIds()
    expect((await upload(at('/missing'), { async: true })).body.status).toBe('pending')
    expect((await relata.upload('no image', { async: true }, 'image')).body.status).toBe('pending')
    await relata.upload(png, { async: true, public_id: 'after' }, 'image')
    await expect.poll(() => relata.publicIds()).toEqual(['after', ...before])
    await expect.poll(async () => (await relata.blobs()).incoming).toEqual([])
  })

  it('that waits is done before the server stops', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relata-test-'))
    try {
      const server = await startTestRelata({ dataFolder: folder })
      const ids = Array.from({ length: 20 }, (_, i) => `waiting ${i}`)
      await Promise.all(ids.map((public_id) => server.upload(public_id, { public_id, async: true })))
      await server.stop()
      const again = await startTestRelata({ dataFolder: folder })
      expect((await again.publicIds()).sort()).toEqual(ids.sort())
      await again.stop()
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('is refused where too many are waiting', async () => {
    const server = await startTestRelata({ fetchAllow: ['127.0.0.1'] })
    const answers = await Promise.all(
      Array.from({ length: 110 }, () => upload(at('/drops'), { async: true }, 'raw', server)),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(100)
    const refused = answers.find(({ status }) => status !== 200)!
    expect([refused.status, refused.body.error.message]).toEqual([420, expect.stringMatching(/are waiting: try again/)])
    ANSWERS['/drops'] = (response) => response.end('x')
    files.closeAllConnections()
    await server.stop()
  })
})
