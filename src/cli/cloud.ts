import { createCloud, createKey } from '../actions/create-cloud.ts'
import { type Flags, loadConfig } from '../config.ts'
import type { Store } from '../core/store.ts'
import { openDataFolder } from '../main.ts'

/** Opens the database beside a running server: both take turns at writing. */
async function withStore<T>(flags: Flags, work: (store: Store) => Promise<T>): Promise<T> {
  const { config } = loadConfig({ RELATA_DATA: process.env.RELATA_DATA }, flags)
  const store = await openDataFolder(config.dataFolder)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** Prints the new key and its secret, this once as at any later start of `serve`. */
export async function createCloudCommand(
  name: string,
  { key: further, dataFolder }: Flags & { key?: boolean },
): Promise<void> {
  const apiKey = await withStore({ ...(dataFolder !== undefined && { dataFolder }) }, async (store) =>
    further ? createKey(store, name) : (await createCloud(store, name)).apiKey,
  )
  console.log(`cloudinary://${apiKey.key}:${apiKey.secret}@${name}`)
}

export async function listCloudsCommand(flags: Flags): Promise<void> {
  await withStore(flags, async ({ read }) => {
    for (const cloud of await read.clouds.list()) {
      const keys = await read.clouds.keys(cloud.id)
      console.log(`${cloud.name}\t${keys.map(({ key }) => key).join(' ')}`)
    }
  })
}
