import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MediaInfo, ResourceType } from '../../src/core/asset.ts'
import { createInspector } from '../../src/media/inspect.ts'

const DEMO_FILES = new URL('../../demo/files/', import.meta.url).pathname
const { inspect, close } = createInspector()
const run = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relata-media-'))
})
afterAll(async () => {
  await close()
  await rm(folder, { recursive: true })
})

/** Under a name that says nothing of its type. */
async function inspectBytes(content: Uint8Array | string, wanted: ResourceType | 'auto' = 'auto') {
  const path = join(folder, `blob-${Math.random().toString(36).slice(2)}`)
  await writeFile(path, content)
  return inspect({ path, bytes: Buffer.byteLength(content) }, wanted, 'wrong.txt')
}

const inspectDemo = async (name: string, wanted: ResourceType | 'auto' = 'auto') =>
  inspect({ path: DEMO_FILES + name, bytes: (await stat(DEMO_FILES + name)).size }, wanted, name)

const nothing: MediaInfo = {
  ...{
    format: null,
    width: null,
    height: null,
    durationMicros: null,
    pages: null,
    phash: null,
    color: null,
    origin: null,
  },
}
const A_HASH = expect.stringMatching(/^[0-9a-f]{16}$/)
const A_COLOR = expect.stringMatching(/^[\w+/]{2}$/)
const image = (format: string, width: number, height: number, pages: number | null = null) => ({
  resourceType: 'image',
  media: {
    ...nothing,
    format,
    width,
    height,
    pages,
    ...(!/svg|pdf/.test(format) && { phash: A_HASH, color: A_COLOR }),
  },
})
const raw = { resourceType: 'raw', media: nothing }

const picture = (width = 40, height = 30) =>
  sharp({
    create: { width, height, channels: 3, background: '#c4573a', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })
const svg = (attributes: string, body = '<rect width="9" height="9"/>') =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${body}</svg>`
const pdf = (pages: string, ...objects: readonly string[]) =>
  `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages ${pages}>>endobj ${objects.join(' ')}\ntrailer<</Root 1 0 R>>`
const page = (number: number, more: string) => `${number} 0 obj<</Type/Page/Parent 2 0 R ${more}>>endobj`

describe('images', () => {
  test.each([
    ['jpg', () => picture().jpeg()],
    ['png', () => picture().png()],
    ['webp', () => picture().webp()],
    ['gif', () => picture().gif()],
    ['tif', () => picture().tiff()],
    ['avif', () => picture().avif()],
  ] as const)('%s: format and size, whether asked for as an image or found to be one', async (format, make) => {
    const bytes = await make().toBuffer()
    expect(await inspectBytes(bytes, 'auto')).toEqual(image(format, 40, 30))
    expect(await inspectBytes(bytes, 'image')).toEqual(image(format, 40, 30))
  })

  test.each([
    ['orange', { channels: 3, background: '#ff8800' }, '+A'],
    ['black, which is told from none', { channels: 3, background: '#000' }, 'ER'],
    ['all that shows', { channels: 4, background: '#0f0' }, 'Dw'],
    ['none, where something shows through', { channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } }, null],
  ] as const)('the mean colour of a picture is %s', async (_, create, color) => {
    const bytes = await sharp({ create: { width: 90, height: 70, ...create } })
      .png()
      .toBuffer()
    expect((await inspectBytes(bytes)).media.color).toBe(color)
  })

  test('the mean colour of half black and half white is grey, whether it has colours or not', async () => {
    const half = sharp({ create: { width: 40, height: 40, channels: 3, background: '#fff' } })
    const both = half.composite([
      { input: { create: { width: 20, height: 40, channels: 3, background: '#000' } }, left: 0, top: 0 },
    ])
    for (const image of [both, both.clone().toColourspace('b-w')])
      expect((await inspectBytes(await image.png().toBuffer())).media.color).toBe('iI')
  })

  test('frames of an animation are its pages, and its size is that of one frame', async () => {
    const frames = Buffer.alloc(20 * 10 * 3 * 4, 90).map((_, at) => (at * 7919) % 251)
    const animation = sharp(frames, { raw: { width: 20, height: 40, channels: 3, pageHeight: 10 } })
    expect(await inspectBytes(await animation.clone().gif().toBuffer())).toEqual(image('gif', 20, 10, 4))
    expect(await inspectBytes(await animation.clone().webp().toBuffer())).toEqual(image('webp', 20, 10, 4))
  })

  test('a photograph that its camera says to turn has the size that people see', async () => {
    const sideways = await picture(40, 30).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    expect(await inspectBytes(sideways)).toEqual(image('jpg', 30, 40))
  })

  test.each([
    ['width and height', svg('width="300" height="120"'), 300, 120],
    ['a viewBox alone', svg('viewBox="0 0 64 32"'), 64, 32],
    [
      'a declaration, comments and a document type before its root',
      `\ufeff<?xml version="1.0"?>\n<!-- a --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">\n${svg('width="10" height="20"')}`,
      10,
      20,
    ],
  ])('svg with %s', async (_, content, width, height) => {
    expect(await inspectBytes(content)).toEqual(image('svg', width, height))
  })

  test('svg in Latin-1, as its declaration says', async () => {
    const content = `<?xml version="1.0" encoding="ISO-8859-1"?>${svg('width="10" height="20"', '<title>caf\u00e9</title>')}`
    expect(await inspectBytes(Buffer.from(content, 'latin1'))).toEqual(image('svg', 10, 20))
  })

  test('a PDF has pages, and the size of its first one as it is shown, in points', async () => {
    const box = '/MediaBox[0 0 300.4 144]'
    const two = pdf('/Kids[3 0 R 4 0 R]/Count 2', page(3, box), page(4, box))
    expect(await inspectBytes(two)).toEqual(image('pdf', 300, 144, 2))
    expect(await inspectBytes(pdf('/Kids[3 0 R]/Count 1', page(3, `${box}/Rotate 90`)))).toEqual(
      image('pdf', 144, 300, 1),
    )
  })
})

