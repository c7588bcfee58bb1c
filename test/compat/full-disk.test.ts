import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  call,
  download,
  type JsonAnswer,
  ROOT,
  removeFolder,
  type Server,
  startServer,
  temporaryFolder,
  upload,
} from './server.ts'

const PROGRAM = [process.execPath, join(ROOT, 'bin/relata.js'), 'serve'] as const
/** How much the database may grow; less than the assets of all waves need. */
const ROOM_BYTES = 1_000_000
const WAVES = 400
const WAVE = 5

let folder: string
let server: Server
const taken: string[] = []
const refused: JsonAnswer[] = []
let logged = ''

const note = (text: string) => {
  logged += text
}

/** Files of the server may not grow past a size, which it meets as it would meet a full disk. */
function startLimited(bytes: number): Promise<Server> {
  // The shell counts in blocks of 512 bytes, or of 1,024.
  const limit = `ulimit -f ${Math.ceil(bytes / 512)} && exec "$0" "$@"`
  return startServer({ dataFolder: folder, command: ['sh', '-c', limit, ...PROGRAM], onOutput: note, onError: note })
}

const uploadOne = (publicId: string) =>
  upload(server, 'raw', Buffer.from(publicId), { public_id: publicId, context: `filling=${'x'.repeat(2000)}` })

const relate = (one: string, other: string) =>
  call(server, 'POST', `/resources/related_assets/raw/upload/${one}`, { assets_to_relate: [`raw/upload/${other}`] })

beforeAll(async () => {
  folder = await temporaryFolder()
  // The database is made while there is room for that.
  await (await startServer({ dataFolder: folder })).stop()
  server = await startLimited(statSync(join(folder, 'relata.sqlite')).size + ROOM_BYTES)
  for (let wave = 0, full = false; wave < WAVES && !full; wave++) {
    const names = Array.from({ length: WAVE }, (_, i) => `full/${wave}-${i}`)
    const answers = await Promise.all(names.map(uploadOne))
    full = answers.every(({ status }) => status !== 200)
    for (const [i, answer] of answers.entries()) {
      if (answer.status === 200) taken.push(names[i]!)
      else refused.push(answer)
    }
  }
})

afterAll(async () => {
  await server?.stop()
  if (folder) await removeFolder(folder)
})

describe('a disk that is full', () => {
  it('refuses what can not be kept, and says why', () => {
    expect(taken.length).toBeGreaterThan(0)
    expect(refused.length).toBeGreaterThanOrEqual(WAVE)
    for (const { status, headers, body } of refused) {
      expect([status, headers.get('x-relata-code')]).toEqual([500, 'unavailable'])
      expect(body.error.message).toMatch(/^The disk of the library is full/)
      expect(headers.get('x-cld-error')).toBe(body.error.message)
    }
    expect(logged).toContain('The disk of the library is full')
  })

  it('leaves the server going on: everything that was taken is listed and delivered', async () => {
    expect((await call(server, 'GET', '/ping')).status).toBe(200)
    const { body } = await call(server, 'GET', `/resources/raw/upload/${taken.at(-1)}?related=true`)
    expect(body.related_assets).toEqual([])
    expect((await download(body.secure_url)).bytes.toString()).toBe(taken.at(-1))
  })

  it('has kept all that was taken and none that was refused, once there is room again', async () => {
    expect(await server.stop()).toBe(0)
    server = await startServer({ dataFolder: folder })
    const kept: string[] = []
    let cursor = ''
    do {
      const { body } = await call(server, 'GET', `/resources/raw/upload?max_results=500${cursor}`)
      for (const { public_id } of body.resources) kept.push(public_id)
      cursor = body.next_cursor ? `&next_cursor=${body.next_cursor}` : ''
    } while (cursor !== '')
    expect(kept.toSorted()).toEqual(taken.toSorted())
    expect((await uploadOne('full/later')).status).toBe(200)
    expect((await relate('full/later', taken[0]!)).body.success).toMatchObject([{ code: 'success_ids' }])
  })
})
