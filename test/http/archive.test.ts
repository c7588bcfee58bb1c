import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import { unpackTar } from 'modern-tar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basic, type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

const demo = (name: string): Promise<Buffer> => readFile(join(import.meta.dirname, '../../demo/files', name))
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

let relata: TestRelata
let photo: Buffer
let manual: Buffer
beforeAll(async () => {
  relata = await startTestRelata()
  photo = await demo('tern-front.jpg')
  manual = await demo('tern-manual.pdf')
  await relata.upload(photo, { public_id: 'shop/tern', tags: 'tern,front' }, 'image', 'Tern (front).jpg')
  await relata.upload(manual, { public_id: 'docs/manual.pdf', tags: 'tern' }, 'raw', 'manual.pdf')
  await relata.upload(photo, { public_id: 'hidden', type: 'private' }, 'image', 'hidden.jpg')
})
afterAll(() => relata.stop())

async function download(
  body: Record<string, unknown>,
  resourceType = 'image',
): Promise<{ status: number; headers: Headers; bytes: Uint8Array }> {
  const response = await fetch(`${relata.url}/v1_1/demo/${resourceType}/generate_archive`, {
    method: 'POST',
    headers: { authorization: basic(relata), 'content-type': 'application/json' },
    body: JSON.stringify({ mode: 'download', ...body }),
  })
  return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) }
}

const unzipped = (bytes: Uint8Array): Record<string, string> =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, sha(content)]))

async function untarred(bytes: Uint8Array): Promise<Record<string, string>> {
  const entries = await unpackTar(new Uint8Array(gunzipSync(bytes)))
  return Object.fromEntries(entries.map(({ header, data }) => [header.name, sha(data!)]))
}

/** Originals that the server, which is this process, has open; only Linux tells. */
async function openBlobs(): Promise<string[]> {
  if (process.platform !== 'linux') return []
  const descriptors = await readdir('/proc/self/fd')
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return targets.filter((target) => target.startsWith(join(relata.folder, 'objects')))
}

const refusal = async (body: Record<string, unknown>, resourceType = 'image') => {
  const { status, bytes } = await download(body, resourceType)
  return [status, JSON.parse(Buffer.from(bytes).toString()).error.message]
}

