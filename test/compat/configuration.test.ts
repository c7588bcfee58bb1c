import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  basicAuth,
  call,
  cleanEnvironment,
  ROOT,
  removeFolder,
  type Server,
  startServer,
  temporaryFolder,
  upload,
} from './server.ts'

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => removeFolder(folder))

function withDatabase(dataFolder: string, work: (db: Database.Database) => void): void {
  const db = new Database(join(dataFolder, 'relata.sqlite'))
  work(db)
  db.close()
}

const uploadText = async (server: Server, publicId: string) =>
  (await upload(server, 'raw', Buffer.from(publicId), { public_id: publicId })).body

const BY_FLAG = {
  '--max-relations': '1',
  '--partial-failure-status': '207',
  '--public-url': 'https://assets.example.com/library',
  '--log': 'info',
}
const variableOf = (flag: string): string => `RELATA_${flag.slice(2).toUpperCase().replaceAll('-', '_')}`
const BY_VARIABLE = Object.fromEntries(Object.entries(BY_FLAG).map(([flag, value]) => [variableOf(flag), value]))
/** What a flag goes before. */
const OVERRULED = Object.fromEntries(Object.keys(BY_VARIABLE).map((variable) => [variable, 'nonsense']))

describe('a server that is configured', () => {
  it.each([
    ['by variables', { env: BY_VARIABLE }],
    ['by flags, which go before variables', { env: OVERRULED, flags: Object.entries(BY_FLAG).flat() }],
  ])('%s, does as it is told', async (_, options) => {
    let printed = ''
    const server = await startServer({
      ...options,
      onOutput: (text) => {
        printed += text
      },
    })
    try {
      const [a] = [await uploadText(server, 'a'), await uploadText(server, 'b'), await uploadText(server, 'c')]
      expect(a.secure_url).toMatch(/^https:\/\/assets\.example\.com\/library\/demo\/raw\/upload\//)
      const { status, body } = await call(server, 'POST', '/resources/related_assets/raw/upload/a', {
        assets_to_relate: ['raw/upload/b', 'raw/upload/c'],
      })
      expect(status).toBe(207)
      expect(body).toMatchObject({ success: [{ code: 'success_ids' }], failed: [{ code: 'rejected_ids' }] })
      await expect.poll(() => printed).toContain('"path":"/v1_1/demo/resources/related_assets/raw/upload/a"')
      // What breaks once the answer has begun can only cut it off, and is logged.
      withDatabase(server.dataFolder, (db) => db.exec(`update relation set metadata = '{'`))
      const url = `${server.url}/api/v1/demo/relations/export?format=csv`
      const answer = await fetch(url, { headers: { authorization: basicAuth(server) } })
      await expect(answer.text()).rejects.toThrow()
      await expect
        .poll(() => printed)
        .toMatch(/"level":50,[^\n]*SyntaxError[^\n]*"path":"\/api\/v1\/demo\/relations\/export/)
    } finally {
      await server.stop()
    }
  })
})

describe('a CLOUDINARY_URL that names other credentials than the data folder has', () => {
  let before: Server
  beforeAll(async () => {
    before = await startServer({ dataFolder: folder })
    await uploadText(before, 'kept')
    await before.stop()
  })

  it.each([
    ['another cloud', () => `cloudinary://${before.key}:${before.secret}@elsewhere`],
    ['another key', () => `cloudinary://1:${before.secret}@${before.cloud}`],
    ['another secret', () => `cloudinary://${before.key}:foreign-secret@${before.cloud}`],
  ])('%s, ends the start with one clear line', (_, foreign) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/relata.js'), 'serve'], {
      encoding: 'utf8',
      env: { ...cleanEnvironment(), RELATA_PORT: '0', RELATA_DATA: folder, CLOUDINARY_URL: foreign() },
    })
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^relata: CLOUDINARY_URL names other credentials [^\n]*RELATA_DATA[^\n]*\n$/)
    for (const secret of ['foreign-secret', before.secret]) expect(stderr).not.toContain(secret)
  })

  it('changes nothing', async () => {
    const after = await startServer({ dataFolder: folder })
    try {
      for (const name of ['cloud', 'key', 'secret'] as const) expect(after[name]).toBe(before[name])
      expect((await call(after, 'GET', '/resources/raw/upload/kept')).status).toBe(200)
    } finally {
      await after.stop()
    }
  })
})
