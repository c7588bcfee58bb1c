import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { SqlStore } from '../../src/store/sql-store.ts'
import { prepareDataFolder, SqliteEngine } from '../../src/store/sqlite.ts'
import { sampleAsset } from './subject.ts'

/**
 * A process whose files may not grow past a limit, as its parent has set it: inserts assets until nothing has been taken
 * for a while, then prints which were, and how the others were refused.
 */
const [folder, cloudId] = process.argv.slice(2)
const WAVE = 20
/** Past the interval at which the log is copied into the database, which must have met the limit too. */
const WAVES_REFUSED = 30

const store = await SqlStore.open(new SqliteEngine(prepareDataFolder(folder!)))
const taken: string[] = []
const refusals = new Set<string>()
let no = 1_000_000
for (let refused = 0; refused < WAVES_REFUSED; await sleep(40)) {
  const wave = Array.from({ length: WAVE }, async () => {
    const asset = { ...sampleAsset(no++), context: { filling: randomBytes(2000).toString('hex') } }
    await store.write((tx) => tx.assets.insert(Number(cloudId), asset))
    taken.push(asset.assetId)
  })
  const settled = await Promise.allSettled(wave)
  for (const result of settled) if (result.status === 'rejected') refusals.add(result.reason.code)
  refused = settled.every(({ status }) => status === 'rejected') ? refused + 1 : 0
}
console.log(JSON.stringify({ taken, refusals: [...refusals] }))
process.exit()
