import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { v2 } from 'cloudinary'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoFile, png } from './files.ts'
import { call, removeFolder, type Server, startServer, temporaryFolder } from './server.ts'

let server: Server
let folder: string
let cloudinary: typeof v2
let url: string

// biome-ignore lint/suspicious/noExplicitAny: the typings know only some of what the SDK does and answers
type AnyCall = (...args: unknown[]) => Promise<any>

const PICTURE = demoFile('jpg')?.bytes ?? png(60, 40)
const files = createServer((request, response) => {
  if (request.url?.startsWith('/pictures/')) response.end(PICTURE)
  else response.writeHead(404).end()
})

beforeAll(async () => {
  folder = await temporaryFolder()
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(files.address() as AddressInfo).port}`
  server = await startServer({ flags: ['--fetch-allow', '127.0.0.1'] })
  // The SDK chooses between http and https by this variable, once, when it is loaded.
  process.env.CLOUDINARY_URL = server.cloudinaryUrl
  cloudinary = (await import('cloudinary')).v2
})
afterAll(async () => {
  files.closeAllConnections()
  files.close()
  await server?.stop()
  if (folder) await removeFolder(folder)
})

const api = new Proxy({} as Record<string, AnyCall>, {
  get:
    (_, name: string): AnyCall =>
    (...args) =>
      (cloudinary.api as unknown as Record<string, AnyCall>)[name]!(...structuredClone(args)),
})

const text = (content: string) => `data:text/plain;base64,${Buffer.from(content).toString('base64')}`

describe('the Node SDK', () => {
  it('uploads from a URL, as upload_large does with one', async () => {
    const { uploader } = cloudinary
    const answer = await uploader.upload(`${url}/pictures/dog.jpg`, { use_filename: true, unique_filename: false })
    expect(answer).toMatchObject({ public_id: 'dog', bytes: PICTURE.length, original_filename: 'dog' })
    const large = (await uploader.upload_large(`${url}/pictures/cat.jpg`, { public_id: 'large-url' })) as unknown
    expect(large).toMatchObject({ public_id: 'large-url', bytes: PICTURE.length })
  })

  it('reads why a URL was refused', async () => {
    const refused = (address: string) => cloudinary.uploader.upload(address)
    const missing = `${url}/missing.jpg`
    await expect(refused(missing)).rejects.toMatchObject({ http_code: 404, message: `Resource not found - ${missing}` })
    await expect(refused('http://169.254.169.254/latest')).rejects.toMatchObject({
      http_code: 400,
      message: expect.stringMatching(/is not a public address/),
    })
    await expect(refused('s3://bucket/dog.jpg')).rejects.toMatchObject({
      http_code: 400,
      message: expect.stringMatching(/s3 URLs are not supported/),
    })
  })

  it('uploads asynchronously', async () => {
    const answer = await cloudinary.uploader.upload(`${url}/pictures/later.jpg`, { public_id: 'later', async: true })
    expect(answer).toMatchObject({
      status: 'pending',
      batch_id: expect.any(String),
      resource_type: 'image',
      type: 'upload',
    })
    await expect.poll(() => api.resource!('later').catch(() => undefined)).toMatchObject({ public_id: 'later' })
  })

  it('creates, lists, reads, updates and deletes upload presets', async () => {
    const settings = { tags: ['a', 'b'], context: { alt: 'a dog' }, folder: 'inbox', allowed_formats: ['png', 'jpg'] }
    const created = await api.create_upload_preset!({ name: 'sdk', unsigned: true, live: true, ...settings })
    expect(created).toMatchObject({ message: 'created', name: 'sdk' })
    expect(await api.upload_preset!('sdk')).toMatchObject({
      name: 'sdk',
      unsigned: true,
      settings: { ...settings, context: { custom: { alt: 'a dog' } }, live: true },
    })
    expect((await api.upload_presets!()).presets).toEqual([expect.objectContaining({ name: 'sdk' })])
    expect(await api.update_upload_preset!('sdk', { folder: 'other', unsigned: false })).toMatchObject({
      message: 'updated',
    })
    expect(await api.upload_preset!('sdk')).toMatchObject({
      unsigned: false,
      settings: { folder: 'other', tags: ['a', 'b'] },
    })
    expect(await api.delete_upload_preset!('sdk')).toMatchObject({ message: 'deleted' })
    await expect(api.upload_preset!('sdk')).rejects.toMatchObject({ error: { http_code: 404 } })
    const { name } = await api.create_upload_preset!({ folder: 'x' })
    expect(await api.delete_upload_preset!(name)).toMatchObject({ message: 'deleted' })
  })

  it('uploads without a signature, by an unsigned preset', async () => {
    await api.create_upload_preset!({ name: 'open', unsigned: true, folder: 'inbox', tags: 'unsigned' })
    await api.create_upload_preset!({ name: 'closed' })
    const upload = (preset: string, options = {}) =>
      cloudinary.uploader.unsigned_upload(text('words'), preset, { resource_type: 'raw', ...options })
    expect(await upload('open', { public_id: 'u' })).toMatchObject({ public_id: 'inbox/u', tags: ['unsigned'] })
    await expect(upload('closed')).rejects.toMatchObject({
      http_code: 400,
      message: expect.stringMatching(/whitelisted/),
    })
    await expect(upload('none')).rejects.toMatchObject({ http_code: 400, message: 'Upload preset not found' })
    await expect(upload('open', { overwrite: true })).rejects.toMatchObject({
      http_code: 400,
      message: expect.stringMatching(/^Overwrite parameter is not allowed when using unsigned upload/),
    })
    expect(
      await cloudinary.uploader.upload(text('x'), { resource_type: 'raw', upload_preset: 'closed' }),
    ).toMatchObject({
      bytes: 1,
    })
  })

  it('creates, lists, reads, updates and deletes upload mappings', async () => {
    const template = 'https://example.com/pictures/'
    expect(await api.create_upload_mapping!('wiki', { template })).toMatchObject({ message: 'created' })
    expect(await api.upload_mapping!('wiki')).toMatchObject({ folder: 'wiki', template })
    expect(await api.update_upload_mapping!('wiki', { template: `${template}x` })).toMatchObject({ message: 'updated' })
    expect((await api.upload_mappings!()).mappings).toEqual([{ folder: 'wiki', template: `${template}x` }])
    expect(await api.delete_upload_mapping!('wiki')).toMatchObject({ message: 'deleted' })
    await expect(api.upload_mapping!('wiki')).rejects.toMatchObject({ error: { http_code: 404 } })
  })

  it('gets a delete token, and whoever has it deletes the asset', async () => {
    const options = { resource_type: 'raw', public_id: 'token', return_delete_token: true } as const
    const { delete_token: token } = await cloudinary.uploader.upload(text('x'), options)
    const response = await fetch(`${server.url}/v1_1/${server.cloud}/delete_by_token`, {
      method: 'POST',
      body: new URLSearchParams({ token: String(token) }),
    })
    expect([response.status, await response.json()]).toEqual([200, { result: 'ok' }])
  })

  it('says of an upload what it is called, and what it may be', async () => {
    const answer = await cloudinary.uploader.upload(text('x'), {
      resource_type: 'raw',
      public_id: 'named',
      public_id_prefix: 'p',
      display_name: 'Name',
      discard_original_filename: true,
      allowed_formats: ['txt'],
      filename_override: 'x.txt',
      invalidate: true,
    })
    expect(answer).toMatchObject({ public_id: 'p/named', display_name: 'Name' })
    expect(answer).not.toHaveProperty('original_filename')
    await expect(
      cloudinary.uploader.upload(text('x'), {
        resource_type: 'raw',
        allowed_formats: ['png'],
        filename_override: 'a.txt',
      }),
    ).rejects.toMatchObject({ http_code: 400, message: expect.stringMatching(/^Raw file format txt not allowed/) })
  })

  it('destroys by asset ID where it knows how, and so does a plain call', async () => {
    const { asset_id } = await cloudinary.uploader.upload(text('x'), { resource_type: 'raw', public_id: 'doomed' })
    expect((await call(server, 'POST', '/asset/destroy', { asset_id })).body).toEqual({ result: 'ok' })
    expect(await cloudinary.uploader.destroy('doomed', { resource_type: 'raw', invalidate: true })).toEqual({
      result: 'not found',
    })
  })
})