describe('an archive that is downloaded', () => {
  it('has the originals, whatever names them', async () => {
    const all = { 'shop/tern.jpg': sha(photo), 'docs/manual.pdf': sha(manual) }
    const onlyPhoto = { 'shop/tern.jpg': sha(photo) }
    const { body: asset } = await relata.admin('GET', '/resources/image/upload/shop/tern')
    for (const [names, resourceType, expected] of [
      [{ tags: ['tern'] }, 'all', all],
      [{ tags: ['tern'] }, 'image', onlyPhoto],
      [{ public_ids: ['shop/tern'] }, 'image', onlyPhoto],
      [{ prefixes: ['shop/', 'docs/'] }, 'all', all],
      [{ asset_ids: [asset.asset_id], tags: ['front'] }, 'image', onlyPhoto],
      [{ fully_qualified_public_ids: ['raw/upload/docs/manual.pdf', 'image/upload/shop/tern'] }, 'image', all],
      [{ public_ids: ['hidden'], type: 'private' }, 'image', { 'hidden.jpg': sha(photo) }],
    ] as const) {
      const { status, bytes } = await download(names, resourceType)
      expect([names, status, unzipped(bytes)]).toEqual([names, 200, expected])
    }
  })

  it('is a zip or a tgz, named for what it is', async () => {
    const zip = await download({ tags: ['tern'], target_public_id: 'a/Térn "kit"' }, 'all')
    expect(zip.headers.get('content-type')).toBe('application/zip')
    expect(zip.headers.get('content-disposition')).toBe(
      `attachment; filename="T?rn _kit_.zip"; filename*=UTF-8''T%C3%A9rn%20%22kit%22.zip`,
    )
    const tgz = await download({ tags: ['tern'], target_format: 'tgz' }, 'all')
    expect([tgz.headers.get('content-type'), await untarred(tgz.bytes)]).toEqual([
      'application/gzip',
      unzipped(zip.bytes),
    ])
  })

  it('has flat names, or those of the files, each once', async () => {
    await relata.upload(photo, { public_id: 'other/tern', tags: 'twice' }, 'image', 'Tern (front).jpg')
    await relata.upload(photo, { public_id: 'shop/TERN', tags: 'twice' }, 'image', 'x.jpg')
    const ids = ['shop/tern', 'other/tern', 'shop/TERN']
    const namesOf = async (options: object) =>
      Object.keys(unzipped((await download({ public_ids: ids, ...options })).bytes))
    expect(await namesOf({})).toEqual(['shop/tern.jpg', 'other/tern.jpg', 'shop/TERN_1.jpg'])
    expect(await namesOf({ flatten_folders: true })).toEqual(['tern.jpg', 'tern_1.jpg', 'TERN_2.jpg'])
    expect(await namesOf({ flatten_folders: true, use_original_filename: true })).toEqual([
      'Tern (front).jpg',
      'Tern (front)_1.jpg',
      'x.jpg',
    ])
  })

  it('unpacks nowhere else, whatever public IDs are', async () => {
    for (const id of ['C:', 'C:/x', 'nul', 'dots./a..', 'file', 'file/in it', 'a|b'])
      await relata.asset(`odd/${id}`, { tags: 'odd' })
    await relata.upload('x', { public_id: 'odd/named', tags: 'odd' }, 'raw', '..')
    const options = { tags: ['odd'], use_original_filename: true }
    const names = [
      ...Object.keys(unzipped((await download({ tags: ['odd'] }, 'raw')).bytes)),
      ...Object.keys(await untarred((await download({ ...options, target_format: 'tgz' }, 'raw')).bytes)),
    ]
    expect(names).toHaveLength(16)
    const segments = names.flatMap((name) => name.split('/'))
    expect(segments.filter((name) => name === '' || /[. ]$|[:|]|^nul$/.test(name))).toEqual([])
    expect(names.slice(0, 8).sort()).toEqual(
      ['odd/C_', 'odd/C_/x', 'odd/_nul', 'odd/a_b', 'odd/dots_/a__', 'odd/file', 'odd/file/in it', 'odd/named']
        .map((name) => (name === 'odd/C_' || name === 'odd/file' ? `${name}_1` : name))
        .sort(),
    )
  })

  it('stops reading when the client goes away, and the server goes on', async () => {
    const big = Buffer.alloc(24 * 1024 * 1024, 'tern ')
    for (const i of [1, 2, 3]) await relata.upload(big, { public_id: `big/${i}`, tags: 'big' })
    for (const format of ['zip', 'tgz']) {
      await new Promise<void>((resolve, reject) => {
        const sent = request(
          `${relata.url}/v1_1/demo/raw/generate_archive`,
          { method: 'POST', headers: { authorization: basic(relata), 'content-type': 'application/json' } },
          (response) => {
            response.once('data', () => response.destroy())
            response.once('close', resolve)
          },
        )
        sent.once('error', reject)
        sent.end(JSON.stringify({ mode: 'download', tags: ['big'], target_format: format }))
      })
    }
    await expect.poll(openBlobs).toEqual([])
    expect(Object.keys(unzipped((await download({ tags: ['big'] }, 'raw')).bytes)).sort()).toEqual([
      'big/1',
      'big/2',
      'big/3',
    ])
  })
})

describe('an archive that is being downloaded', () => {
  it('goes without what is deleted, and has what is overwritten, before its turn', async () => {
    const forgetful = await startTestRelata({ trashDays: 0 })
    try {
      await forgetful.upload(randomBytes(32 * 1024 * 1024), { public_id: 'big' })
      await forgetful.asset('gone')
      await forgetful.asset('changed')
      const body = JSON.stringify({ mode: 'download', public_ids: ['big', 'gone', 'changed'] })
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const headers = { authorization: basic(forgetful), 'content-type': 'application/json' }
        const url = `${forgetful.url}/v1_1/demo/raw/generate_archive`
        request(url, { method: 'POST', headers }, resolve).once('error', reject).end(body)
      })
      // The first file is more than fits on the way as long as nobody reads.
      await forgetful.admin('DELETE', '/resources/raw/upload', { public_ids: ['gone'] })
      await forgetful.upload('longer than before', { public_id: 'changed' })
      const files = unzipSync(new Uint8Array(await buffer(response)))
      expect(Object.keys(files)).toEqual(['big', 'changed'])
      expect(Buffer.from(files.changed!).toString()).toBe('longer than before')
    } finally {
      await forgetful.stop()
    }
  })
})

