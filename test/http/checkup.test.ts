import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it, vi } from 'vitest'
import { type Json, startTestRelata } from '../support/relata.ts'

it('a library is looked over while it serves, and what was found is kept', async () => {
  const relata = await startTestRelata()
  try {
    const run = async (key?: Parameters<typeof relata.api>[3]): Promise<Json[]> => {
      const { status, text } = await relata.api('POST', '/checkup', {}, key)
      expect(status).toBe(200)
      return text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    }
    for (const id of ['a', 'b']) await relata.asset(id)
    await relata.api('POST', '/relations', { relations: [{ from: 'raw/upload/a', to: 'raw/upload/b' }] })
    expect((await relata.api('GET', '/checkup')).body).toEqual({ running: false })
    const lines = await run()
    expect([lines[0].progress.part.length > 0, lines.at(-1).summary]).toMatchObject([
      true,
      { complete: true, findings: [] },
    ])

    const db = new Database(join(relata.folder, 'relata.sqlite'), { timeout: 0 })
    const damage = () => db.exec('delete from relation_end where from_no = (select min(from_no) from relation_end)')
    // While the server writes, nobody else can, and it goes on only where nobody waits for that in its process.
    await vi.waitFor(damage, 60_000)
    db.close()
    // The second one is refused, unless the first is over before it comes.
    const twoAtOnce = () => Promise.all([1, 2].map(async () => (await relata.api('POST', '/checkup', {})).status))
    await expect.poll(async () => (await twoAtOnce()).sort()).toEqual([200, 409])
    const { body } = await relata.api('GET', '/checkup')
    expect([body.running, body.last.complete]).toEqual([false, true])
    expect(body.last.findings).toContainEqual({
      ...{ text: expect.stringMatching(/^1 relations are missing/), count: 1, damage: true },
      examples: ['raw/upload/a related raw/upload/b'],
      remedy: 'puts them in their places in the lists',
    })
    const other = await relata.addCloud('checkup-elsewhere')
    expect((await run(other)).at(-1).summary.findings).toEqual([])
    expect((await relata.api('GET', '/checkup', undefined, other)).body.last.findings).toEqual([])
  } finally {
    await relata.stop()
  }
})
