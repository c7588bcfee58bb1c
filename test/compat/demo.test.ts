import { readdirSync } from 'node:fs'
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
} from './server.ts'

const FILES = readdirSync(join(ROOT, 'demo/files'))

let folder: string
let server: Server
let printed = ''
let errors = ''

const startDemo = (): Promise<Server> =>
  startServer({
    dataFolder: folder,
    command: [process.execPath, join(ROOT, 'demo/main.js'), '--port', '0'],
    // An account that the demo must leave alone. Nobody listens there.
    env: {
      // The flag goes first.
      RELATA_PORT: '65000',
      CLOUDINARY_URL: 'cloudinary://1:foreign-secret@foreign?upload_prefix=http://127.0.0.1:1',
    },
    onOutput: (text) => {
      printed += text
    },
    onError: (text) => {
      errors += text
    },
  })

beforeAll(async () => {
  folder = await temporaryFolder()
  server = await startDemo()
})
afterAll(async () => {
  await server?.stop()
  if (folder) await removeFolder(folder)
})

type Listed = JsonAnswer['body']

const allAssets = async (): Promise<Listed[]> =>
  (await call(server, 'GET', '/resources?max_results=500')).body.resources

const relatedTo = async (assetId: string): Promise<Listed[]> =>
  (await call(server, 'GET', `/resources/${assetId}?related=true`)).body.related_assets

const names = (assets: Listed[]): string[] => assets.map(({ public_id }) => public_id)

describe('the demo', () => {
  it('leaves an account alone that the terminal is set up for', async () => {
    expect(server.cloud).toBe('demo')
    expect(server.url).not.toContain(':65000')
    expect(printed + errors).not.toMatch(/foreign/)
  })

  it('uploads every file of the sample library, as it is', async () => {
    const assets = await allAssets()
    expect(assets).toHaveLength(FILES.length)
    const kinds = new Set(
      assets.map(({ resource_type, format, public_id }) => format ?? `${resource_type} ${public_id}`),
    )
    for (const kind of ['jpg', 'png', 'webp', 'svg', 'mp4', 'pdf', 'raw products/tern/film.srt']) {
      expect([...kinds]).toContain(kind)
    }
    const subtitles = assets.find(({ public_id }) => public_id === 'products/tern/film.srt')
    expect((await download(subtitles.url)).bytes.toString()).toMatch(/^1\n00:00:00,000 --> /)
  })

  it('relates them, in both directions', async () => {
    const assets = await allAssets()
    const related = new Map<string, string[]>()
    for (const { asset_id, public_id } of assets) related.set(public_id, names(await relatedTo(asset_id)))
    expect(related.get('products/tern/film')).toEqual(
      expect.arrayContaining(['products/tern/film-poster', 'products/tern/film.vtt', 'products/tern/film.srt']),
    )
    for (const [name, others] of related) {
      expect(others, name).not.toEqual([])
      for (const other of others) expect(related.get(other), `${other} is related to ${name}`).toContain(name)
    }
  })

  it('says by kinds how some of them belong together, from both sides', async () => {
    const kinds: string[] = []
    for (const { asset_id, public_id } of await allAssets()) {
      const { body } = await call(server, 'GET', `/resources/${asset_id}?related_complementary=true`)
      for (const other of body.related_complementary_assets) {
        kinds.push(`${public_id} ${other.complementary_type} ${other.public_id}`)
      }
    }
    expect(kinds).toContain('products/tern/manual manual_of products/tern/parts')
    expect(kinds).toContain('products/tern/parts has_manual products/tern/manual')
    const told = printed.slice(printed.indexOf('by a kind'))
    for (const [from, kind, to] of kinds.map((line) => line.split(' '))) {
      const either = [`${from} .*${to}`, `${to} .*${from}`].join('|')
      expect(told, `${from} ${kind} ${to}`).toMatch(new RegExp(either))
    }
  })

  it('prints every asset with what it is related to', async () => {
    const lines = printed.split('\n')
    /** Where it is printed with branches below it, or with others in its own line. */
    const shown = (name: string): string => {
      const at = lines.findIndex((line, i) => line.startsWith(`  ${name} `) && /[├└]─|──/.test(line + lines[i + 1]))
      const end = lines.findIndex((line, i) => i > at && !/^ +[├└]─/.test(line))
      return at < 0 ? '' : lines.slice(at, end).join('\n')
    }
    for (const { asset_id, public_id } of await allAssets()) {
      for (const other of names(await relatedTo(asset_id))) expect(shown(public_id), public_id).toContain(` ${other}`)
    }
  })

  it('ends with Ctrl-C, and starts again from what is there', async () => {
    const everything = async () => {
      const found: Record<string, string[]> = {}
      for (const { asset_id } of await allAssets()) found[asset_id] = names(await relatedTo(asset_id))
      return found
    }
    const before = await everything()
    const poster = '/resources/image/upload/products/tern/film-poster'
    expect((await call(server, 'POST', poster, { display_name: 'Tern, the still' })).status).toBe(200)
    const changed = (await call(server, 'GET', poster)).body
    expect(await server.stop()).toBe(0)
    server = await startDemo()
    expect(await everything()).toEqual(before)
    const { display_name, version } = (await call(server, 'GET', poster)).body
    expect([display_name, version]).toEqual(['Tern, the still', changed.version])
    expect(await server.stop()).toBe(0)
    expect(errors).toBe('')
  })
})
