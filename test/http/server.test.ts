import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { getPriority, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { ACCOUNT_OPERATIONS } from '../../src/http/account/operations.ts'
import { API_OPERATIONS } from '../../src/http/api/operations.ts'
import { OPERATIONS } from '../../src/http/cloudinary/operations.ts'
import { startRelata } from '../../src/main.ts'
import { basic, type Json, type Key, rawRequest, startTestRelata, type TestRelata } from '../support/relata.ts'

const folders: string[] = []
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'relata-server-'))
  folders.push(folder)
  return folder
}
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

describe('the server', () => {
  let relata: TestRelata
  beforeAll(async () => {
    relata = await startTestRelata()
  })
  afterAll(() => relata.stop())

  const get = async (path: string) => rawRequest(relata.url, 'GET', path)

  it('says that it lives and is ready', async () => {
    expect((await get('/healthz')).body).toEqual({ status: 'alive' })
    expect((await get('/readyz')).body).toEqual({ status: 'ready' })
  })

  it('has a page for people at its root, with no scripts but its own', async () => {
    const { headers, text } = await get('/')
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/)
    expect(text).toMatch(/^<!doctype html>/i)
    expect(text).not.toMatch(/<script(?![^>]* src="\/@\/files\/)/i)
  })

  it('tells what it does not have', async () => {
    const { status, body } = await get('/nothing?secret=1')
    expect([status, body.error.message]).toEqual([404, expect.stringContaining('GET /nothing:')])
  })

  it('describes every operation in OpenAPI', async () => {
    const { body } = await get('/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(body.info).toMatchObject({ title: 'Relata', version: expect.stringMatching(/^\d+\.\d+\.\d+/) })
    const described = Object.entries<Json>(body.paths).flatMap(([path, methods]) =>
      Object.entries<Json>(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    const ids = described.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    const operations = [...OPERATIONS, ...API_OPERATIONS, ...ACCOUNT_OPERATIONS]
    expect(described).toHaveLength(operations.flatMap(({ paths }) => paths).length)
    for (const { name } of operations) expect(ids).toContain(name)
    for (const { path, operation } of described) {
      expect(Object.keys(operation.responses).join()).toMatch(/^(200|201|200,207|200,304),4XX,5XX$/)
      const inPath = operation.parameters.filter((parameter: Json) => parameter.in === 'path')
      expect(inPath.map((parameter: Json) => parameter.name).sort()).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort(),
      )
      expect(inPath.every((parameter: Json) => parameter.required)).toBe(true)
      expect(operation.summary).toBeTruthy()
    }
    const open = described
      .filter(({ path, operation }) => operation.security && !path.startsWith('/api/account/'))
      .map(({ operation }) => operation.operationId)
    expect(open.sort()).toEqual(['delete_by_token', 'open_bundle', 'upload', 'upload_2', 'upload_3'])
    expect(JSON.stringify(body)).not.toContain(relata.apiSecret)
  })

  it('refuses a data folder that is in use in one clear line', async () => {
    const second = startRelata({ port: 0, dataFolder: relata.folder, logLevel: 'silent' })
    await expect(second).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^Another Relata server is using the data folder .*RELATA_DATA$/),
    })
    expect((await get('/readyz')).status).toBe(200)
  })

  it('refuses an address that is in use, and lets go of the folder', async () => {
    const dataFolder = await newFolder()
    const port = Number(new URL(relata.url).port)
    await expect(startRelata({ port, dataFolder, logLevel: 'silent' })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/is in use.*RELATA_PORT/),
    })
    await (await startRelata({ port: 0, dataFolder, logLevel: 'silent' })).stop()
  })
})

