import { type ApiKey, type Cloud, checkCloudName } from '../core/cloud.ts'
import { randomApiKey, randomHex32, randomSecret } from '../core/ids.ts'
import type { Store } from '../core/store.ts'

/** Makes a product environment with a first key, random unless one is given. Throws `conflict` if the name is taken. */
export async function createCloud(
  store: Store,
  name: string,
  apiKey: ApiKey = newApiKey(),
): Promise<{ cloud: Cloud; apiKey: ApiKey }> {
  checkCloudName(name)
  return store.write(async (tx) => {
    const cloud = await tx.clouds.insert(name, randomHex32())
    await tx.clouds.insertKey(cloud.id, apiKey)
    return { cloud, apiKey }
  })
}

export const newApiKey = (): ApiKey => ({ key: randomApiKey(), secret: randomSecret(), origin: 'generated' })