describe('video and audio', () => {
  test('a film has a duration and a size', async () => {
    const { resourceType, media } = await inspectDemo('tern-film.mp4')
    expect(resourceType).toBe('video')
    expect(media).toEqual({
      format: 'mp4',
      width: 640,
      height: 480,
      durationMicros: 5_000_000,
      pages: null,
      phash: null,
      color: null,
      origin: null,
    })
  })

  test.each([
    ['mov', 'com.apple.quicktime.creationdate', '2026-05-03T10:11:12+0200', Date.UTC(2026, 4, 3, 8, 11, 12)],
    ['matroska', 'DATE_RECORDED', '2026-05-03 10:11:12', Date.UTC(2026, 4, 3, 10, 11, 12)],
    ['mp4', 'date', '2026', undefined],
  ])('a film tells when it was taken, if it does: %s', async (container, tag, value, capturedAt) => {
    const path = join(folder, `taken.${container}`)
    const tags = ['-map_metadata', '-1', '-movflags', 'use_metadata_tags', '-metadata', `${tag}=${value}`]
    await run('ffmpeg', ['-i', `${DEMO_FILES}tern-film.mp4`, '-c', 'copy', ...tags, '-f', container, path])
    const { media } = await inspect({ path, bytes: (await stat(path)).size }, 'video', 'taken')
    expect(media.origin).toEqual(capturedAt === undefined ? null : { capturedAt })
  })

  test('audio is a video without a size', async () => {
    expect(await inspectBytes(silence(8000, 12_000))).toEqual({
      resourceType: 'video',
      media: { ...nothing, format: 'wav', durationMicros: 1_500_000 },
    })
  })

  test('the duration that a head names is enough, where the end is missing', async () => {
    const head = Buffer.alloc(42)
    head.write('fLaC\x80\0\0\x22\x10\0\x10\0', 'latin1')
    head.writeBigUInt64BE((44_100n << 44n) | (15n << 36n) | 22_050n, 18)
    expect(await inspectBytes(Buffer.concat([head, Buffer.alloc(40, 0xf8)]))).toEqual({
      resourceType: 'video',
      media: { ...nothing, format: 'flac', durationMicros: 500_000 },
    })
  })

  test('a container that is known and not read is kept', async () => {
    const flv = Buffer.concat([Buffer.from('FLV\x01\x05\0\0\0\x09\0\0\0\0', 'latin1'), Buffer.alloc(200)])
    expect(await inspectBytes(flv)).toEqual({ resourceType: 'video', media: { ...nothing, format: 'flv' } })
  })
})

