import { type ApiKey, type Cloud, checkCloudName } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
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

/** Makes a further key for a cloud that exists. Throws `not_found`. */
export async function createKey(store: Store, cloudName: string): Promise<ApiKey> {
  const apiKey = newApiKey()
  await store.write(async (tx) => {
    const cloud = await tx.clouds.byName(cloudName)
    if (!cloud)
      throw new AppError('not_found', `There is no cloud named ${cloudName}: relata cloud list shows those that are`)
    await tx.clouds.insertKey(cloud.id, apiKey)
  })
  return apiKey
}
