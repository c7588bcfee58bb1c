import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { call, download, removeFolder, type Server, startServer, temporaryFolder, upload } from './server.ts'

const ROUNDS = process.env.CI ? 20 : 5
const WORKERS = 6
/** Assets that a worker creates, overwrites, relates and deletes; no other worker touches them. */
const NAMES = 5
const HUBS = ['kill/hub/0', 'kill/hub/1']
const MAX_FILE_BYTES = 100_000
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))

/** What is there: the bytes of each asset, and the pairs that are related. */
interface State {
  readonly files: ReadonlyMap<string, Buffer>
  readonly pairs: ReadonlySet<string>
}

/** A change, and the state that it leads to. `run` throws where the answer never came. */
interface Change {
  readonly what: string
  readonly after: State
  readonly run: (server: Server) => Promise<void>
}

/** Everything that a worker was told is done, and what was under way when the server died. */
interface Worker {
  readonly names: readonly string[]
  readonly random: Random
  state: State
  inDoubt: Change | undefined
  acknowledged: number
}

type Random = (below: number) => number

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): Random {
  let a = seed >>> 0
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const pairOf = (a: string, b: string): string => [a, b].sort().join(' ')
const reference = (name: string): string => `raw/upload/${name}`

function pick(random: Random, from: readonly string[], count: number): string[] {
  const rest = [...from]
  return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(random(rest.length), 1)[0]!)
}

function randomChange({ names, random, state }: Worker): Change {
  const present = names.filter((name) => state.files.has(name))
  const partners = [...present, ...HUBS]
  const dice = random(10)
  if (present.length === 0 || dice < 3) return uploading(state, names[random(names.length)]!, random)
  const source = present[random(present.length)]!
  const targets = pick(
    random,
    partners.filter((name) => name !== source),
    1 + random(3),
  )
  if (dice < 7) return relating(state, source, targets)
  if (dice < 9) return unrelating(state, source, targets)
  return deleting(state, pick(random, present, 1 + random(2)))
}

function uploading(state: State, name: string, random: Random): Change {
  const bytes = Buffer.alloc(1 + random(MAX_FILE_BYTES), `${name} ${random(2 ** 31)} `)
  return {
    what: `upload ${name}`,
    after: { ...state, files: new Map(state.files).set(name, bytes) },
    async run(server) {
      const { status, body } = await upload(server, 'raw', bytes, { public_id: name })
      expect({ status, bytes: body.bytes }, JSON.stringify(body)).toEqual({ status: 200, bytes: bytes.length })
    },
  }
}

function relating(state: State, source: string, targets: readonly string[]): Change {
  const pairs = targets.map((target) => pairOf(source, target))
  return {
    what: `relate ${source} to ${targets.join(', ')}`,
    after: { ...state, pairs: new Set([...state.pairs, ...pairs]) },
    async run(server) {
      const { status, body } = await call(server, 'POST', `/resources/related_assets/${reference(source)}`, {
        assets_to_relate: targets.map(reference),
      })
      expect(status, JSON.stringify(body)).toBe(200)
      expect(body.failed).toEqual([])
      expect(body.success.map(({ code }: { code: string }) => code)).toEqual(
        pairs.map((pair) => (state.pairs.has(pair) ? 'already_exists_ids' : 'success_ids')),
      )
    },
  }
}

function unrelating(state: State, source: string, targets: readonly string[]): Change {
  const gone = new Set(targets.map((target) => pairOf(source, target)))
  return {
    what: `unrelate ${source} from ${targets.join(', ')}`,
    after: { ...state, pairs: new Set([...state.pairs].filter((pair) => !gone.has(pair))) },
    async run(server) {
      const { status, body } = await call(server, 'DELETE', `/resources/related_assets/${reference(source)}`, {
        assets_to_unrelate: targets.map(reference),
      })
      expect(status, JSON.stringify(body)).toBe(200)
      const related = targets.filter((target) => state.pairs.has(pairOf(source, target)))
      expect(body.success.map(({ asset }: { asset: string }) => asset)).toEqual(related.map(reference))
    },
  }
}

function deleting(state: State, names: readonly string[]): Change {
  return {
    what: `delete ${names.join(', ')}`,
    after: {
      files: new Map([...state.files].filter(([name]) => !names.includes(name))),
      pairs: new Set([...state.pairs].filter((pair) => !pair.split(' ').some((name) => names.includes(name)))),
    },
    async run(server) {
      const { status, body } = await call(server, 'DELETE', '/resources/raw/upload', { public_ids: names })
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { deleted: Object.fromEntries(names.map((name) => [name, 'deleted'])) },
      })
    },
  }
}

/** Changes at random until the server is gone. A wrong answer is thrown on; no answer leaves the change in doubt. */
async function work(worker: Worker, server: Server, dying: { now: boolean }): Promise<void> {
  while (!dying.now) {
    const change = randomChange(worker)
    worker.inDoubt = change
    try {
      await change.run(server)
    } catch (error) {
      if (dying.now && isNoAnswer(error)) return
      throw new Error(`seed ${SEED}: ${change.what}`, { cause: error })
    }
    worker.state = change.after
    worker.inDoubt = undefined
    worker.acknowledged++
  }
}

