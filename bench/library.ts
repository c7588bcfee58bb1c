import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import sharp from 'sharp'
import { createCloud } from '../src/actions/create-cloud.ts'
import { RELATED_LABEL } from '../src/core/relation-kind.ts'
import { SqlStore } from '../src/store/sql-store.ts'
import { prepareDataFolder, SqliteEngine } from '../src/store/sqlite.ts'

export const CLOUD = 'bench'
export const CLOUD_NO = 1
export const KEY = '123456789012345'
export const SECRET = 'bench-secret'
/** How many assets a call relates to one, and how many each asset of a full library is related to. */
export const RELATED = 10

/** The ten that a call relates to an asset: none of those that a full library has it related to. */
export const othersOf = (subject: number, assets: number): number[] =>
  Array.from({ length: RELATED }, (_, i) => 1 + ((subject - 1 + (i + 1) * 17) % assets))

export const publicId = (number: number): string => `photos/${String(number).padStart(7, '0')}`

/** Files that the assets of a library have, each the same one as others. */
const PICTURES = 48

const root = new URL('..', import.meta.url).pathname
let made: string | undefined

/** A folder of this process's, gone when it ends. BENCH_DIR says on which disk. */
export function scratch(name: string): string {
  if (made === undefined) {
    const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'relata-bench-'))
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    made = folder
  }
  return join(made, name)
}

/** One in so many assets has the tag `rare`, so that every library has a hundred of them. */
const rareStep = (assets: number): number => Math.max(1, Math.floor(assets / 100))

/** Terms of all assets, as SQL of their number, in order; each of one in so many. */
const termsOfAll = (assets: number): { term: string; step: number }[] =>
  [
    ...['context.alt', 'context.alt=A photo', 'context.alt~a', 'context.alt~photo', 'context~a', 'context~photo'],
    ...[
      'filename=%07d',
      'filename~%07d',
      'folder=photos',
      'folder~photos',
      'format=jpg',
      'name~%07d',
      'path~photos',
      'place~photos',
    ],
    ...['stem=%07d', 'tag=bench', 'tag=rare', 'tag~bench', 'tag~rare'],
  ].map((term) => ({ term: `printf('${term}', i)`, step: /^tag.rare/.test(term) ? rareStep(assets) : 1 }))

/** A perceptual hash, as SQL of an asset's number: of any two, as far apart as those of two pictures. */
const LOOK = `printf('%08x%08x', (i * 2654435761) & 4294967295, (i * 2246822519 + 374761393) & 4294967295)`

/** A data folder with so many assets; each is related to five others near and far, and so to ten, unless it is bare. */
export async function makeLibrary(assets: number, related: boolean): Promise<string> {
  const folder = scratch(`${assets}-${related ? 'related' : 'bare'}`)
  if (existsSync(folder)) return folder
  const file = prepareDataFolder(folder)
  const store = await SqlStore.open(new SqliteEngine(file))
  await createCloud(store, CLOUD, { key: KEY, secret: SECRET, origin: 'given' })
  await store.close()
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  const now = Date.now()
  const numbers = `with recursive n(i) as (values (1) union all select i + 1 from n where i < ${assets})`
  db.exec(`begin;
    update cloud set next_no = ${assets + 1};
    insert into asset_total (cloud_id, day, slot, assets, bytes, derived)
      values (${CLOUD_NO}, ${Math.floor(now / 86_400_000)}, 0, ${assets}, ${100000 * assets + (assets * (assets + 1)) / 2}, 0);
    ${numbers} insert into asset select ${CLOUD_NO}, i, printf('%032x', i * 7919), 'image', 'upload',
      printf('photos/%07d', i), ${Math.floor(now / 1000)}, printf('%032x', i), 'jpg', 100000 + i, 1920, 1080, null, null,
      printf('%032x', i * 31), printf('1/%02x/%032x', i % 256, i), 'photo', printf('%07d', i), 'photos',
      case when i % ${rareStep(assets)} = 0 then '["bench","rare"]' else '["bench"]' end,
      '{"alt":"A photo"}', '{}', ${LOOK}, 'public', null, null, null, ${now} + i, ${now} + i, ${now} + i, null,
      substr('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 1 + i * 7919 % 63, 2), '${KEY}' from n;`)
  // In the order of the index, which takes the longest.
  for (const { term, step } of termsOfAll(assets)) {
    db.exec(
      `${numbers} insert into asset_term select ${CLOUD_NO}, ${term}, 'image', 'upload', ${now} + i, i from n where i % ${step} = 0`,
    )
  }
  for (const band of [0, 1, 2, 3]) {
    const rotated = `substr(${LOOK}, ${4 * band + 1}) || substr(${LOOK}, 1, ${4 * band})`
    db.exec(`${numbers} insert into asset_term
      select ${CLOUD_NO}, 'look${band}=' || ${rotated}, 'image', 'upload', ${now} + i, i from n order by 2`)
  }
  if (related) {
    db.exec(`create temp table pair as ${numbers}, step(d) as (values ${[0, 1, 2, 3, 4].map((k) => `(${1 + Math.floor((k * assets) / 11)})`)})
        select min(i, 1 + (i - 1 + d) % ${assets}) as a, max(i, 1 + (i - 1 + d) % ${assets}) as b,
          printf('%011d', i * 5 + d) as position from n, step;
      insert into relation (cloud_id, a_no, b_no, kind, a_position, b_position, created_at)
        select ${CLOUD_NO}, a, b, ${RELATED_LABEL / 2}, position, position, ${now} from pair order by a, b;
      insert into relation_end select ${CLOUD_NO}, x, ${RELATED_LABEL}, position, y, ${now}
        from (select a as x, b as y, position from pair union all select b, a, position from pair) order by 2, 4, 5;
      ${numbers} insert into relation_count select ${CLOUD_NO}, i, ${RELATED_LABEL}, 0, ${RELATED} from n;`)
  }
  db.exec('commit')
  db.close()
  return folder
}

