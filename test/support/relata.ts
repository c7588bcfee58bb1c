import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Config, type RunningRelata, startRelata } from '../../src/main.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into, not typed
export type Json = any

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Json
}

export interface Key {
  readonly cloudName: string
  readonly apiKey: string
  readonly apiSecret: string
}

export interface TestRelata extends RunningRelata {
  readonly folder: string
  /** An Admin API call with Basic authentication; `body` goes as JSON. */
  admin(method: string, path: string, body?: unknown, key?: Key): Promise<Reply>
  /** A call of our own API, as `admin`. */
  api(method: string, path: string, body?: unknown, key?: Key): Promise<Reply>
  /** A signed-in upload of a file in a multipart body. */
  upload(
    file: Uint8Array | string,
    options?: Record<string, unknown>,
    resourceType?: string,
    filename?: string,
  ): Promise<Reply>
  /** A raw asset of that public ID, as small as can be. */
  asset(publicId: string, options?: Record<string, unknown>): Promise<Json>
  /** Names of the public IDs in the library, of any type. */
  publicIds(): Promise<string[]>
  /** Files in `incoming` and in `objects`. */
  blobs(): Promise<{ incoming: string[]; objects: string[] }>
  addCloud(name: string): Promise<Key>
}

export const basic = ({ apiKey, apiSecret }: Omit<Key, 'cloudName'>): string =>
  `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export async function reply(response: Response): Promise<Reply> {
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parsed(text) }
}

export function form(fields: Record<string, unknown>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value)) for (const item of value) data.append(`${name}[]`, String(item))
    else data.append(name, String(value))
  }
  return data
}

/** A server of one's own on a folder of one's own, with the calls that tests make. */
export async function startTestRelata(settings: Partial<Config> = {}): Promise<TestRelata> {
  const folder = settings.dataFolder ?? (await mkdtemp(join(tmpdir(), 'relata-test-')))
  const relata = await startRelata({ port: 0, logLevel: 'silent', ...settings, dataFolder: folder })
  const v1 = (cloudName: string) => `${relata.url}/v1_1/${cloudName}`

  const call = async (method: string, url: string, body: unknown, key: Key) => {
    const init: RequestInit = { method, headers: { authorization: basic(key) } }
    if (body !== undefined) {
      init.body = JSON.stringify(body)
      init.headers = { ...init.headers, 'content-type': 'application/json' }
    }
    return reply(await fetch(url, init))
  }
  const admin: TestRelata['admin'] = (method, path, body, key = relata) =>
    call(method, v1(key.cloudName) + path, body, key)
  const upload: TestRelata['upload'] = async (file, options = {}, resourceType = 'raw', filename = 'file.bin') => {
    const data = form(options)
    data.append('file', new Blob([file]), filename)
    return reply(
      await fetch(`${v1(relata.cloudName)}/${resourceType}/upload`, {
        method: 'POST',
        headers: { authorization: basic(relata) },
        body: data,
      }),
    )
  }
  return {
    ...relata,
    folder,
    admin,
    api: (method, path, body, key = relata) => call(method, `${relata.url}/api/v1/${key.cloudName}${path}`, body, key),
    upload,
    async asset(publicId, options = {}) {
      const { status, body } = await upload('x', { public_id: publicId, ...options })
      if (status !== 200) throw new Error(`upload of ${publicId}: ${status} ${JSON.stringify(body)}`)
      return body
    },
    async publicIds() {
      const { body } = await admin('GET', '/resources?max_results=500')
      return body.resources.map((asset: Json) => asset.public_id)
    },
    async blobs() {
      const incoming = await readdir(join(folder, 'incoming'))
      const objects = await readdir(join(folder, 'objects'), { recursive: true, withFileTypes: true })
      return { incoming, objects: objects.filter((entry) => entry.isFile()).map(({ name }) => name) }
    },
    addCloud: (name) => createCloud(folder, name),
    async stop() {
      await relata.stop()
      if (settings.dataFolder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** By the command, as people do it beside a running server: two stores in one process would wait for each other. */
async function createCloud(folder: string, name: string): Promise<Key> {
  const { CLOUDINARY_URL: _, ...env } = process.env
  const args = [
    fileURLToPath(new URL('../../bin/relata.js', import.meta.url)),
    'cloud',
    'create',
    name,
    '--data',
    folder,
  ]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  const { username, password, hostname } = new URL(stdout.trim())
  return { cloudName: hostname, apiKey: username, apiSecret: password }
}

/** A request exactly as given: a path that nothing normalises, a body on any method. */
export function rawRequest(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string | string[]> = {},
  body?: string | Uint8Array,
): Promise<Reply> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const pairs = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
        resolve({
          status: response.statusCode!,
          headers: new Headers(pairs as [string, string][]),
          text,
          body: parsed(text),
        })
      })
    })
    request.on('error', reject)
    if (body !== undefined) request.setHeader('content-length', Buffer.byteLength(body))
    request.end(body)
  })
}
