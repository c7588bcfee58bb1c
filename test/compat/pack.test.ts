import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoFile, pdf, png, wav } from './files.ts'
import {
  call,
  cleanEnvironment,
  download,
  ROOT,
  removeFolder,
  type Server,
  startServer,
  temporaryFolder,
  upload,
} from './server.ts'

const reason = process.env.CI ? '' : ' (skipped: it installs every dependency anew, so it runs only where CI is set)'

const INSTALL_TIMEOUT_MS = 300_000

/** npm, with the Node that runs this. */
const npm = (cwd: string, ...args: string[]) =>
  promisify(execFile)('npm', args, {
    cwd,
    env: { ...cleanEnvironment(), PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` },
    shell: process.platform === 'win32',
  })

describe.skipIf(reason !== '')(`the published package${reason}`, () => {
  let folder: string
  let server: Server
  let errors = ''

  beforeAll(async () => {
    folder = await temporaryFolder()
    await npm(ROOT, 'pack', '--pack-destination', folder)
    const packed = (await readdir(folder)).find((name) => name.endsWith('.tgz'))!
    const installed = join(folder, 'installed')
    await mkdir(installed)
    await npm(installed, 'install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', join(folder, packed))
    server = await startServer({
      command: [process.execPath, join(installed, 'node_modules/.bin/relata'), 'serve'],
      onError: (text) => {
        errors += text
      },
    })
  }, INSTALL_TIMEOUT_MS)

  afterAll(async () => {
    await server?.stop()
    if (folder) await removeFolder(folder)
  })

  it('has what runs, and nothing else', async () => {
    const top = await readdir(join(folder, 'installed/node_modules/relata'))
    for (const name of ['bin', 'dist', 'package.json']) expect(top).toContain(name)
    for (const name of ['src', 'test', 'bench', 'demo', 'tools', 'web']) expect(top).not.toContain(name)
  })

  it('has the page, with all its files', async () => {
    const page = await (await fetch(server.url)).text()
    const [script] = /\/@\/files\/[\w.-]+\.js/.exec(page)!
    expect((await fetch(server.url + script)).headers.get('content-type')).toMatch(/javascript/)
  })

  it('uploads, relates and delivers', async () => {
    const photo = png(6, 3, 1)
    const document = pdf(2)
    const sound = wav()
    const film = demoFile('mp4')
    const uploaded = [
      [await upload(server, 'image', photo, { public_id: 'packed/photo' }), photo, { width: 6, height: 3 }],
      [await upload(server, 'auto', document, { public_id: 'packed/document' }), document, { format: 'pdf', pages: 2 }],
      [await upload(server, 'video', sound, { public_id: 'packed/sound' }), sound, { format: 'wav', duration: 1 }],
      [
        await upload(server, 'video', film.bytes, { public_id: 'packed/film' }),
        film.bytes,
        { format: 'mp4', width: expect.any(Number), duration: expect.any(Number) },
      ],
    ] as const
    for (const [{ status, body }, bytes, expected] of uploaded) {
      expect({ status, ...body }).toMatchObject({ status: 200, bytes: bytes.length, ...expected })
      expect((await download(body.secure_url)).bytes.equals(bytes)).toBe(true)
    }
    expect(
      (
        await call(server, 'POST', '/resources/related_assets/image/upload/packed/photo', {
          assets_to_relate: ['image/upload/packed/document', 'video/upload/packed/sound'],
        })
      ).body,
    ).toMatchObject({ failed: [], success: [{ code: 'success_ids' }, { code: 'success_ids' }] })
    const { body } = await call(server, 'GET', '/resources/video/upload/packed/sound?related=true')
    expect(body.related_assets).toMatchObject([{ public_id: 'packed/photo' }])
    const found = await call(server, 'POST', '/resources/search', { expression: 'public_id:packed/p*' })
    expect(found.body.resources).toMatchObject([{ public_id: 'packed/photo' }])
    const small = await download(`${server.url}/${server.cloud}/image/upload/w_3/packed/photo.jpg`)
    expect(small.status).toBe(200)
  })

  it('copies the write-ahead log into the database while it runs', async () => {
    const inDatabase = async () => {
      await upload(server, 'raw', Buffer.from('a further write'), { public_id: 'packed/copied' })
      return (await readFile(join(server.dataFolder, 'relata.sqlite'))).includes('packed/copied')
    }
    await expect.poll(inDatabase, { interval: 300 }).toBe(true)
  })

  it('ends when it is told to, and has had nothing to complain about', async () => {
    expect(await server.stop()).toBe(0)
    expect(errors).toBe('')
  })
})
