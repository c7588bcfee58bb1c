import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/** Streams into a file, which is there once it is whole, or to standard output. */
export async function save(chunks: AsyncIterable<Uint8Array>, output: string | undefined): Promise<void> {
  if (output === undefined) return pipeline(chunks, process.stdout, { end: false })
  const part = `${output}.part`
  try {
    await pipeline(chunks, createWriteStream(part))
    await rename(part, output)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