describe('an archive that is kept', () => {
  const create = (body: Record<string, unknown>, resourceType = 'all') =>
    relata.admin('POST', `/${resourceType}/generate_archive`, body)

  it('is a raw asset', async () => {
    const { status, body } = await create({
      tags: ['tern', 'nothing'],
      public_ids: ['shop/tern', 'not-there'],
      prefixes: ['docs/', 'nowhere/'],
      allow_missing: true,
      target_public_id: 'kits/tern',
      target_tags: ['kit'],
      target_asset_folder: 'kits',
    })
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        resource_type: 'raw',
        type: 'upload',
        public_id: 'kits/tern.zip',
        tags: ['kit'],
        asset_folder: 'kits',
        resource_count: 2,
        file_count: 2,
        missing_public_ids: ['not-there'],
        empty_tags: ['nothing'],
        empty_prefixes: ['nowhere/'],
      }),
    ])
    const bytes = new Uint8Array(await (await fetch(body.secure_url)).arrayBuffer())
    expect(unzipped(bytes)).toEqual({ 'shop/tern.jpg': sha(photo), 'docs/manual.pdf': sha(manual) })
    expect((await relata.blobs()).incoming).toEqual([])
  })

  it('has a name of its own where none is given, and may come later', async () => {
    const { body } = await create({ tags: ['front'], target_format: 'tgz' })
    expect(body.public_id).toMatch(/^[a-z0-9]{20}\.tgz$/)
    const pending = await create({ tags: ['front'], target_public_id: 'later', async: true })
    expect(pending.body).toMatchObject({ status: 'pending', batch_id: expect.any(String) })
    await expect.poll(() => relata.publicIds()).toContain('later.zip')
  })
})

describe('an archive that is refused', () => {
  it.each([
    [{}, 400, 'Say what to archive'],
    [{ tags: [] }, 400, 'Say what to archive'],
    [{ public_ids: ['not-there', 'shop/tern'] }, 404, 'Resource not found - not-there'],
    [{ tags: ['no such tag'] }, 404, 'Resource not found'],
    [{ public_ids: ['a?b'] }, 400, 'Invalid public_id'],
    [{ asset_ids: ['../x'], public_ids: ['shop/tern'] }, 404, '../x'],
    [{ fully_qualified_public_ids: ['shop/tern'] }, 400, 'fully qualified'],
    [{ tags: Array(21).fill('t') }, 400, 'tags takes at most 20'],
    [{ public_ids: Array(1001).fill('t') }, 400, 'public_ids takes at most 1000'],
    [{ tags: ['tern'], mode: 'create_and_download' }, 400, 'mode'],
    [{ tags: ['tern'], target_format: 'rar' }, 400, 'target_format'],
    [{ tags: ['tern'], transformations: ['w_100'] }, 400, 'transformations'],
    [{ tags: ['tern'], type: 'fetch' }, 400, 'type'],
    [{ tags: ['tern'], mode: 'create', target_public_id: 'a?b' }, 400, 'Invalid public_id'],
  ])('%j', async (body, status, message) => {
    expect(await refusal(body)).toEqual([status, expect.stringContaining(message)])
  })

  it('a resource type that there is not, a missing credential, a GET that would create', async () => {
    expect((await refusal({ tags: ['tern'] }, 'sound'))[0]).toBe(400)
    const path = `${relata.url}/v1_1/demo/image/generate_archive?tags[]=tern`
    expect((await fetch(`${path}&mode=download`)).status).toBe(401)
    const get = await fetch(path, { headers: { authorization: basic(relata) } })
    expect([get.status, ((await get.json()) as Json).error.message]).toEqual([
      400,
      expect.stringContaining('mode=download'),
    ])
  })
})
