import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { createCloud } from '../../src/actions/create-cloud.ts'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND } from '../../src/core/relation-kind.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import { prepareDataFolder, SqliteEngine } from '../../src/store/sqlite.ts'
import { sampleAsset } from '../conformance/subject.ts'

/**
 * Makes a data folder with one asset, `hub`, and as many others as asked for, `spoke/0` and on, of which the first ones
 * are related to it, all with the same file: in a few large writes, where a server takes ten relations a call.
 */
const [folder, spokes, related] = process.argv.slice(2)
const RELATIONS_A_CALL = 1000

const file = prepareDataFolder(folder!)
const store = await SqlStore.open(new SqliteEngine(file))
const { cloud } = await createCloud(store, 'demo')
const hub = { ...sampleAsset(await store.nextAssetNo(cloud.id)), publicId: 'hub', assetFolder: '', pages: null }
await store.write((tx) => tx.assets.insert(cloud.id, hub))
const blob = join(folder!, 'objects', hub.blob)
await mkdir(dirname(blob), { recursive: true })
await copyFile(new URL('../../demo/files/tern-front.jpg', import.meta.url), blob)

const numbers: number[] = []
while (numbers.length < Number(spokes)) numbers.push(await store.nextAssetNo(cloud.id))
copyAsset(hub.no, numbers)

const toRelate = numbers.slice(0, Number(related))
await store.write(async (tx) => {
  for (let i = 0; i < toRelate.length; i += RELATIONS_A_CALL) {
    await tx.relations.add(cloud.id, star(hub.no, toRelate.slice(i, i + RELATIONS_A_CALL), RELATED_KIND))
  }
})
await store.close()

/** Copies an asset that has no tags, nor anything else that is indexed by itself, under the names `spoke/0` and on. */
function copyAsset(original: number, numbers: readonly number[]): void {
  const db = new Database(file)
  const columns = (db.pragma('table_info(asset)') as { name: string }[]).map(({ name }) => name)
  const own: Record<string, string> = {
    asset_no: 'copy.value',
    asset_id: `printf('%032x', copy.value)`,
    public_id: `'spoke/' || copy.key`,
  }
  const values = columns.map((column) => own[column] ?? `asset.${column}`)
  db.prepare(`insert into asset (${columns}) select ${values} from asset, json_each(?) copy where asset_no = ?`).run(
    JSON.stringify(numbers),
    original,
  )
  db.close()
}
