import { execFile } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, removeFolder, type Server, startServer, temporaryFolder } from './server.ts'

const SPOKES = 100_000
/** These are related by calls of their own; the others are there when the server starts. */
const BY_CALLS = 1_000
const CONNECTIONS = 10
const HUB = 'image/upload/hub'

/** What is promised to others while the hub is deleted. */
const MOST_READ_MS = 300
const MOST_WRITE_MS = 5_000
/**
 * A machine that has other things to do takes longer for anything at all. A wait past the promise is a failure only if it
 * is longer than the promise by more than the machine is slowed down by others at that time, and far longer than the
 * longest that the same calls took, in this run, while nothing was deleted. On a machine of one's own, neither adds anything.
 */
const TIMES_AT_REST = 20
const AT_REST_MS = 1_500
const SPIN_MS = 200
const ATTEMPTS = 3

let folder: string
let server: Server

beforeAll(async () => {
  folder = await temporaryFolder()
  const script = fileURLToPath(new URL('../support/make-hub.ts', import.meta.url))
  await promisify(execFile)(process.execPath, [script, folder, String(SPOKES), String(SPOKES - BY_CALLS)])
  server = await startServer({ dataFolder: folder })
})

afterAll(async () => {
  await server?.stop()
  if (folder) await removeFolder(folder)
})

const spoke = (i: number): string => `image/upload/spoke/${i}`
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

async function relate(asset: string, others: readonly string[]): Promise<void> {
  const { status, body } = await call(server, 'POST', `/resources/related_assets/${asset}`, {
    assets_to_relate: others,
  })
  expect({ status, failed: body.failed }, JSON.stringify(body)).toEqual({ status: 200, failed: [] })
}

async function related(asset: string): Promise<string[]> {
  const all: string[] = []
  let cursor: string | undefined
  do {
    const query = `related=true${cursor === undefined ? '' : `&related_next_cursor=${cursor}`}`
    const { status, body } = await call(server, 'GET', `/resources/${asset}?${query}`)
    expect(status, JSON.stringify(body)).toBe(200)
    for (const { public_id } of body.related_assets) all.push(public_id)
    cursor = body.related_next_cursor
  } while (cursor !== undefined)
  return all
}

/** Makes a call again and again until told to stop, and answers the longest that it waited. */
function repeat(work: () => Promise<void>): () => Promise<number> {
  let going = true
  let longest = 0
  const done = (async () => {
    while (going) {
      const start = performance.now()
      await work()
      longest = Math.max(longest, performance.now() - start)
    }
  })()
  return async () => {
    going = false
    await done
    return longest
  }
}

/** Someone who reads, and someone who relates, neither of them the hub. */
async function longestWaits(meanwhile: () => Promise<unknown>): Promise<{ read: number; write: number }> {
  let turn = 0
  const reader = repeat(async () => {
    const { status } = await call(server, 'GET', `/resources/${spoke(turn++ % SPOKES)}?related=true`)
    expect(status).toBe(200)
  })
  const writer = repeat(() => relate(spoke(turn % SPOKES), [spoke((turn + 1) % SPOKES)]))
  await meanwhile()
  const [read, write] = await Promise.all([reader(), writer()])
  return { read, write }
}

/** How many times as long as it computes a process needs: 1, unless it has to share the processors with others. */
function slowdown(): number {
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  const used = () => {
    const { user, system } = process.cpuUsage(cpu)
    return (user + system) / 1000
  }
  while (used() < SPIN_MS);
  return Math.max(1, (performance.now() - start) / used())
}

async function deleteHub(): Promise<void> {
  const { status, body } = await call(server, 'DELETE', '/resources/image/upload', { public_ids: ['hub'] })
  expect({ status, deleted: body.deleted }).toEqual({ status: 200, deleted: { hub: 'deleted' } })
}

async function restoreHub(): Promise<void> {
  const { body } = await call(server, 'POST', '/resources/image/upload/restore', { public_ids: ['hub'] })
  expect(body.hub, JSON.stringify(body)).toMatchObject({ public_id: 'hub' })
}

/** Gone, and with it from the lists of the others. */
async function expectNowhere(): Promise<void> {
  expect((await call(server, 'GET', `/resources/${HUB}`)).status).toBe(404)
  for (const i of [...range(0, 50).map((n) => n * 2000), SPOKES - 1]) {
    expect(await related(spoke(i))).not.toContain('hub')
  }
}

/** Whether those who read and write during some work wait no longer than is promised, and the times in words. */
async function waitsDuring(work: () => Promise<void>): Promise<{ isAsPromised: boolean; told: string }> {
  const slowBefore = slowdown()
  const atRest = await longestWaits(() => sleep(AT_REST_MS))
  const during = await longestWaits(work)
  const slow = Math.max(slowBefore, slowdown())
  return {
    isAsPromised:
      during.read < Math.max(slow * MOST_READ_MS, TIMES_AT_REST * atRest.read) &&
      during.write < Math.max(slow * MOST_WRITE_MS, TIMES_AT_REST * atRest.write),
    told: `Longest waits in ms, on a machine slowed down ${slow.toFixed(1)} times: ${JSON.stringify({ atRest, during })}`,
  }
}

/** A machine may stand still for reasons of its own, but not each time that the work is done. `again` makes way for it. */
async function expectAsPromised(work: () => Promise<void>, again: () => Promise<void>): Promise<string> {
  const told: string[] = []
  for (;;) {
    const waits = await waitsDuring(work)
    told.push(waits.told)
    if (waits.isAsPromised) return told.join('\n')
    if (told.length === ATTEMPTS) throw new Error(`Others waited for longer than is promised:\n${told.join('\n')}`)
    await again()
  }
}

describe('an asset related to 100,000 others', () => {
  it('is related to further ones as any other is, over many connections', async () => {
    const calls = range(0, BY_CALLS / 10).map((i) => SPOKES - BY_CALLS + i * 10)
    const send = async () => {
      for (let from = calls.pop(); from !== undefined; from = calls.pop()) {
        await relate(HUB, range(from, from + 10).map(spoke))
      }
    }
    await Promise.all(range(0, CONNECTIONS).map(send))
  })

  it('lists every one of them once, by its cursors', async () => {
    const listed = await related(HUB)
    expect(listed).toHaveLength(SPOKES)
    expect(new Set(listed)).toEqual(new Set(range(0, SPOKES).map((i) => `spoke/${i}`)))
    expect(await related(spoke(0))).toEqual(['hub'])
    expect(await related(spoke(SPOKES - 1))).toEqual(['hub'])
  })

  it('is deleted while others read and write, who wait no longer than is promised', async ({ annotate }) => {
    await annotate(await expectAsPromised(deleteHub, restoreHub))
    await expectNowhere()
  })

  it('is restored with all of them while others read and write', async ({ annotate }) => {
    await annotate(await expectAsPromised(restoreHub, deleteHub))
    expect(await related(HUB)).toHaveLength(SPOKES)
    expect(await related(spoke(SPOKES - 1))).toContain('hub')
  })

  it('is deleted for good, where nothing is kept for a restore, while others read and write', async ({ annotate }) => {
    const start = async () => {
      server = await startServer({ dataFolder: folder, flags: ['--trash-days', '0'] })
    }
    const before = `${folder}-before`
    try {
      await server.stop()
      await cp(folder, before, { recursive: true })
      await start()
      const again = async () => {
        await server.stop()
        await removeFolder(folder)
        await cp(before, folder, { recursive: true })
        await start()
      }
      await annotate(await expectAsPromised(deleteHub, again))
      await expectNowhere()
    } finally {
      await removeFolder(before)
    }
  })
})