/** Every asset of a library has one of a few files, made here. */
export async function giveFiles(folder: string): Promise<void> {
  const db = new Database(prepareDataFolder(folder))
  for (let i = 0; i < PICTURES; i++) {
    const [width, height] = [1200 + (i % 5) * 200, 1600 - (i % 4) * 200]
    const blob = `1/${i.toString(16).padStart(2, '0')}/${i.toString(16).padStart(32, '0')}`
    const path = join(folder, 'objects', blob)
    mkdirSync(dirname(path), { recursive: true })
    const noise = { type: 'gaussian', mean: (i * 37) % 256, sigma: 30 } as const
    await sharp({ create: { width: 120, height: 120, channels: 3, background: '#888', noise } })
      .resize(width, height, { fit: 'fill' })
      .jpeg()
      .toFile(path)
    db.prepare('update asset set blob = ?, width = ?, height = ? where asset_no % ? = ?').run(
      blob,
      width,
      height,
      PICTURES,
      i,
    )
  }
  db.close()
}

/** The built package as npm would install it: a program that finds no sources beside it. */
function builtProgram(): string {
  const folder = scratch('package')
  if (!existsSync(folder)) {
    mkdirSync(folder)
    for (const name of ['bin', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true })
    symlinkSync(join(root, 'dist'), join(folder, 'dist'))
  }
  return join(folder, 'bin/relata.js')
}

export const programs = { built: builtProgram, sources: () => join(root, 'bin/relata.js') }

export interface Server {
  readonly url: string
  readonly process: ChildProcess
  /** From the start of the process until it said that it serves. */
  readonly startMs: number
  /** Resident memory. */
  megabytes(): number
  stop(): Promise<void>
}

/** Starts a process, and waits for the address in what it prints. */
export async function start(args: readonly string[], options: SpawnOptions = {}): Promise<Server> {
  const started = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options })
  // Also where the benchmark breaks off.
  const kill = () => child.kill()
  process.once('exit', kill)
  const stop = async () => {
    process.off('exit', kill)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', (text) => {
      const address = /http:\/\/\S+/.exec(String(text))?.[0]
      // It may be that of a page.
      if (address) resolve(new URL(address).origin)
    })
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}`)))
  })
  const startMs = performance.now() - started
  const megabytes = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024
  return { url, process: child, startMs, megabytes, stop }
}

/** Relata on a data folder, with default settings but for the port. */
export const startRelata = (dataFolder: string, program = programs.built(), flags: readonly string[] = []) =>
  start([...flags, program, 'serve', '--port', '0', '--data', dataFolder], {
    env: { PATH: process.env.PATH, CLOUDINARY_URL: `cloudinary://${KEY}:${SECRET}@${CLOUD}` },
  })

export const startFloor = (dataFolder: string, constant = false) =>
  start([join(root, 'bench/floor.ts'), prepareDataFolder(dataFolder), ...(constant ? ['constant'] : [])])
