import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, rawRequest, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let photo: Buffer
beforeAll(async () => {
  relata = await startTestRelata()
  photo = await readFile('demo/files/tern-table.jpg')
})
afterAll(() => relata.stop())

const add = async (public_id: string, options: Record<string, unknown> = {}): Promise<Json> => {
  const { status, body } = await relata.upload(photo, { public_id, ...options }, 'image')
  expect([status, body.error]).toEqual([200, undefined])
  return body
}
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  rawRequest(relata.url, method, `/${relata.cloudName}/image/upload/${path}`, headers)
const details = async (publicId: string, query = '') =>
  (await relata.admin('GET', `/resources/image/upload/${publicId}${query}`)).body
const derivedOf = async (publicId: string): Promise<string[]> =>
  (await details(publicId)).derived.map((item: Json) => item.transformation)
/** Derived files on disk. */
const files = async (folder = relata.folder) => {
  const entries = await readdir(join(folder, 'derived'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name, parentPath }) => join(parentPath, name))
}

describe('a derived file', () => {
  it('is delivered with the headers of an original', async () => {
    const { version } = await add('headers')
    // Once the second is over that the version is named for.
    await expect
      .poll(async () => (await get(`w_50/v${version}/headers.jpg`)).headers.get('cache-control'))
      .toBe('public, max-age=31536000, immutable')
    const whole = await get(`w_50/v${version}/headers.jpg`)
    const etag = whole.headers.get('etag')!
    expect((await get('w_50/headers.jpg')).headers.get('cache-control')).toBe('public, no-cache')
    expect(whole.headers.get('content-security-policy')).toMatch(/sandbox$/)
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await get('w_50/headers.jpg', { 'if-none-match': etag })).status).toBe(304)
    const part = await get('w_50/headers.jpg', { range: 'bytes=0-9' })
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '10'])
    expect((await get('w_50/headers.jpg', { range: 'bytes=0-9', 'if-range': '"x"' })).status).toBe(200)
    const head = await get('w_50/headers.jpg', {}, 'HEAD')
    expect([head.status, head.text]).toEqual([200, ''])
    expect(head.headers.get('content-length')).toBe(whole.headers.get('content-length'))
  })

  it('is made once, however many ask for it at the same time and however they spell it', async () => {
    await add('once')
    const before = (await files()).length
    const spellings = ['c_fill,h_80,w_90', 'w_90,h_80,c_fill', 'h_080,c_fill,w_90']
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, i) => get(`${spellings[i % spellings.length]}/once.jpg`)),
    )
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get('etag')}`)).size).toBe(1)
    expect([answers[0]!.status, (await files()).length - before]).toEqual([200, 1])
    expect(await derivedOf('once')).toEqual(['c_fill,h_80,w_90'])
  })

  it('is made anew where its file is gone', async () => {
    await add('lost')
    const first = await get('w_33/lost.jpg')
    const { id } = (await details('lost')).derived[0]
    const [file] = (await files()).filter((path) => path.endsWith(id))
    await rm(file!)
    const again = await get('w_33/lost.jpg')
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([200, first.text, first.headers.get('etag')])
    expect(await derivedOf('lost')).toEqual(['w_33'])
  })

  it('goes with an overwrite', async () => {
    await add('replaced')
    const before = await get('w_40/replaced.jpg')
    const { id } = (await details('replaced')).derived[0]
    photo = await sharp(photo).negate({ alpha: false }).jpeg().toBuffer()
    await add('replaced')
    expect(await derivedOf('replaced')).toEqual([])
    expect((await files()).some((path) => path.endsWith(id))).toBe(false)
    const after = await get('w_40/replaced.jpg')
    expect([after.status, after.text === before.text]).toEqual([200, false])
  })

  it('goes with its asset', async () => {
    await add('deleted')
    await get('w_41/deleted.jpg')
    const { id } = (await details('deleted')).derived[0]
    await relata.admin('DELETE', '/resources/image/upload', { public_ids: ['deleted'] })
    expect((await get('w_41/deleted.jpg')).status).toBe(404)
    expect((await files()).some((path) => path.endsWith(id))).toBe(false)
    expect((await relata.admin('DELETE', '/derived_resources', { derived_resource_ids: [id] })).body).toEqual({
      deleted: { [id]: 'not_found' },
    })
  })

  it('stays with its asset when that is renamed', async () => {
    await add('old-name')
    const { headers } = await get('w_42/old-name.jpg')
    await relata.admin('POST', '/image/rename', { from_public_id: 'old-name', to_public_id: 'new-name' })
    const { derived } = await details('new-name')
    expect([derived.length, derived[0].url]).toEqual([1, expect.stringMatching(/w_42\/v\d+\/new-name\.jpg$/)])
    expect((await get('w_42/new-name.jpg')).headers.get('etag')).toBe(headers.get('etag'))
  })

  it('of what is damaged is a 400 that says so', async () => {
    const drawing =
      '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><image href="file:///etc/passwd" width="9" height="9"/></svg>'
    const { status } = await relata.upload(drawing, { public_id: 'refers' }, 'image')
    expect(status).toBe(200)
    // What it refers to is not looked at.
    expect((await get('w_10/refers.png')).status).toBe(200)
  })
})

describe('derived files of an asset', () => {
  it('are listed with their addresses, a page at a time', async () => {
    await add('listed')
    for (const width of [10, 20, 30]) await get(`w_${width}/listed.png`)
    const first = await details('listed', '?max_results=2')
    expect(first.derived).toEqual([
      {
        transformation: 'w_10',
        format: 'png',
        width: 10,
        height: 8,
        bytes: expect.any(Number),
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        url: expect.stringMatching(/\/image\/upload\/w_10\/v\d+\/listed\.png$/),
        secure_url: first.derived[0].url,
      },
      expect.objectContaining({ transformation: 'w_20' }),
    ])
    const served = await fetch(first.derived[1].url)
    expect([served.status, served.headers.get('content-length')]).toEqual([200, String(first.derived[1].bytes)])
    const second = await details('listed', `?max_results=2&derived_next_cursor=${first.derived_next_cursor}`)
    expect(second.derived.map((item: Json) => item.transformation)).toEqual(['w_30'])
    expect(second.derived_next_cursor).toBeUndefined()
    const updated = await relata.admin('POST', '/resources/image/upload/listed', { tags: 'x' })
    expect(updated.body.derived).toHaveLength(3)
    const wrong = await relata.admin('GET', '/resources/image/upload/listed?derived_next_cursor=abc')
    expect(wrong.status).toBe(400)
  })

  it('are deleted by ID, and made anew on request', async () => {
    await add('by-id')
    await get('w_10/by-id.png')
    const { id } = (await details('by-id')).derived[0]
    const answer = await relata.admin('DELETE', '/derived_resources', {
      derived_resource_ids: [id, 'f'.repeat(32), '../x'],
    })
    expect(answer.body).toEqual({ deleted: { [id]: 'deleted', ['f'.repeat(32)]: 'not_found', '../x': 'not_found' } })
    expect(await derivedOf('by-id')).toEqual([])
    expect((await files()).some((path) => path.endsWith(id))).toBe(false)
    expect((await get('w_10/by-id.png')).status).toBe(200)
    for (const body of [{}, { derived_resource_ids: [] }]) {
      expect((await relata.admin('DELETE', '/derived_resources', body)).status).toBe(400)
    }
  })

  it('are deleted alone: all, or those of some transformations', async () => {
    const make = async () => {
      for (const width of [10, 20, 30])
        for (const name of ['one', 'two']) await get(`c_fill,h_9,w_${width}/alone/${name}.png`)
    }
    for (const name of ['one', 'two']) await add(`alone/${name}`)
    await make()
    const remove = async (body: Json) => (await relata.admin('DELETE', '/resources/image/upload', body)).body
    const some = await remove({
      public_ids: ['alone/one', 'alone/none'],
      keep_original: true,
      transformations: 'w_10,h_9,c_fill|c_fill,h_9,w_20',
    })
    expect(some).toEqual({
      deleted: { 'alone/one': 'deleted', 'alone/none': 'not_found' },
      deleted_counts: { 'alone/one': { original: 0, derived: 2 } },
      partial: false,
    })
    expect(await derivedOf('alone/one')).toEqual(['c_fill,h_9,w_30'])
    const all = await remove({ prefix: 'alone/', keep_original: true })
    expect(all.deleted_counts).toEqual({
      'alone/one': { original: 0, derived: 1 },
      'alone/two': { original: 0, derived: 3 },
    })
    expect([await derivedOf('alone/one'), await derivedOf('alone/two')]).toEqual([[], []])
    const wrong = await relata.admin('DELETE', '/resources/image/upload', {
      public_ids: ['alone/one'],
      transformations: 'e_sepia',
    })
    expect([wrong.status, wrong.body.error.message]).toEqual([400, expect.stringContaining('e_sepia')])
    // As the Node SDK sends transformations that are objects.
    const none = await relata.admin('DELETE', '/resources/image/upload', {
      public_ids: ['alone/one'],
      keep_original: true,
      transformations: '',
    })
    expect([none.status, none.body.error.message]).toEqual([400, expect.stringContaining('write each as text')])
  })
})

describe('eager transformations', () => {
  it('are made with the upload, and answered', async () => {
    const { eager } = await add('eager', { eager: 'w_100,c_scale|c_fill,w_20,h_20/png|e_blur:10,w_5' })
    expect(
      eager.map(({ transformation, width, height, format }: Json) => [transformation, width, height, format]),
    ).toEqual([
      ['c_scale,w_100', 100, 75, 'jpg'],
      ['c_fill,h_20,w_20/png', 20, 20, 'png'],
      ['e_blur:10,w_5', 5, 4, 'jpg'],
    ])
    const before = (await files()).length
    for (const { url, bytes } of eager) {
      const response = await fetch(url)
      expect([response.status, response.headers.get('content-length')]).toEqual([200, String(bytes)])
    }
    expect((await files()).length).toBe(before)
    expect((await derivedOf('eager')).sort()).toEqual(eager.map((item: Json) => item.transformation).sort())
  })

  it('are made of an asset that is there', async () => {
    await add('explicit')
    const { status, body } = await relata.admin('POST', '/image/explicit', {
      public_id: 'explicit',
      type: 'upload',
      eager: 'w_7',
    })
    expect([status, body.eager[0].width]).toEqual([200, 7])
  })

  it('that are not supported keep a file from being uploaded', async () => {
    const { status, body } = await relata.upload(photo, { public_id: 'not', eager: 'w_10|e_sepia' }, 'image')
    expect([status, body.error.message]).toEqual([400, expect.stringContaining('e_sepia')])
    expect(await relata.publicIds()).not.toContain('not')
    const many = await relata.upload(photo, { public_id: 'not', eager: Array(51).fill('w_1').join('|') }, 'image')
    expect(many.status).toBe(400)
  })

  it('that cannot be made of the file are told, and leave the upload', async () => {
    const { eager } = await add('partly', { eager: 'w_10|w_100000' })
    expect(eager).toEqual([
      expect.objectContaining({ width: 10 }),
      { transformation: 'w_100000', status: 'failed', reason: expect.stringContaining('more than the limit') },
    ])
    const raw = await relata.upload('x', { public_id: 'raw', eager: 'w_10' })
    expect([raw.status, raw.body.eager[0].status]).toEqual([200, 'failed'])
  })

  it('are made after the answer where that is asked for', async () => {
    const { eager } = await add('later', { eager: 'w_11|w_12/png', eager_async: true })
    expect(eager).toEqual(
      ['w_11', 'w_12/png'].map((transformation) =>
        expect.objectContaining({ status: 'processing', transformation, batch_id: expect.any(String) }),
      ),
    )
    await expect.poll(() => derivedOf('later')).toHaveLength(2)
    expect((await fetch(eager[1].url)).headers.get('content-type')).toBe('image/png')
  })
})

describe('the cache', () => {
  it('keeps within its limit, the files of the latest use first', async () => {
    const small = await startTestRelata({ derivedMegabytes: 1 })
    try {
      const noise = sharp({
        create: {
          width: 400,
          height: 400,
          channels: 3,
          background: '#888',
          noise: { type: 'gaussian', mean: 120, sigma: 50 },
        },
      })
      await small.upload(await noise.png().toBuffer(), { public_id: 'noise' }, 'image')
      const ask = (width: number) => fetch(`${small.url}/${small.cloudName}/image/upload/w_${width}/noise.png`)
      for (let width = 300; width < 312; width++) expect((await ask(width)).status).toBe(200)
      const listed = (await small.admin('GET', '/resources/image/upload/noise?max_results=100')).body.derived
      const bytes = listed.reduce((sum: number, item: Json) => sum + item.bytes, 0)
      expect(bytes).toBeGreaterThan(300_000)
      expect(bytes).toBeLessThanOrEqual(1_000_000)
      expect((await files(small.folder)).length).toBe(listed.length)
      expect(listed.at(-1).transformation).toBe('w_311')
      expect((await ask(300)).status).toBe(200)
    } finally {
      await small.stop()
    }
  })

  it('is there after a restart, without what was not finished', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'relata-derived-'))
    try {
      const first = await startTestRelata({ dataFolder })
      await first.upload(photo, { public_id: 'kept' }, 'image')
      const path = `/${first.cloudName}/image/upload/w_60/kept.jpg`
      const etag = (await fetch(first.url + path)).headers.get('etag')
      const before = await files(dataFolder)
      await first.stop()
      await writeFile(join(dataFolder, 'derived/making/half'), 'half')
      const second = await startTestRelata({ dataFolder })
      expect((await fetch(second.url + path)).headers.get('etag')).toBe(etag)
      expect(await files(dataFolder)).toEqual(before)
      await second.stop()
    } finally {
      await rm(dataFolder, { recursive: true, force: true })
    }
  })
})
