import type { Cloud } from '../core/cloud.ts'
import type { Library } from '../core/library.ts'

/** Assets that are purged in one transaction. */
const GROUP = 50

/** Removes deleted assets whose time in the trash is over, with what they were related to and their files. Answers how many. */
export async function purgeTrash(library: Library): Promise<number> {
  let purged = 0
  for (const cloud of await library.store.read.clouds.list()) {
    for (let more = GROUP; more === GROUP; purged += more) more = await purgeGroup(library, cloud)
  }
  return purged
}

async function purgeGroup({ store, blobs, retention }: Library, { id }: Cloud): Promise<number> {
  const { expired, unneeded } = await store.write(async (tx) => {
    const expired = await tx.trash.expired(id, Date.now() - retention.trashMs, GROUP)
    const nos = expired.map(({ no }) => no)
    await tx.parkedRelations.drop(id, nos)
    await tx.suggestions.forget(id, nos)
    await tx.trash.remove(id, nos)
    const keys = expired.map(({ blob }) => blob)
    const used = await tx.assets.blobsInUse(id, keys)
    return { expired, unneeded: keys.filter((key) => !used.has(key)) }
  })
  await blobs.remove(unneeded)
  return expired.length
}