describe('raw', () => {
  test('content that is wanted as raw is not read at all', async () => {
    const nowhere = { path: join(folder, 'no-such-file'), bytes: 9 }
    expect(await inspect(nowhere, 'raw', 'x.jpg')).toEqual(raw)
  })

  test.each([
    ['text', 'WEBVTT\n\n00:00.000 --> 00:01.000\nA grinder turns.\n'],
    ['text that begins like a bitmap', 'BM is short for bench mark.'],
    ['text that begins like a GIF', 'GIF89a is the name of a format.'],
    ['UTF-16, whose first bytes could begin an MP1', Buffer.from('\ufeffcaf\u00e9', 'utf16le')],
    ['HTML with a drawing in it', `<!doctype html><body>${svg('width="9" height="9"')}</body>`],
    ['a ZIP', Buffer.from('504b0506000000000000000000000000000000000000', 'hex')],
    ['bytes of no known type', Buffer.from([1, 2, 3, 250, 251, 0, 9])],
    [
      'bytes that only look like the beginning of an MP3',
      Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.alloc(64, 7)]),
    ],
  ])('%s is found to be raw', async (_, content) => {
    expect(await inspectBytes(content)).toEqual(raw)
  })
})

describe('refused, with words that say what to do', () => {
  const refused = async (content: Uint8Array | string, wanted: ResourceType | 'auto', ...words: readonly string[]) => {
    const error = await inspectBytes(content, wanted).catch((reason) => reason)
    expect(error).toMatchObject({ code: 'invalid' })
    for (const word of words) expect(error.message).toContain(word)
    expect(error.message).not.toContain(folder)
  }

  test('a file of another type than it was said to be', async () => {
    const jpg = await picture().jpeg().toBuffer()
    await refused('some text', 'image', 'Invalid image file', 'it is text', 'resource_type raw')
    await refused('some text', 'video', 'Invalid video file', 'it is text', 'resource_type raw')
    await refused(jpg, 'video', 'Invalid video file', 'an image (jpg)', 'resource_type image')
    await refused(silence(8000, 100), 'image', 'Invalid image file', 'video or audio (wav)', 'resource_type video')
  })

  test.each([
    ['jpg', () => picture(400, 300).jpeg()],
    ['png', () => picture(400, 300).png()],
    ['webp', () => picture(400, 300).webp()],
    ['gif', () => picture(400, 300).gif()],
    ['tif', () => picture(400, 300).tiff()],
    ['avif', () => picture(400, 300).avif()],
  ] as const)('a %s without its end', async (format, make) => {
    const whole = await make().toBuffer()
    for (const part of [whole.length >> 1, whole.length - 600]) {
      await refused(whole.subarray(0, part), 'image', 'Invalid image file', format, 'damaged or cut short')
    }
  })

  test('more pixels than the limit, which is named', async () => {
    await refused(svg('width="30000" height="30000"'), 'image', '30,000 x 30,000', 'limit of 200,000,000 pixels')
    await refused(hugePng(30_000, 30_000), 'auto', '30,000 x 30,000', 'limit of 200,000,000 pixels')
  })

  test.each([
    ['bmp', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)])],
    ['ico', Buffer.concat([Buffer.from([0, 0, 1, 0, 1, 0]), Buffer.alloc(60)])],
    ['psd', Buffer.concat([Buffer.from('8BPS\0\x01', 'latin1'), Buffer.alloc(60)])],
    ['heic', Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(60)])],
  ])('%s, an image that is not read here', async (format, content) => {
    await refused(content, 'image', `images in ${format} are not read`, 'jpg, png, webp', 'resource_type raw')
  })

  test('a PDF that is garbage, has no pages, or a first page that is not there', async () => {
    await refused(`%PDF-1.7\n${'a'.repeat(100_000)}`, 'auto', 'this pdf is damaged')
    await refused(pdf('/Kids[]/Count 0'), 'auto', 'this pdf is damaged')
    await refused(pdf('/Kids[9 0 R]/Count 1'), 'auto', 'this pdf is damaged')
    await refused(pdf('/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R'), 'auto', 'this pdf is damaged')
  })

  test('svg that is deep, that grows, that has no end, or no size', async () => {
    await refused(
      svg('width="9" height="9"', `${'<g>'.repeat(50_000)}${'</g>'.repeat(50_000)}`),
      'auto',
      'this svg is damaged',
    )
    const entities = [...'bcdefghi']
      .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghi'[at]};`.repeat(10)}">`)
      .join('')
    const laughs = `<!DOCTYPE svg [<!ENTITY a "ha">${entities}]>${svg('width="9" height="9"', '<text>&i;</text>')}`
    await refused(laughs, 'auto', 'this svg is damaged')
    await refused(svg('width="9" height="9"').slice(0, -9), 'auto', 'this svg is damaged')
    await refused(svg('width="0" height="0"'), 'auto', 'this svg has no size')
  })

  test('a film without its end, or without its beginning', async () => {
    const film = await readFile(`${DEMO_FILES}tern-film.mp4`)
    await refused(film.subarray(0, film.length - 5000), 'video', 'this mp4 is damaged or cut short')
    await refused(film.subarray(0, 200), 'auto', 'this mp4 is damaged or cut short')
    await refused(
      Buffer.concat([film.subarray(0, 40), film.subarray(5000)]),
      'auto',
      'this mp4 is damaged or cut short',
    )
  })
})

