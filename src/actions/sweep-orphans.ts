import type { Library } from '../core/library.ts'

/** An upload keeps its blob moments before its row; nothing younger is taken for an orphan. */
const GRACE_MS = 60 * 60 * 1000

/** Removes blobs that no asset, backup or deleted asset has, left by a process that was killed between the two. Answers how many. */
export async function sweepOrphans({ store, blobs }: Library, graceMs = GRACE_MS): Promise<number> {
  let removed = 0
  for await (const keys of blobs.list(graceMs)) {
    const cloudId = Number(keys[0]!.split('/')[0])
    // Not by a reader, who sees what isn't on disk yet: a row that is gone may be there again after a restart.
    const used = await store.write((tx) => tx.assets.blobsInUse(cloudId, keys))
    const orphans = keys.filter((key) => !used.has(key))
    await blobs.remove(orphans)
    removed += orphans.length
  }
  return removed
}
