import { createCloud, createKey } from '../actions/create-cloud.ts'
import { type Config, type Flags, loadConfig } from '../config.ts'
import { clientUrl } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import { holdsLibrary, openDataFolder } from '../main.ts'
import { warn } from './warn.ts'

/** Opens the database beside a running server: both take turns at writing. */
export async function withStore<T>({ dataFolder }: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openDataFolder(dataFolder)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** The settings; credentials for a client or a server are none of these commands' business. */
export function readConfig(flags: Flags): Config {
  const { CLOUDINARY_URL: _, ...env } = process.env
  const { config, warnings } = loadConfig(env, flags)
  warn(warnings)
  return config
}

export function checkHoldsLibrary({ dataFolder }: Config): void {
  if (holdsLibrary(dataFolder)) return
  throw new AppError(
    'not_found',
    `There is no library in ${dataFolder}: name its folder with --data or RELATA_DATA, or make one with relata serve`,
  )
}

/** Prints the new key and its secret, this once, as a CLOUDINARY_URL for the server that these settings start. */
export async function createCloudCommand(
  name: string,
  { key: further, ...flags }: Flags & { key?: boolean },
): Promise<void> {
  const config = readConfig(flags)
  if (further) checkHoldsLibrary(config)
  const apiKey = await withStore(config, async (store) =>
    further ? createKey(store, name) : (await createCloud(store, name)).apiKey,
  )
  console.log(clientUrl(config.publicUrl ?? `http://${config.host}:${config.port}`, name, apiKey))
}

export async function listCloudsCommand(flags: Flags): Promise<void> {
  const config = readConfig(flags)
  checkHoldsLibrary(config)
  await withStore(config, async ({ read }) => {
    for (const cloud of await read.clouds.list()) {
      const keys = await read.clouds.keys(cloud.id)
      console.log(`${cloud.name}\t${keys.map(({ key }) => key).join(' ')}`)
    }
  })
}