describe('a data folder', () => {
  it('keeps credentials, assets and relations over a restart', async () => {
    const dataFolder = await newFolder()
    const first = await startTestRelata({ dataFolder })
    const [a, b] = [await first.asset('a'), await first.asset('b')]
    const path = `/resources/related_assets/${a.asset_id}`
    await first.admin('POST', path, { assets_to_relate: [b.asset_id] })
    await first.stop()

    const second = await startTestRelata({ dataFolder })
    try {
      for (const name of ['cloudName', 'apiKey', 'apiSecret'] as const) expect(second[name]).toBe(first[name])
      const { body } = await second.admin('GET', `/resources/${a.asset_id}?related=true`)
      expect(body.related_assets.map((item: Json) => item.public_id)).toEqual(['b'])
      expect(await (await fetch(body.url)).text()).toBe('x')
      const later = await second.asset('c')
      await second.admin('POST', path, { assets_to_relate: [later.asset_id] })
      const again = await second.admin('GET', `/resources/${a.asset_id}?related=true`)
      expect(again.body.related_assets.map((item: Json) => item.public_id)).toEqual(['b', 'c'])
    } finally {
      await second.stop()
    }
  })

  it('takes given credentials at its first start, and no others after', async () => {
    const dataFolder = await newFolder()
    const given = { cloudName: 'mine', key: '1', secret: 'first secret' }
    const first = await startTestRelata({ dataFolder, credentials: given })
    expect(first).toMatchObject({ cloudName: 'mine', apiKey: '1', apiSecret: 'first secret', credentialsGiven: true })
    await first.asset('a')
    await first.stop()
    for (const credentials of [
      { ...given, secret: 'other' },
      { ...given, key: '2' },
      { ...given, cloudName: 'yours' },
    ]) {
      const refused = await startRelata({ port: 0, dataFolder, credentials, logLevel: 'silent' }).catch(
        (error) => error,
      )
      expect(refused).toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/^CLOUDINARY_URL.*RELATA_DATA/),
      })
      expect(refused.message).not.toMatch(/secret|other$/)
    }
    for (const settings of [{ dataFolder }, { dataFolder, credentials: given }]) {
      const again = await startTestRelata(settings)
      expect([again.apiSecret, again.credentialsGiven, await again.publicIds()]).toEqual(['first secret', true, ['a']])
      await again.stop()
    }
  })
})

describe('settings', () => {
  it('have defaults', () => {
    const { config, warnings } = loadConfig({})
    expect(config).toMatchObject({ host: '127.0.0.1', port: 4000, partialFailureStatus: 200, maxRelations: null })
    expect(warnings).toEqual([])
  })

  it('come from variables, and from flags before those', () => {
    const env = { RELATA_PORT: '1', RELATA_MAX_RELATIONS: '7', RELATA_PARTIAL_FAILURE_STATUS: '207', RELATA_HOST: '' }
    expect(loadConfig(env, { port: '2' }).config).toMatchObject({
      host: '127.0.0.1',
      port: 2,
      maxRelations: 7,
      partialFailureStatus: 207,
    })
    expect(loadConfig({ RELATA_PUBLIC_URL: 'https://a.example/x/' }).config.publicUrl).toBe('https://a.example/x')
  })

  it('that are none are warned of', () => {
    const { warnings } = loadConfig({ RELATA_PROT: '1', PORT: '2' })
    expect(warnings).toEqual([expect.stringMatching(/^RELATA_PROT is not a setting/)])
  })

  it.each<[Record<string, string>, RegExp]>([
    [{ RELATA_PORT: 'x' }, /^RELATA_PORT: .*"x"/],
    [{ RELATA_PORT: '65536' }, /^RELATA_PORT: /],
    [{ RELATA_PORT: '-1' }, /^RELATA_PORT: /],
    [{ RELATA_PORT: '1.5' }, /^RELATA_PORT: /],
    [{ RELATA_LOG: 'loud' }, /^RELATA_LOG: expected one of silent, error/],
    [{ RELATA_PARTIAL_FAILURE_STATUS: '500' }, /^RELATA_PARTIAL_FAILURE_STATUS: /],
    [{ RELATA_PUBLIC_URL: 'example.com' }, /^RELATA_PUBLIC_URL: /],
    [{ RELATA_DATABASE_URL: 'postgres://x' }, /^RELATA_DATABASE_URL: not supported yet/],
    [{ RELATA_BLOBS_URL: 's3://x' }, /^RELATA_BLOBS_URL: not supported yet/],
    [{ CLOUDINARY_URL: 'https://a:hidden@b' }, /^CLOUDINARY_URL: expected cloudinary:/],
    [{ CLOUDINARY_URL: 'cloudinary://a@bb' }, /^CLOUDINARY_URL: expected cloudinary:/],
    [{ CLOUDINARY_URL: 'cloudinary://a:hidden%zz@bb' }, /^CLOUDINARY_URL: expected cloudinary:/],
    [{ CLOUDINARY_URL: 'cloudinary://a:hidden@b_c' }, /^Invalid cloud name/],
  ])('that are wrong are refused by name: %j', (env, message) => {
    let thrown: unknown
    try {
      loadConfig(env)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ name: 'AppError', code: 'invalid', message: expect.stringMatching(message) })
    expect(String(thrown)).not.toContain('hidden')
  })

  it('name the flag where that is wrong', () => {
    expect(() => loadConfig({}, { port: 'x' })).toThrow(/^--port: /)
  })
})

