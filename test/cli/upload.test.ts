import type { ChildProcess } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonLines, runCommand } from '../support/command-line.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

const FILES = join(import.meta.dirname, '../../demo/files')
/** More than what waits in sockets on the way. */
const LARGE_BYTES = 20_000_000

let relata: TestRelata
let folder: string

beforeAll(async () => {
  relata = await startTestRelata()
  folder = await mkdtemp(join(tmpdir(), 'relata-cli-'))
  for (const name of ['tern-top.jpg', 'tern-front.jpg', 'tern-film.srt'])
    await copyFile(join(FILES, name), join(folder, name))
  await mkdir(join(folder, 'other'))
  await writeFile(join(folder, 'other/tern-film.srt'), 'of the same name')
  await writeFile(join(folder, 'large.bin'), Buffer.alloc(LARGE_BYTES, 'large'))
})
afterAll(async () => {
  await relata.stop()
  await rm(folder, { recursive: true, force: true })
})

const upload = (...args: string[]) => runCommand(relata.cloudinaryUrl, ['upload', ...args], { cwd: folder })

/** A way to the server that a test can cut or clog, and the CLOUDINARY_URL that goes by it. */
async function throughProxy(onData: (bytes: number, socket: net.Socket) => void) {
  const { hostname, port } = new URL(relata.url)
  const proxy = net.createServer((client) => {
    const server = net.connect(Number(port), hostname)
    let bytes = 0
    client.on('data', (chunk) => {
      bytes += chunk.length
      onData(bytes, client)
    })
    client.pipe(server).pipe(client)
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port: own } = proxy.address() as net.AddressInfo
  return { url: relata.cloudinaryUrl.replaceAll(`:${port}`, `:${own}`), close: () => proxy.close() }
}

describe('relata upload', () => {
  it('says what would be uploaded, and then uploads it: files, and what a pattern matches, under their own names', async () => {
    const args = ['*.jpg', 'tern-film.srt', '--folder', 'products', '--tags', 'a, b']
    const dry = await upload(...args, '--dry-run')
    expect(dry).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^(would upload tern-[\w.-]+ \([^\n]+\)\n){3}$/),
    })
    expect(await relata.publicIds()).toEqual([])

    const { code, stdout, stderr } = await upload(...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^3 of 3 files, [^\n]*\n$/) })
    expect(stdout.split('\n').slice(1, -1).sort()).toEqual([
      expect.stringMatching(/^tern-film.srt +raw\/upload\/products\/tern-film.srt +\d+ bytes +uploaded$/),
      expect.stringMatching(/^tern-front.jpg +image\/upload\/products\/tern-front +19.5 kB +uploaded$/),
      expect.stringMatching(/^tern-top.jpg +image\/upload\/products\/tern-top +21.0 kB +uploaded$/),
    ])
    const { body } = await relata.admin('GET', '/resources/image/upload/products/tern-top')
    expect(body).toMatchObject({ tags: ['a', 'b'], asset_folder: 'products', bytes: 21_043 })
  })

  it('leaves what is there: the same file is no matter, another one fails and the others go on', async () => {
    await upload('tern-film.srt', 'tern-top.jpg')
    const { code, stdout, stderr } = await upload('other/tern-film.srt', 'tern-top.jpg', '--json')
    expect(code).toBe(1)
    expect(jsonLines(stdout)).toHaveLength(2)
    expect(jsonLines(stdout)).toEqual(
      expect.arrayContaining([
        {
          file: 'other/tern-film.srt',
          outcome: 'failed',
          message: expect.stringMatching(/^another file is there as raw\/upload\/tern-film\.srt: --overwrite/),
        },
        expect.objectContaining({ file: 'tern-top.jpg', outcome: 'unchanged', asset_id: expect.any(String) }),
      ]),
    )
    expect(stderr).toContain('relata: other/tern-film.srt: another file is there')
    const over = await upload('other/tern-film.srt', '--overwrite', '--json')
    expect({ code: over.code, lines: jsonLines(over.stdout) }).toMatchObject({
      code: 0,
      lines: [{ outcome: 'overwritten', bytes: 16 }],
    })
  })

  it('relates what it uploads: to others by a kind, and with each other', async () => {
    await relata.asset('film')
    const { code, stdout, stderr } = await upload(
      ...['tern-top.jpg', 'tern-front.jpg', '--folder', 'related', '--relate-each-other', '--json'],
      ...['--related-to', 'raw/upload/film', '--related-to', 'nowhere', '--kind', 'poster_of'],
    )
    expect(code).toBe(1)
    const kinds = jsonLines(stdout).map(({ kind, outcome }) => [kind, outcome].join(' '))
    expect(kinds.slice(2)).toEqual([
      ...['poster_of related', 'poster_of not_found', 'poster_of related', 'poster_of not_found', ' related'],
    ])
    expect(stderr).toMatch(/image\/upload\/nowhere: one of the two assets does not exist\n3 relations added\n$/)
  })

  it('relates what it uploads by its names', async () => {
    const files = ['tern-film.mp4', 'tern-film-poster.jpg', 'tern-film.srt', 'tern-top.jpg'].map((name) =>
      join(FILES, name),
    )
    const { code, stdout, stderr } = await upload(...files, '--folder', 'shoot', '--relate-sidecars', '--json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('\n2 relations added by name\n') })
    expect(jsonLines(stdout).slice(files.length)).toEqual(
      expect.arrayContaining([
        {
          ...{ from: 'image/upload/shoot/tern-film-poster', to: 'video/upload/shoot/tern-film' },
          ...{ kind: 'poster_of', outcome: 'related' },
        },
        expect.objectContaining({ from: 'raw/upload/shoot/tern-film.srt', kind: 'transcript_of' }),
      ]),
    )
  })

  it('says what is wrong with its words before anything is uploaded', async () => {
    const before = await relata.publicIds()
    for (const [args, message] of [
      [['tern-top.jpg', 'missing.jpg'], 'relata: there is no file missing.jpg\n'],
      [['*.nothing'], 'relata: no file is matched by *.nothing\n'],
      [['other'], 'relata: other is a folder: name the files in it, as in other/*\n'],
      [['tern-top.jpg', 'tern-film.srt', '--public-id', 'x'], 'relata: --public-id is for a single file, got 2\n'],
      [['tern-top.jpg', '--parallel', '0'], expect.stringMatching(/^relata: option '--parallel/)],
      [[], expect.stringMatching(/^relata: missing required argument 'files'/)],
    ] as const) {
      expect(await upload(...args)).toEqual({ code: 2, stdout: '', stderr: message })
    }
    expect(await relata.publicIds()).toEqual(before)
  })

  it('sends a large file in parts, each again where the connection is lost', async () => {
    let cuts = 0
    const { url, close } = await throughProxy((bytes, socket) => {
      if (cuts < 2 && bytes > 1_500_000) {
        cuts++
        socket.destroy()
      }
    })
    const result = await runCommand(
      url,
      ['upload', 'large.bin', '--chunk-size', '5', '--public-id', 'parts', '--json'],
      {
        cwd: folder,
      },
    )
    close()
    expect(cuts).toBe(2)
    expect({ ...result, lines: jsonLines(result.stdout) }).toMatchObject({
      code: 0,
      lines: [{ public_id: 'parts', bytes: LARGE_BYTES, outcome: 'uploaded' }],
    })
  })

  it('ends at Ctrl-C with 130, says how far it came, and goes on when it is called again', async () => {
    let child: ChildProcess | undefined
    const { url, close } = await throughProxy((bytes, socket) => {
      if (bytes < 1_000_000) return
      socket.pause()
      child!.kill('SIGINT')
    })
    const args = ['upload', 'tern-film.srt', 'large.bin', '--parallel', '1', '--folder', 'interrupted']
    const started = (process: ChildProcess) => {
      child = process
    }
    expect(await runCommand(url, args, { cwd: folder, started })).toEqual({
      code: 130,
      stdout: '',
      stderr: 'relata: interrupted: 1 of 2 files are there; the same command goes on\n',
    })
    close()
    const again = await upload(...args.slice(1))
    expect({ code: again.code, results: again.stdout.match(/un\w+$|up\w+$/gm) }).toEqual({
      code: 0,
      results: ['unchanged', 'uploaded'],
    })
  })
})
