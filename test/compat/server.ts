import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const START_TIMEOUT_MS = 120_000

export interface Server {
  /** As printed, to be pasted into an environment. */
  readonly cloudinaryUrl: string
  readonly url: string
  readonly cloud: string
  readonly key: string
  readonly secret: string
  readonly dataFolder: string
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>
  /** Ends it as Ctrl-C does, and answers its exit code; a data folder that was made for it goes as well. */
  stop(): Promise<number | null>
}

export interface ServerOptions {
  /** Of a server before; without one, a temporary folder. */
  readonly dataFolder?: string
  /** The command that starts it, if not that of this clone. */
  readonly command?: readonly [string, ...string[]]
  readonly flags?: readonly string[]
  /** Beside the clean environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly onOutput?: (text: string) => void
  /** Is given what it prints to standard error. */
  readonly onError?: (text: string) => void
}

/** The environment without what would configure a server or an SDK. */
export const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(CLOUDINARY_|RELATA_|npm_)/.test(name)))

/** Starts a server as people do, by its command, and reads the address and the credentials from what it prints. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const dataFolder = options.dataFolder ?? (await temporaryFolder())
  const [program, ...args] = options.command ?? [process.execPath, join(ROOT, 'bin/relata.js'), 'serve']
  const child = spawn(program, [...args, ...(options.flags ?? [])], {
    cwd: dataFolder,
    env: { ...cleanEnvironment(), RELATA_PORT: '0', RELATA_DATA: dataFolder, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  child.stdout.on('data', (chunk: Buffer) => options.onOutput?.(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => options.onError?.(chunk.toString()))
  const cloudinaryUrl = await printedUrl(child)
  const parsed = new URL(cloudinaryUrl)
  return {
    cloudinaryUrl,
    url: parsed.searchParams.get('upload_prefix')!,
    cloud: parsed.hostname,
    key: decodeURIComponent(parsed.username),
    secret: decodeURIComponent(parsed.password),
    dataFolder,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async stop() {
      if (child.exitCode === null) child.kill('SIGINT')
      const code = await exited
      if (options.dataFolder === undefined) await removeFolder(dataFolder)
      return code
    },
  }
}

function printedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const fail = (why: string) => {
      child.kill('SIGKILL')
      reject(new Error(`The server ${why}. It printed:\n${output}`))
    }
    const timer = setTimeout(() => fail('did not print CLOUDINARY_URL'), START_TIMEOUT_MS)
    const read = (chunk: Buffer) => {
      output += chunk
      const url = /CLOUDINARY_URL='(cloudinary:[^']+)'/.exec(output)?.[1]
      if (url) {
        clearTimeout(timer)
        resolve(url)
      }
    }
    child.stdout!.on('data', read)
    child.stderr!.on('data', read)
    child.once('error', (error) => fail(`could not be started: ${error.message}`))
    child.once('close', (code) => {
      clearTimeout(timer)
      fail(`ended with ${code}`)
    })
  })
}

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'relata-compat-'))

export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 3 })

export const basicAuth = ({ key, secret }: Server): string =>
  `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`

export interface JsonAnswer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server answers
  readonly body: any
}

/** An authenticated call below `/v1_1/{cloud}`. A plain object is sent as JSON. */
export async function call(server: Server, method: string, path: string, body?: object): Promise<JsonAnswer> {
  const isForm = body instanceof FormData
  const response = await fetch(`${server.url}/v1_1/${server.cloud}${path}`, {
    method,
    headers: {
      authorization: basicAuth(server),
      ...(body && !isForm && { 'content-type': 'application/json' }),
    },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

/** Uploads bytes by a form, authenticated by key and secret. */
export function upload(
  server: Server,
  resourceType: string,
  bytes: Uint8Array<ArrayBuffer>,
  params: Readonly<Record<string, string>>,
): Promise<JsonAnswer> {
  const form = new FormData()
  for (const [name, value] of Object.entries(params)) form.set(name, value)
  form.set('file', new Blob([bytes]), params.filename ?? 'file')
  return call(server, 'POST', `/${resourceType}/upload`, form)
}

export async function download(url: string): Promise<{ status: number; bytes: Buffer }> {
  const response = await fetch(url)
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
}
