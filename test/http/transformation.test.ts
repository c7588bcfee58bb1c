import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

/** Four quarters: red and green above, blue and yellow below. */
const [WIDTH, HEIGHT] = [400, 200]
const RED = [255, 0, 0]
const GREEN = [0, 255, 0]
const BLUE = [0, 0, 255]
const YELLOW = [255, 255, 0]
const WHITE = [255, 255, 255]

let relata: TestRelata

const solid = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()

async function quarters() {
  const colors = ['#f00', '#0f0', '#00f', '#ff0']
  const tiles = await Promise.all(colors.map((color) => solid(WIDTH / 2, HEIGHT / 2, color)))
  return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#000' } }).composite(
    tiles.map((input, i) => ({ input, left: (i % 2) * (WIDTH / 2), top: Math.floor(i / 2) * (HEIGHT / 2) })),
  )
}

beforeAll(async () => {
  relata = await startTestRelata()
  const add = async (file: Uint8Array | string, public_id: string, resourceType = 'image') => {
    const { status, text } = await relata.upload(file, { public_id }, resourceType)
    expect([public_id, status, text]).toEqual([public_id, 200, text])
  }
  await add(await (await quarters()).png().toBuffer(), 'quarters')
  // As a camera held upright writes it: on its side, with a note that says so, and where it was.
  const turned = (await quarters()).jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
  await add(
    await turned
      .withExif({ IFD0: { Copyright: 'secret place' } })
      .withMetadata({ orientation: 6 })
      .toBuffer(),
    'turned',
  )
  await add(
    await sharp({ create: { width: 60, height: 40, channels: 4, background: { r: 0, g: 0, b: 255, alpha: 0 } } })
      .png()
      .toBuffer(),
    'clear',
  )
  const frames = await Promise.all(['#f00', '#00f', '#0f0'].map((color) => solid(30, 20, color)))
  await add(
    await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 200, 300], loop: 2 })
      .toBuffer(),
    'moving',
  )
  await add(
    await sharp(await solid(200, 50, '#888'))
      .toColourspace('b-w')
      .png()
      .toBuffer(),
    'gray',
  )
  await add(await readFile('demo/files/tamarack-logo.svg'), 'logo')
  await add(await readFile('demo/files/tern-manual.pdf'), 'manual')
  await add('text', 'w_10/notes.txt', 'raw')
})
afterAll(() => relata.stop())

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${relata.url}/${relata.cloudName}/image/upload/${path}`, { headers })

const json = async (response: Response): Promise<Json> => response.json()

/** What is delivered: its format and size, and the colors at places given as shares of its sides. */
async function look(path: string, headers: Record<string, string> = {}) {
  const response = await get(path, headers)
  const file = Buffer.from(await response.arrayBuffer())
  if (!response.ok) throw new Error(`${response.status} ${file}`)
  const { format, width, height, pages = 1, delay, loop, hasAlpha } = await sharp(file).metadata()
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const rgba = (x: number, y: number) => {
    const at = (Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * 4
    return [...data.subarray(at, at + 4)]
  }
  return {
    response,
    file,
    format,
    size: [width, height],
    pages,
    delay,
    loop,
    hasAlpha,
    rgba,
    at: (x: number, y: number) => rgba(x, y).slice(0, 3),
  }
}

describe('the size', () => {
  it.each<[string, number, number]>([
    // One side alone keeps the proportions, both need not.
    ['w_100', 100, 50],
    ['h_100', 200, 100],
    ['w_100,h_100', 100, 100],
    ['c_scale,w_100,h_10', 100, 10],
    ['w_800', 800, 400],
    ['w_0.5', 200, 100],
    ['w_1.0', 400, 200],
    ['w_1', 1, 1],
    ['w_0.25,h_1.0', 100, 200],
    ['w_100,ar_1:1', 100, 100],
    ['c_fit,w_100,h_100', 100, 50],
    ['c_fit,w_1000,h_1000', 1000, 500],
    ['c_fit,w_100', 100, 50],
    ['c_limit,w_100,h_100', 100, 50],
    ['c_limit,w_1000,h_1000', 400, 200],
    ['c_limit,h_20', 40, 20],
    ['c_fill,w_100,h_100', 100, 100],
    ['c_fill,w_500,h_500', 500, 500],
    ['c_fill,w_100', 100, 50],
    ['c_fill,ar_1', 200, 200],
    ['c_fill,ar_4:1', 400, 100],
    ['c_fill,ar_16:9,h_90', 160, 90],
    ['c_thumb,w_50,h_80', 50, 80],
    ['c_pad,w_100,h_100', 100, 100],
    ['c_pad,w_100', 100, 50],
    ['c_pad,ar_1', 400, 400],
    ['c_crop,w_100,h_50', 100, 50],
    ['c_crop,w_100', 100, 200],
    ['c_crop,w_1000,h_1000', 400, 200],
    ['c_crop,w_0.5,h_0.5', 200, 100],
    ['c_crop,w_100,h_100,x_350,y_150', 50, 50],
    ['c_crop,ar_1', 200, 200],
    ['w_100,dpr_2.0', 200, 100],
    ['c_fill,w_100,h_100,dpr_1.5', 150, 150],
    ['c_crop,w_100,h_50,dpr_2', 200, 100],
    ['w_100/q_80/dpr_2.0', 200, 100],
    ['dpr_2.0', 400, 200],
    ['w_100/w_50', 50, 25],
    ['c_crop,w_200,h_200/c_scale,w_20', 20, 20],
    ['w_0.5/w_0.5', 100, 50],
    ['a_90', 200, 400],
    ['w_100,a_-90', 50, 100],
    ['a_180', 400, 200],
    ['w_100,r_20', 100, 50],
  ])('of %s is %i x %i', async (transformation, width, height) => {
    expect((await look(`${transformation}/quarters.png`)).size).toEqual([width, height])
  })

  it('of a photograph is that which people see', async () => {
    expect((await look('w_100/turned.jpg')).size).toEqual([100, 200])
    expect((await look('c_fill,w_100,h_100/turned.jpg')).size).toEqual([100, 100])
    expect((await look('turned.png')).size).toEqual([200, 400])
  })

  it.each([
    ...['w_100000', 'w_20000', 'h_60000', 'c_pad,w_100000,h_100', 'c_fill,w_9000,h_9000', 'w_16000,dpr_2'],
    ...['w_8000/c_pad,ar_1', 'c_crop,w_400,h_200,dpr_5/w_20.0', 'w_100000/w_10'],
  ])('is bounded: %s', async (transformation) => {
    const response = await get(`${transformation}/quarters.png`)
    expect([response.status, (await json(response)).error.message]).toEqual([
      400,
      expect.stringContaining('more than the limit of 50,000,000'),
    ])
  })
})

describe('the part that is kept', () => {
  /** Without what scaling does beside edges. */
  const plain = (color: number[]) => color.map((part) => Math.round(part / 255) * 255)

  it.each<[string, number[], number[]]>([
    // The colors at the top left and at the bottom right.
    ['c_fill,w_100,h_100', RED, YELLOW],
    ['c_fill,w_100,h_100,g_west', RED, BLUE],
    ['c_fill,w_100,h_100,g_east', GREEN, YELLOW],
    ['c_thumb,w_100,h_100,g_east', GREEN, YELLOW],
    ['c_fill,w_100,h_25,g_north', RED, GREEN],
    ['c_fill,w_100,h_25,g_south', BLUE, YELLOW],
    ['c_fill,w_100,h_100,x_-1000', RED, BLUE],
    ['c_crop,w_50,h_50', RED, YELLOW],
    ['c_crop,w_50,h_50,g_north_west', RED, RED],
    ['c_crop,w_50,h_50,g_north_east', GREEN, GREEN],
    ['c_crop,w_50,h_50,g_south_west', BLUE, BLUE],
    ['c_crop,w_50,h_50,g_south_east', YELLOW, YELLOW],
    ['c_crop,w_50,h_50,g_south_east,x_250', BLUE, BLUE],
    ['c_crop,w_50,h_50,x_10,y_10', RED, RED],
    ['c_crop,w_50,h_50,x_300,y_120', YELLOW, YELLOW],
    ['c_crop,w_50,h_50,x_0.75,y_0.1', GREEN, GREEN],
    ['c_crop,w_200,h_100,g_north_east/c_scale,w_10', GREEN, GREEN],
    ['a_hflip', GREEN, BLUE],
    ['a_vflip', BLUE, GREEN],
    ['a_180', YELLOW, RED],
    ['a_90', BLUE, GREEN],
    ['a_hflip.vflip', YELLOW, RED],
  ])('by %s', async (transformation, topLeft, bottomRight) => {
    const { at } = await look(`${transformation}/quarters.png`)
    expect([plain(at(0.02, 0.02)), plain(at(0.98, 0.98))]).toEqual([topLeft, bottomRight])
  })

  it('by g_auto is where something is', async () => {
    const spot = await solid(40, 40, '#e03010')
    const ground = sharp({ create: { width: 600, height: 200, channels: 3, background: '#888' } })
    const file = await ground
      .composite([{ input: spot, left: 540, top: 80 }])
      .png()
      .toBuffer()
    await relata.upload(file, { public_id: 'spot' }, 'image')
    const reds = async (transformation: string) => (await look(`${transformation}/spot.png`)).at(0.8, 0.5)[0]
    expect(await reds('c_fill,w_100,h_100,g_auto')).toBeGreaterThan(200)
    expect(await reds('c_crop,w_200,h_200,g_auto')).toBeGreaterThan(200)
    expect(await reds('c_fill,w_100,h_100')).toBeLessThan(140)
  })

  it('of a padded image is all of it, on a ground', async () => {
    const white = await look('c_pad,w_100,h_100/quarters.png')
    expect([white.at(0.5, 0.05), white.at(0.2, 0.3), white.at(0.8, 0.7)]).toEqual([WHITE, RED, YELLOW])
    const blue = await look('c_pad,w_100,h_100,b_rgb:00f,g_north/quarters.png')
    expect([blue.at(0.02, 0.02), blue.at(0.5, 0.9)]).toEqual([RED, BLUE])
    const clear = await look('c_pad,w_60,h_60/clear.png')
    expect(clear.rgba(0.5, 0.05)[3]).toBe(0)
  })

  it('outside of the image is told', async () => {
    const response = await get('c_crop,w_10,h_10,x_500,y_0/quarters.png')
    expect([response.status, (await json(response)).error.message]).toEqual([
      400,
      'The crop begins at 500,0, outside of the image of 400 x 200 pixels',
    ])
  })
})

describe('what is done to pixels', () => {
  it('turns photographs upright, and tells nothing of where they were taken', async () => {
    const upright = await look('w_100/turned.jpg')
    const near = (color: number[]) => color.map((part) => Math.round(part / 255) * 255)
    // Turned by 90 degrees clockwise, as its note says.
    expect([near(upright.at(0.1, 0.1)), near(upright.at(0.9, 0.9))]).toEqual([BLUE, GREEN])
    const { exif, orientation, icc } = await sharp(upright.file).metadata()
    expect([exif, orientation, icc]).toEqual([undefined, undefined, undefined])
  })

  it('grays, blurs and sharpens', async () => {
    const gray = (await look('w_100,e_grayscale/quarters.png')).at(0.1, 0.1)
    expect(new Set(gray).size).toBe(1)
    const blurred = (await look('e_blur:400/quarters.png')).at(0.49, 0.1)
    expect(blurred[0]).toBeLessThan(200)
    expect(blurred[1]).toBeGreaterThan(50)
    expect((await look('w_50,e_sharpen:300/turned.jpg')).size).toEqual([50, 100])
    const both = (await look('e_grayscale,e_blur/quarters.png')).at(0.5, 0.1)
    expect(new Set(both).size).toBe(1)
  })

  it('rounds corners, which are clear where the format can, and else white or as b says', async () => {
    const png = await look('w_100,h_100,r_max/quarters.png')
    expect([png.rgba(0, 0)[3], png.rgba(0.5, 0.2)[3]]).toEqual([0, 255])
    expect((await look('w_100,h_100,r_max/quarters.jpg')).at(0, 0)[0]).toBeGreaterThan(250)
    const red = await look('w_100,h_100,r_50,b_red/quarters.png')
    expect([red.at(1, 1), red.hasAlpha]).toEqual([RED, false])
    const one = await look('w_100,h_100,r_0:0:50:0/quarters.png')
    expect([one.rgba(0, 0)[3], one.rgba(1, 0)[3], one.rgba(1, 1)[3], one.rgba(0, 1)[3]]).toEqual([255, 255, 0, 255])
  })

  it('turns by any angle on a larger ground', async () => {
    const turned = await look('w_100,h_100,a_45/quarters.png')
    expect(turned.size[0]).toBeGreaterThan(138)
    expect(turned.rgba(0, 0)[3]).toBe(0)
  })

  it('handles images of one channel', async () => {
    const gray = await look('c_pad,w_100,h_100,b_red/gray.png')
    expect([gray.at(0, 0), gray.at(0.5, 0.5)]).toEqual([RED, [136, 136, 136]])
    expect((await look('e_grayscale,r_10,w_20/gray.webp')).size).toEqual([20, 5])
  })
})

describe('the format', () => {
  it.each([
    ['quarters.jpg', 'jpeg', 'image/jpeg'],
    ['quarters.jpeg', 'jpeg', 'image/jpeg'],
    ['w_10/quarters', 'png', 'image/png'],
    ['quarters.webp', 'webp', 'image/webp'],
    ['quarters.avif', 'heif', 'image/avif'],
    ['quarters.gif', 'gif', 'image/gif'],
    ['quarters.tiff', 'tiff', 'image/tiff'],
    ['f_webp/quarters.png', 'webp', 'image/webp'],
    ['f_jpg,w_10/quarters', 'jpeg', 'image/jpeg'],
    ['w_10/logo', 'jpeg', 'image/jpeg'],
    ['f_auto/manual', 'jpeg', 'image/jpeg'],
  ])('of %s is %s', async (path, format, type) => {
    const seen = await look(path)
    // A drawing is on a page of its own color, or on none.
    if (path === 'w_10/logo') expect(['png', 'jpeg']).toContain(seen.format)
    else expect([seen.format, seen.response.headers.get('content-type')]).toEqual([format, type])
  })

  it('by f_auto is what the client takes', async () => {
    const as = async (accept: string, publicId = 'quarters') =>
      (await look(`f_auto,w_20/${publicId}`, { accept })).format
    expect(await as('image/avif,image/webp,image/*,*/*;q=0.8')).toBe('webp')
    expect(await as('image/avif,*/*')).toBe('heif')
    expect([await as('*/*'), await as('*/*', 'clear')]).toEqual(['jpeg', 'png'])
    const { response } = await look('f_auto,w_20/quarters')
    expect(response.headers.get('vary')).toBe('Accept')
    expect((await get('w_20/quarters.png')).headers.get('vary')).toBeNull()
  })

  it('by dpr_auto goes by the screen, in a few steps', async () => {
    const width = async (headers: Record<string, string>) =>
      (await look('w_100,dpr_auto/quarters.png', headers)).size[0]
    expect(await width({})).toBe(100)
    expect([await width({ 'sec-ch-dpr': '2' }), await width({ dpr: '1.2' }), await width({ dpr: '99' })]).toEqual([
      200, 150, 300,
    ])
    expect((await get('w_100,dpr_auto/quarters.png')).headers.get('vary')).toBe('Sec-CH-DPR, DPR')
  })

  it('by quality is smaller or larger', async () => {
    const noise = sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 120, sigma: 40 },
      },
    })
    await relata.upload(await noise.png().toBuffer(), { public_id: 'noise' }, 'image')
    const sizes = []
    for (const quality of ['q_10', 'q_auto:low', 'q_auto:eco', 'q_auto', 'q_auto:best', 'q_100'])
      sizes.push((await look(`${quality}/noise.jpg`)).file.length)
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
    expect(new Set(sizes).size).toBe(sizes.length)
  })

  it('of an animation stays one where it can, and else is its first frame', async () => {
    const small = await look('w_15/moving.gif')
    expect([small.pages, small.delay, small.loop]).toEqual([3, [100, 200, 300], 2])
    expect((await sharp(small.file).metadata()).pageHeight ?? small.size[1]).toBe(10)
    const webp = await look('c_fill,w_10,h_10/moving.webp')
    expect([webp.pages, webp.delay]).toEqual([3, [100, 200, 300]])
    const first = await look('moving.png')
    expect([first.pages, first.size, first.at(0.5, 0.5)]).toEqual([1, [30, 20], RED])
    expect((await look('pg_2/moving.png')).at(0.5, 0.5)).toEqual(BLUE)
    for (const [transformation, size] of [
      ['c_pad,w_30,h_30', [30, 30]],
      ['w_20/c_fill,w_10,h_10', [10, 10]],
      ['w_20/c_limit,w_10', [10, 7]],
    ] as const) {
      const { file, pages, at } = await look(`${transformation}/moving.gif`)
      const last = await sharp(file, { page: 2 }).metadata()
      expect([transformation, pages, at(0.5, 0.5), last.width, last.height]).toEqual([transformation, 3, RED, ...size])
    }
    const turned = await look('a_90,r_max,e_blur/c_crop,w_10,h_10,g_auto/moving.webp')
    expect([turned.pages, turned.size]).toEqual([3, [10, 10]])
  })

  it('of a drawing or a document is drawn at the size that is asked for', async () => {
    expect((await look('w_900/logo.png')).size[0]).toBe(900)
    const page = await look('w_300,pg_2/manual.jpg')
    expect(page.size[0]).toBe(300)
    expect((await look('c_fill,w_50,h_50/manual.png')).size).toEqual([50, 50])
    const first = await look('w_300/manual.jpg')
    expect(first.file.equals(page.file)).toBe(false)
    const none = await get('pg_999/manual.jpg')
    expect([none.status, (await json(none)).error.message]).toEqual([
      400,
      expect.stringContaining('pg_999 is not there'),
    ])
  })
})

describe('what is not supported is a 400 that names it', () => {
  it.each([
    ...[
      'c_lfill,w_10',
      'c_imagga_scale,w_1',
      'g_face,c_fill,w_1,h_1',
      'e_sepia',
      'e_blur:0',
      'e_grayscale:3',
      'l_text:Arial_12:hi',
    ],
    ...[
      'u_x',
      'fl_attachment',
      'o_50',
      'bo_1px_solid_red',
      'w_auto',
      'w_iw',
      'w_-1',
      'w_0',
      'w_1e3',
      'h_abc',
      'q_0',
      'q_101',
    ],
    ...[
      'q_auto:x',
      'f_svg',
      'f_pdf',
      'dpr_0',
      'dpr_99',
      'a_auto',
      'a_1e9',
      'r_-1',
      'r_1:2:3:4:5',
      'b_auto',
      'b_rgb:12',
      'b_nocolor',
    ],
    ...[
      'pg_0',
      'pg_1.5',
      'so_auto',
      'ar_0',
      'ar_1:0',
      '$size_10',
      'if_w_gt_1',
      'vc_auto',
      'co_red',
      'x_1..2,c_crop,w_1',
      'z_2',
    ],
  ])('%s', async (component) => {
    const response = await get(`${component}/v1/quarters.png`)
    const { message } = (await json(response)).error
    expect([response.status, response.headers.get('x-relata-code')]).toEqual([400, 'invalid'])
    expect(message).toMatch(/^Transformation component not supported - /)
    expect(component.split(',').some((part) => message.includes(part))).toBe(true)
  })

  it.each([
    ['w_1,w_2', 'w is given twice'],
    ['c_fill', 'c needs w or h'],
    ['g_west,w_1', 'g, x and y need c_fill'],
    ['ar_1', 'ar needs w or h'],
    ['ar_1,w_1,h_1', 'two of w, h and ar'],
    ['g_auto,c_pad,w_1,h_1', 'g_auto has no meaning with c_pad'],
    ['t_a,w_1', 'in a component of its own'],
    [Array(21).fill('w_1').join('/'), 'at most 20 are allowed'],
    ['t_none', 'Unknown named transformation - none'],
  ])('%s: %s', async (transformation, message) => {
    const response = await get(`${transformation}/v1/quarters.png`)
    expect([response.status, (await json(response)).error.message]).toEqual([400, expect.stringContaining(message)])
  })

  it('and so is output that no image can be', async () => {
    for (const path of ['w_10/logo.svg', 'w_10/manual.pdf', 'quarters.xyz']) {
      const response = await get(path)
      expect([path, response.status, (await json(response)).error.message]).toEqual([
        path,
        400,
        expect.stringMatching(/^Output in \w+ is not supported/),
      ])
    }
  })

  it('whereas folders that look like components are folders', async () => {
    const raw = await fetch(`${relata.url}/${relata.cloudName}/raw/upload/w_10/notes.txt`)
    expect([raw.status, await raw.text()]).toEqual([200, 'text'])
    await relata.upload(await solid(8, 8, '#fff'), { public_id: 'w_4/photo' }, 'image')
    expect((await look('w_4/photo.png')).size).toEqual([8, 8])
    expect((await look('w_2/w_4/photo.png')).size).toEqual([2, 2])
    const transformed = await fetch(`${relata.url}/${relata.cloudName}/raw/upload/w_10/v1/w_10/notes.txt`)
    expect([transformed.status, (await json(transformed)).error.message]).toEqual([
      400,
      expect.stringContaining('raw assets'),
    ])
  })
})
