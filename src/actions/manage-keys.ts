import type { Change } from '../core/change.ts'
import { type ApiKey, type Caller, type Cloud, type KeyDescription, MAX_KEYS } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { Reader, Writer } from '../core/store.ts'
import { newApiKey } from './create-cloud.ts'

/** A key as it is made: the one time that its secret is told. */
export type NewKey = KeyDescription & Pick<ApiKey, 'secret'>

/** The keys in force, oldest first. */
export const listKeys = (reader: Reader, cloud: Cloud): Promise<KeyDescription[]> =>
  reader.clouds.describeKeys(cloud.id)

/** Throws `conflict` where there are as many as there may be. */
export function createKey({ store }: Library, caller: Caller, name: string): Promise<NewKey> {
  return store.write(async (tx) => {
    const keys = await claimKeys(tx, caller)
    const made = await insertKey(tx, caller, keys, name)
    await log(tx, caller, { action: 'create', key: made.key, name })
    return made
  })
}

/** Throws `not_found`. */
export function renameKey({ store }: Library, caller: Caller, key: string, name: string): Promise<KeyDescription> {
  return store.write(async (tx) => {
    const before = keyNamed(await claimKeys(tx, caller), key)
    if (before.name === name) return before
    await tx.clouds.renameKey(caller.cloud.id, key, name)
    await log(tx, caller, { action: 'rename', key, name })
    return { ...before, name }
  })
}

/**
 * Makes another key of the same name, and ends this one after so many milliseconds, that those who use it have to get the
 * new one. Throws `not_found`; `conflict` for a key that ends already, or that the server is started with.
 */
export function rotateKey(library: Library, caller: Caller, key: string, graceMs: number): Promise<NewKey> {
  return library.store.write(async (tx) => {
    const keys = await claimKeys(tx, caller)
    const before = endableKey(library, keys, key)
    if (before.endsAt !== null) {
      throw new AppError(
        'conflict',
        `The key ${key} ends by itself already: rotate the one that was made instead of it`,
      )
    }
    const made = await insertKey(tx, caller, keys, before.name)
    await tx.clouds.endKey(caller.cloud.id, key, Date.now() + graceMs)
    await log(tx, caller, { action: 'rotate', key, name: before.name, replacedBy: made.key })
    return made
  })
}

/** Nobody gets in with it any more. Throws as `rotateKey`, and `conflict` for the last one. */
export function revokeKey(library: Library, caller: Caller, key: string): Promise<void> {
  return library.store.write(async (tx) => {
    const keys = await claimKeys(tx, caller)
    const { name } = endableKey(library, keys, key)
    if (!keys.some((other) => other.key !== key && other.endsAt === null)) {
      throw new AppError(
        'conflict',
        `${key} is the last key of this environment, which signs URLs and notifications: make another one first`,
      )
    }
    await tx.clouds.endKey(caller.cloud.id, key, Date.now())
    await log(tx, caller, { action: 'revoke', key, name })
  })
}

/** Nobody else changes them before this transaction ends. */
async function claimKeys(tx: Writer, { cloud }: Caller): Promise<KeyDescription[]> {
  await tx.changes.hold(cloud.id)
  return tx.clouds.describeKeys(cloud.id)
}

async function insertKey(
  tx: Writer,
  { cloud }: Caller,
  keys: readonly KeyDescription[],
  name: string,
): Promise<NewKey> {
  if (keys.length >= MAX_KEYS) {
    throw new AppError('conflict', `An environment has at most ${MAX_KEYS} keys: revoke some that nobody uses`)
  }
  const made = newApiKey()
  const createdAt = await tx.clouds.insertKey(cloud.id, made, name)
  return { ...made, name, createdAt, endsAt: null }
}

function keyNamed(keys: readonly KeyDescription[], key: string): KeyDescription {
  const found = keys.find((one) => one.key === key)
  if (found) return found
  throw new AppError('not_found', `There is no key ${JSON.stringify(key.slice(0, 100))} in force: GET /keys lists them`)
}

function endableKey({ givenKey }: Library, keys: readonly KeyDescription[], key: string): KeyDescription {
  const found = keyNamed(keys, key)
  if (key !== givenKey) return found
  throw new AppError(
    'conflict',
    `The server is started with the key ${key} (CLOUDINARY_URL), and would not start again without it: make another key, start the server without CLOUDINARY_URL, and end this one then`,
  )
}

const log = (tx: Writer, caller: Caller, change: Omit<Extract<Change, { type: 'key' }>, 'type'>): Promise<void> =>
  tx.changes.add(caller, { type: 'key', ...change })