describe('files that were made to do harm', () => {
  test('a drawing that refers to files and addresses is measured without opening any', async () => {
    const content = svg(
      'width="9" height="9"',
      '<image href="file:///etc/passwd"/><image href="http://127.0.0.1:9/x.png"/>',
    )
    expect(await inspectBytes(content)).toEqual(image('svg', 9, 9))
  })

  test('a file that takes too long is refused, and the next ones are read', async () => {
    const hasty = createInspector(1_500)
    // A valid drawing whose size is found only by laying out all of it, which takes minutes.
    const slow = svg('', `<path stroke-dasharray="0.001" stroke="red" d="M0 0${'C1 2 3 4 5 6'.repeat(800_000)}"/>`)
    const path = join(folder, 'slow')
    await writeFile(path, slow)
    const blob = { path, bytes: slow.length }
    const refusals = await Promise.all([1, 2, 3].map(() => hasty.inspect(blob, 'image', 'x').catch((error) => error)))
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: 'invalid', message: expect.stringContaining('within 1.5 seconds') })
    }
    await writeFile(path, svg('width="9" height="9"'))
    expect(await hasty.inspect({ path, bytes: 60 }, 'image', 'x')).toEqual(image('svg', 9, 9))
    await hasty.close()
  })

  test('files of 1 to 16 bytes are refused or raw, however they begin', async () => {
    const beginnings = [
      '89504e470d0a1a0a',
      'ffd8ffe000104a46',
      '474946383961ff00',
      '255044462d312e37',
      '0000001866747970',
      '52494646ffffffff',
      '4f67675300020000',
      '1a45dfa3934282ff',
      '494433040000ff00',
      'fffb9000',
      '49492a0008000000',
    ]
    for (const beginning of beginnings) {
      for (let length = 1; length <= 16; length++) {
        const content = Buffer.concat([Buffer.from(beginning, 'hex'), Buffer.alloc(16)]).subarray(0, length)
        const result = await inspectBytes(content).catch((error) => error)
        expect(result.code === 'invalid' || result.resourceType === 'raw', `${beginning} ${length}: ${result}`).toBe(
          true,
        )
      }
    }
  })
})

describe('the sample library', async () => {
  const names = await readdir(DEMO_FILES)
  test.each(names)('%s is read', async (name) => {
    const { resourceType, media } = await inspectDemo(name)
    const extension = name.replace(/^.*\./, '')
    if (extension === 'vtt' || extension === 'srt') expect({ resourceType, media }).toEqual(raw)
    else expect(media).toMatchObject({ format: extension, width: expect.any(Number), height: expect.any(Number) })
  })
})

test('loading the module loads no library and starts no process', async () => {
  const script = `
    const { createInspector } = await import(${JSON.stringify(new URL('../../src/media/inspect.ts', import.meta.url).href)})
    const { inspect, close } = createInspector()
    await inspect({ path: '/nowhere', bytes: 1 }, 'raw', 'x')
    console.log(process.report.getReport().sharedObjects.filter((path) => /sharp|vips/.test(path)).length)
    console.log(process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length)
    await close()`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script])
  expect(stdout.trim().split('\n')).toEqual(['0', '0'])
})

test('files that wait when the server stops are refused as unavailable', async () => {
  const stopping = createInspector()
  const path = join(folder, 'waiting')
  await writeFile(path, svg('width="9" height="9"'))
  const waiting = [1, 2, 3, 4, 5].map(() => stopping.inspect({ path, bytes: 60 }, 'image', 'x').catch((error) => error))
  await stopping.close()
  for (const refusal of await Promise.all(waiting)) expect(refusal).toMatchObject({ code: 'unavailable' })
})

function silence(rate: number, samples: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples, 40)
  return Buffer.concat([header, Buffer.alloc(samples, 128)])
}

/** A PNG that says it is that large, and isn't. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const around = Buffer.alloc(8)
    around.writeUInt32BE(data.length, 0)
    around.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const pixels = deflateSync(Buffer.alloc(1000))
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
