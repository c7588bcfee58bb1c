import type { Asset } from '../../src/core/asset.ts'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND } from '../../src/core/relation-kind.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import { prepareDataFolder, SqliteEngine } from '../../src/store/sqlite.ts'
import { numbersOf, sampleAsset } from './subject.ts'

/** A process that relates as fast as it can, and prints each asset that it has related to ten others, until it is killed. */
const [folder, cloudText] = process.argv.slice(2)
const cloudId = Number(cloudText)
const store = await SqlStore.open(new SqliteEngine(prepareDataFolder(folder!)))

async function relateOneMore(): Promise<never> {
  for (;;) {
    const assets: Asset[] = []
    for (let i = 0; i < 11; i++) assets.push(sampleAsset(await store.nextAssetNo(cloudId)))
    const [first, ...others] = numbersOf(assets)
    await store.write(async (tx) => {
      for (const asset of assets) await tx.assets.insert(cloudId, asset)
      await tx.relations.add(cloudId, star(first!, others, RELATED_KIND))
    })
    console.log(first)
  }
}
await Promise.all(Array.from({ length: 8 }, relateOneMore))