describe('the command line', () => {
  const bin = fileURLToPath(new URL('../../bin/relata.js', import.meta.url))
  const running: ChildProcess[] = []
  afterAll(() => {
    for (const child of running) if (child.exitCode === null) child.kill('SIGKILL')
  })

  function run(args: string[], env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [bin, ...args], { env: { PATH: process.env.PATH, ...env } })
    running.push(child)
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    const exit = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
    return { child, exit, output: () => output }
  }
  const finished = async (args: string[], env?: Record<string, string>) => {
    const { exit, output } = run(args, env)
    return { code: await exit, output: output() }
  }
  async function serve(folder: string, env?: Record<string, string>) {
    const server = run(['serve', '--port', '0', '--data', folder], env)
    await expect.poll(server.output).toContain('Stop with Ctrl-C')
    const url = /serving at (\S+)/.exec(server.output())![1]!
    return { ...server, url }
  }
  const keyOf = (text: string): Key => {
    const [, apiKey, apiSecret, cloudName] = /cloudinary:\/\/([^:]+):([^@]+)@([\w-]+)/.exec(text)!
    return { apiKey: apiKey!, apiSecret: apiSecret!, cloudName: cloudName! }
  }
  const call = (url: string, method: string, path: string, key: Key, params?: unknown) =>
    rawRequest(
      url,
      method,
      `/v1_1/${key.cloudName}${path}`,
      { authorization: basic(key), 'content-type': 'application/json' },
      params === undefined ? undefined : JSON.stringify(params),
    )

  /** Undefined of a thread that has ended since it was listed. */
  const priorityOf = (thread: string): number | undefined => {
    try {
      return getPriority(Number(thread))
    } catch {}
  }

  it.runIf(process.platform === 'linux')(
    'reads much where it has a low priority itself, with a lower one',
    async () => {
      const { child, url, output, exit } = await serve(await newFolder())
      const key = keyOf(output())
      // What it starts from now on begins with that.
      setPriority(child.pid!, 10)
      const { status } = await rawRequest(url, 'GET', `/api/v1/${key.cloudName}/history`, { authorization: basic(key) })
      expect(status).toBe(200)
      const threads = await readdir(`/proc/${child.pid}/task`)
      expect(threads.map(priorityOf)).toContain(15)
      child.kill('SIGTERM')
      await exit
    },
  )

  it('serves, makes and lists clouds meanwhile, and ends what is in flight before it stops', async () => {
    const folder = await newFolder()
    const server = await serve(folder)
    const first = keyOf(server.output())
    expect((await call(server.url, 'GET', '/ping', first)).status).toBe(200)

    const made = await finished(['cloud', 'create', 'second', '--data', folder, '--port', '4567'])
    expect([made.code, made.output]).toEqual([
      0,
      expect.stringMatching(
        /^cloudinary:\/\/\d{15}:[\w-]+@second\?upload_prefix=http:\/\/127.0.0.1:4567&cname=127.0.0.1:4567\n$/,
      ),
    ])
    const second = keyOf(made.output)
    const further = await finished(['cloud', 'create', 'second', '--key', '--data', folder])
    const list = await finished(['cloud', 'list'], { RELATA_DATA: folder })
    expect([list.code, list.output]).toEqual([
      0,
      `demo\t${first.apiKey}\nsecond\t${second.apiKey} ${keyOf(further.output).apiKey}\n`,
    ])
    const again = await finished(['cloud', 'create', 'second', '--data', folder])
    expect([again.code, again.output]).toEqual([1, expect.stringMatching(/^relata: [^\n]*second[^\n]*\n$/)])

    const { body } = await call(server.url, 'POST', '/raw/upload', second, { file: 'data:,x', public_id: 'theirs' })
    expect(body.public_id).toBe('theirs')
    expect((await call(server.url, 'GET', '/resources', first)).body.resources).toEqual([])
    expect((await call(server.url, 'GET', `/resources/${body.asset_id}`, first)).status).toBe(404)
    expect((await call(server.url, 'GET', '/resources', keyOf(further.output))).body.resources).toHaveLength(1)

    const busy = await finished(['serve', '--port', '0', '--data', folder])
    expect([busy.code, busy.output]).toEqual([1, expect.stringMatching(/^relata: Another Relata server [^\n]*\n$/)])

    const payload = JSON.stringify({ file: 'data:,late', public_id: 'late' })
    const request = http.request(`${server.url}/v1_1/demo/raw/upload`, {
      method: 'POST',
      agent: new http.Agent({ keepAlive: true }),
      headers: { authorization: basic(first), 'content-type': 'application/json', 'content-length': payload.length },
    })
    const answered = new Promise((resolve, reject) => {
      request.on('response', (response) => resolve([response.resume().statusCode, response.headers.connection]))
      request.on('error', reject)
    })
    // The rest is sent once the server takes no one else.
    await new Promise<void>((resolve) => request.write(payload.slice(0, 10), () => resolve()))
    await call(server.url, 'GET', '/ping', first)
    server.child.kill('SIGTERM')
    await expect
      .poll(() =>
        call(server.url, 'GET', '/ping', first).then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed')
    request.end(payload.slice(10))
    // Nobody waits for a connection on which nothing more is asked.
    expect(await answered).toEqual([200, 'close'])
    expect(await server.exit).toBe(0)

    // Credentials that the folder has are as good as none; now that they came from outside, they are not shown.
    const restarted = await serve(folder, { CLOUDINARY_URL: made.output.trim() })
    expect(restarted.output()).toContain('$YOUR_SECRET@second?')
    expect(restarted.output()).not.toContain(second.apiSecret)
    expect((await call(restarted.url, 'GET', '/resources/raw/upload/late', first)).status).toBe(200)
    restarted.child.kill('SIGINT')
    expect(await restarted.exit).toBe(0)
  })

  it('says in a line that the database is none', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'relata.sqlite'), 'not a database, but a text that is long enough '.repeat(100))
    const { code, output } = await finished(['serve', '--port', '0', '--data', folder])
    expect([code, output]).toEqual([1, expect.stringMatching(/^relata: The database [^\n]*\n$/)])
    const further = await finished(['cloud', 'create', 'none', '--key', '--data', await newFolder()])
    expect([further.code, further.output]).toEqual([1, expect.stringMatching(/^relata: There is no library/)])
  })

  it('ends in spite of a client that stalls', async () => {
    const server = await serve(await newFolder())
    const request = http.request(`${server.url}/v1_1/demo/raw/upload`, {
      method: 'POST',
      agent: false,
      headers: {
        authorization: basic(keyOf(server.output())),
        'content-type': 'application/json',
        'content-length': 1000,
      },
    })
    const cut = new Promise((resolve) => request.on('error', resolve))
    await new Promise<void>((resolve) => request.write('{', () => resolve()))
    await call(server.url, 'GET', '/ping', keyOf(server.output()))
    server.child.kill('SIGTERM')
    expect(await server.exit).toBe(0)
    await cut
  })

  it.each(['hidden', 'cloud', 'k'])('never prints a secret that it was given: %s', async (secret) => {
    const env = { CLOUDINARY_URL: `cloudinary://kk:${secret}@mine` }
    const server = await serve(await newFolder(), { ...env, RELATA_LOG: 'debug' })
    const key = { cloudName: 'mine', apiKey: 'kk', apiSecret: secret }
    expect((await call(server.url, 'GET', '/ping', key)).status).toBe(200)
    expect((await call(server.url, 'GET', '/ping', { ...key, apiSecret: 'no' })).status).toBe(401)
    server.child.kill('SIGTERM')
    expect(await server.exit).toBe(0)
    expect(server.output()).toContain('cloudinary://kk:$YOUR_SECRET@mine?')
    expect(server.output()).not.toContain(`:${secret}@`)
    if (secret === 'hidden') expect(server.output()).not.toContain(secret)
  })

  it.each<[string[], Record<string, string>, number, RegExp]>([
    [['serve', '--port', 'x'], {}, 1, /^relata: --port: [^\n]*\n$/],
    [['serve'], { RELATA_PORT: 'x' }, 1, /^relata: RELATA_PORT: [^\n]*\n$/],
    [['serve', '--nonsense'], {}, 2, /unknown option/],
    [['nonsense'], {}, 2, /./],
    [['cloud', 'create', 'v1_1'], { RELATA_DATA: 'FOLDER' }, 1, /^relata: Invalid cloud name[^\n]*\n$/],
    [['cloud', 'create', 'none', '--key'], { RELATA_DATA: 'FOLDER' }, 1, /^relata: There is no library[^\n]*\n$/],
    [
      ['cloud', 'list'],
      { RELATA_DATA: 'FOLDER', RELATA_PROT: '1' },
      1,
      /^relata: RELATA_PROT is not [^\n]*\nrelata: There is no library[^\n]*\n$/,
    ],
    [['serve', '--data', ''], {}, 1, /^relata: --data: [^\n]*\n$/],
    [['serve', '--port='], {}, 1, /^relata: --port: [^\n]*\n$/],
    [['serve', '--data', bin], {}, 1, /^relata: The data folder [^\n]*\n$/],
    [['--help'], {}, 0, /Usage: relata/],
  ])('answers %j', async (args, env, code, output) => {
    const folder = await newFolder()
    const at = 'RELATA_DATA' in env ? { ...env, RELATA_DATA: folder } : env
    const result = await finished(args, at)
    expect(result.output).toMatch(output)
    expect(result.code).toBe(code)
  })
})