/** `fetch failed` or `terminated`, a TypeError either way, or a body that was cut off. */
const isNoAnswer = (error: unknown): boolean => error instanceof TypeError || error instanceof SyntaxError

/** What the server has of some assets: their bytes as delivered, and their relations as each of them lists these. */
async function observe(server: Server, names: readonly string[]) {
  const files = new Map<string, Buffer>()
  const listed = new Map<string, string[]>()
  await Promise.all(
    names.map(async (name) => {
      const { status, body } = await call(server, 'GET', `/resources/${reference(name)}?related=true`)
      if (status === 404) return
      expect(status).toBe(200)
      expect(body.related_next_cursor).toBeUndefined()
      const delivered = await download(body.secure_url)
      expect({ status: delivered.status, bytes: delivered.bytes.length }, name).toEqual({
        status: 200,
        bytes: body.bytes,
      })
      files.set(name, delivered.bytes)
      listed.set(
        name,
        body.related_assets.map((asset: { public_id: string }) => asset.public_id),
      )
    }),
  )
  return { files, listed }
}

/** Plain data, the same for the same state. */
const portrait = ({ files, pairs }: State) => ({
  files: Object.fromEntries([...files].map(([name, bytes]) => [name, bytes.toString('latin1')]).sort()),
  pairs: [...pairs].sort(),
})

/** Whether two states are the same, without having a test runner print megabytes where they aren't. */
const differences = (seen: State, expected: State): string[] => {
  const [a, b] = [portrait(seen), portrait(expected)]
  const names = [...new Set([...Object.keys(a.files), ...Object.keys(b.files)])]
  return [
    ...names
      .filter((name) => a.files[name] !== b.files[name])
      .map((name) => `${name}: ${!(name in a.files) ? 'missing' : !(name in b.files) ? 'unexpected' : 'other bytes'}`),
    ...a.pairs.filter((pair) => !expected.pairs.has(pair)).map((pair) => `${pair}: unexpectedly related`),
    ...b.pairs.filter((pair) => !seen.pairs.has(pair)).map((pair) => `${pair}: not related`),
  ]
}

describe(`a server that is killed at any moment, seed ${SEED} (set SEED to run it again)`, () => {
  let dataFolder: string | undefined
  let server: Server | undefined

  afterAll(async () => {
    await server?.kill()
    if (dataFolder) await removeFolder(dataFolder)
  })

  it(`keeps everything that it acknowledged, ${ROUNDS} times`, { timeout: 120_000 + ROUNDS * 30_000 }, async () => {
    console.log(`seed ${SEED}`)
    const random = randomFrom(SEED)
    dataFolder = await temporaryFolder()
    server = await startServer({ dataFolder })
    const hubFiles = new Map(HUBS.map((hub) => [hub, Buffer.from(hub)]))
    for (const [hub, bytes] of hubFiles) {
      expect((await upload(server, 'raw', bytes, { public_id: hub })).status).toBe(200)
    }
    const workers: Worker[] = Array.from({ length: WORKERS }, (_, w) => ({
      names: Array.from({ length: NAMES }, (_, n) => `kill/${w}/${n}`),
      random: randomFrom(SEED + w + 1),
      state: { files: new Map(), pairs: new Set() },
      inDoubt: undefined,
      acknowledged: 0,
    }))

    for (let round = 0; round < ROUNDS; round++) {
      const dying = { now: false }
      const working = Promise.all(workers.map((worker) => work(worker, server!, dying)))
      await Promise.race([delay(50 + random(600)), working])
      // Without acknowledged changes it would prove nothing.
      while (workers.some(({ acknowledged }) => acknowledged === 0)) await Promise.race([delay(10), working])
      dying.now = true
      await server.kill()
      await working

      server = await startServer({ dataFolder })
      const { files, listed } = await observe(server, [...HUBS, ...workers.flatMap(({ names }) => names)])
      for (const [name, partners] of listed) {
        for (const partner of partners) {
          expect(listed.get(partner), `seed ${SEED}, round ${round}: ${partner} doesn't list ${name}`).toContain(name)
        }
        expect(new Set(partners).size, `seed ${SEED}, round ${round}: ${name} lists one twice`).toBe(partners.length)
      }
      for (const [hub, bytes] of hubFiles) expect(files.get(hub)).toEqual(bytes)
      for (const worker of workers) {
        const seen: State = {
          files: new Map([...files].filter(([name]) => worker.names.includes(name))),
          pairs: new Set(
            worker.names.flatMap((name) => (listed.get(name) ?? []).map((partner) => pairOf(name, partner))),
          ),
        }
        const without = differences(seen, worker.state)
        const wholly = worker.inDoubt && differences(seen, worker.inDoubt.after)
        expect(
          without.length === 0 || wholly?.length === 0,
          `seed ${SEED}, round ${round}, in doubt: ${worker.inDoubt?.what}\nagainst what was acknowledged: ${without.join('; ')}\nwith what was in doubt: ${wholly?.join('; ')}`,
        ).toBe(true)
        worker.state = seen
        worker.inDoubt = undefined
      }
    }
  })
})
