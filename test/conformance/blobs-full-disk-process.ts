import { randomBytes } from 'node:crypto'
import { DiskBlobStore } from '../../src/blobs/disk.ts'

/**
 * A process whose files may not grow past a limit, as its parent has set it: stages a file that is larger, and one that
 * isn't, and prints what became of each.
 */
const [folder, tooMany, few] = process.argv.slice(2)
const blobs = await DiskBlobStore.open(folder!)

async function* bytes(count: number): AsyncGenerator<Uint8Array> {
  for (let left = count; left > 0; left -= 10_000) yield randomBytes(Math.min(left, 10_000))
}

const refused = await blobs.stage(bytes(Number(tooMany)), Number.MAX_SAFE_INTEGER).then(
  () => false,
  () => true,
)
const kept = await (await blobs.stage(bytes(Number(few)), Number.MAX_SAFE_INTEGER)).keep(1)
console.log(JSON.stringify({ refused, kept }))
