import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { BlobStore, ByteRange, StagedBlob } from '../core/blobs.ts'
import { AppError } from '../core/errors.ts'
import { randomHex32 } from '../core/ids.ts'
import { toAppError } from './disk-errors.ts'
import { foldersIn, syncFolder } from './folders.ts'

const KEY = /^\d+\/[0-9a-f]{2}\/[0-9a-f]{32}$/
/** What is derived from a blob lies in a folder of the blob's key below this. */
export const derivedFolder = (folder: string): string => join(folder, 'derived')
export const isBlobKey = (key: string): boolean => KEY.test(key)
const notThere = () => new AppError('not_found', 'The file of this asset is not there')
const LIST_GROUP = 500

/**
 * Blobs as files: `incoming/<random>` while they arrive, then `objects/<cloud>/<2 hex>/<32 hex>` for good. No part of a
 * path comes from a user. A kept blob is on disk, with its name, before `keep` answers.
 */
export class DiskBlobStore implements BlobStore {
  readonly #incoming: string
  readonly #objects: string
  readonly #derived: string
  readonly #folders = new Set<string>()

  private constructor(folder: string) {
    this.#incoming = join(folder, 'incoming')
    this.#objects = join(folder, 'objects')
    this.#derived = derivedFolder(folder)
  }

  /** Makes the folders, and drops what an earlier process had not finished receiving. */
  static async open(folder: string): Promise<DiskBlobStore> {
    const store = new DiskBlobStore(folder)
    await rm(store.#incoming, { recursive: true, force: true })
    await mkdir(store.#incoming, { recursive: true, mode: 0o700 })
    await mkdir(store.#objects, { recursive: true, mode: 0o700 })
    return store
  }

  /** For reading beside a process that has opened it. */
  static beside(folder: string): DiskBlobStore {
    return new DiskBlobStore(folder)
  }

  async stage(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob> {
    const path = join(this.#incoming, randomHex32())
    const md5 = createHash('md5')
    let bytes = 0
    const file = await open(path, 'wx', 0o600)
    try {
      for await (const chunk of source) {
        bytes += chunk.length
        if (bytes > maxBytes)
          throw new AppError('too_large', `The file is larger than ${maxBytes} bytes, the most that one may have`)
        const written = writeAll(file, chunk)
        md5.update(chunk)
        await written
      }
      await file.sync()
    } catch (error) {
      await file.close()
      await rm(path, { force: true })
      throw toAppError(error)
    }
    await file.close()
    return {
      path,
      bytes,
      etag: md5.digest('hex'),
      keep: (cloudId) => this.#keep(path, cloudId),
      discard: () => rm(path, { force: true }),
    }
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const file = await open(this.#path(key), constants.O_RDONLY).catch((error) => {
      throw error.code === 'ENOENT' ? notThere() : error
    })
    return file.createReadStream(range)
  }

  async locate(key: string): Promise<string> {
    const path = this.#path(key)
    await access(path, constants.R_OK).catch((error) => {
      throw error.code === 'ENOENT' ? notThere() : error
    })
    return path
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await rm(this.#path(key), { force: true })
      await rm(join(this.#derived, key), { recursive: true, force: true })
    }
  }

  async *list(olderThanMs: number): AsyncIterable<readonly string[]> {
    const before = Date.now() - olderThanMs
    for (const cloud of await foldersIn(this.#objects)) {
      for (const shard of await foldersIn(join(this.#objects, cloud))) {
        let group: string[] = []
        for (const name of await readdir(join(this.#objects, cloud, shard))) {
          const key = `${cloud}/${shard}/${name}`
          // What others have put there is not ours to remove.
          const info = KEY.test(key) && (await stat(join(this.#objects, key)).catch(() => undefined))
          if (info && info.mtimeMs <= before) group.push(key)
          if (group.length === LIST_GROUP) {
            yield group
            group = []
          }
        }
        if (group.length > 0) yield group
      }
    }
  }

  async #keep(path: string, cloudId: number): Promise<string> {
    const name = randomHex32()
    const shard = join(String(cloudId), name.slice(0, 2))
    try {
      await this.#makeFolder(String(cloudId))
      await this.#makeFolder(shard)
      // Its age counts from now: a file that waited for long before it was kept is no orphan before its row is written.
      const now = new Date()
      await utimes(path, now, now)
      await rename(path, join(this.#objects, shard, name))
      await syncFolder(join(this.#objects, shard))
    } catch (error) {
      throw toAppError(error)
    }
    return `${shard}/${name}`
  }

  /** Once in a process for each folder; the entry in its parent is on disk before anything goes into it. */
  async #makeFolder(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return
    await mkdir(join(this.#objects, folder), { recursive: true, mode: 0o700 })
    await syncFolder(join(this.#objects, folder, '..'))
    this.#folders.add(folder)
  }

  #path(key: string): string {
    if (!isBlobKey(key)) throw notThere()
    return join(this.#objects, key)
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    offset += (await file.write(chunk, offset)).bytesWritten
  }
}
