import { constants } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { ByteRange } from '../core/blobs.ts'
import type { DerivedFiles, Rendered } from '../core/derived.ts'
import { AppError } from '../core/errors.ts'
import { randomHex32 } from '../core/ids.ts'
import { derivedFolder, isBlobKey } from './disk.ts'

const ID = /^[0-9a-f]{32}$/
/** A file is marked as used once in so long. */
const USE_MARK_MS = 60 * 60 * 1000
/** What a file takes on disk, however small. */
const BLOCK_BYTES = 4096
/** Trimming leaves room, so that it is rare. */
const TRIM_TO = 0.9

interface Name {
  readonly blob: string
  readonly id: string
}

/**
 * Derived files as files: `derived/<cloud>/<2 hex>/<blob>/<id>`, of which the times of change tell when they were used.
 * No part of a path comes from a user.
 */
export class DiskDerivedFiles implements DerivedFiles {
  readonly #folder: string
  readonly #making: string
  readonly #maxBytes: number
  /** Of all files; undefined until they were counted. Removals are noticed at the next trimming. */
  #bytes: number | undefined
  /** Of all files that this process made, there or not. */
  #madeBytes = 0
  #trimming: Promise<readonly Name[]> | undefined

  private constructor(folder: string, maxBytes: number) {
    this.#folder = derivedFolder(folder)
    this.#making = join(this.#folder, 'making')
    this.#maxBytes = maxBytes
  }

  /** Drops what an earlier process had not finished. */
  static async open(folder: string, maxBytes: number): Promise<DiskDerivedFiles> {
    const files = new DiskDerivedFiles(folder, maxBytes)
    await rm(files.#making, { recursive: true, force: true })
    await mkdir(files.#making, { recursive: true, mode: 0o700 })
    return files
  }

  async has(blob: string, id: string): Promise<boolean> {
    const path = this.#path({ blob, id })
    const found = await stat(path).catch(() => undefined)
    const now = Date.now()
    if (found && now - found.mtimeMs > USE_MARK_MS) await utimes(path, now / 1000, now / 1000).catch(() => {})
    return found !== undefined
  }

  async open(blob: string, id: string, range?: ByteRange): Promise<Readable> {
    const file = await open(this.#path({ blob, id }), constants.O_RDONLY).catch((error) => {
      throw error.code === 'ENOENT' ? new AppError('not_found', 'The derived file is not there') : error
    })
    return file.createReadStream(range)
  }

  async make(blob: string, id: string, make: (path: string) => Promise<Rendered>): Promise<Rendered> {
    const made = join(this.#making, randomHex32())
    try {
      const rendered = await make(made)
      const path = this.#path({ blob, id })
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await rename(made, path)
      this.#madeBytes += onDisk(rendered.bytes)
      if (this.#bytes !== undefined) this.#bytes += onDisk(rendered.bytes)
      return rendered
    } catch (error) {
      await rm(made, { force: true })
      throw error
    }
  }

  async remove(files: readonly Name[]): Promise<void> {
    for (const file of files) await rm(this.#path(file), { force: true })
  }

  async removeAll(blobs: readonly string[]): Promise<void> {
    for (const blob of blobs.filter(isBlobKey)) await rm(join(this.#folder, blob), { recursive: true, force: true })
  }

  async trim(): Promise<readonly Name[]> {
    if (this.#bytes !== undefined && this.#bytes <= this.#maxBytes) return []
    this.#trimming ??= this.#trim().finally(() => {
      this.#trimming = undefined
    })
    return this.#trimming
  }

  async #trim(): Promise<readonly Name[]> {
    const madeBefore = this.#madeBytes
    const files = await this.#list()
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    const removed: Name[] = []
    if (bytes > this.#maxBytes) {
      files.sort((a, b) => a.usedAt - b.usedAt)
      for (const file of files) {
        if (bytes <= this.#maxBytes * TRIM_TO) break
        await rm(this.#path(file), { force: true })
        bytes -= file.bytes
        removed.push({ blob: file.blob, id: file.id })
      }
    }
    // What was made meanwhile may be in the list already: at worst it is counted twice until the next trimming.
    this.#bytes = bytes + this.#madeBytes - madeBefore
    return removed
  }

  async #list(): Promise<(Name & { bytes: number; usedAt: number })[]> {
    const files = []
    const entries = await readdir(this.#folder, { recursive: true })
    for (const entry of entries) {
      const [cloud, shard, blob, id] = entry.split(/[\\/]/)
      if (id === undefined) continue
      const found = await stat(join(this.#folder, entry)).catch(() => undefined)
      if (!found?.isFile()) continue
      files.push({ blob: `${cloud}/${shard}/${blob}`, id, bytes: onDisk(found.size), usedAt: found.mtimeMs })
    }
    return files
  }

  #path({ blob, id }: Name): string {
    if (!isBlobKey(blob) || !ID.test(id)) throw new AppError('not_found', 'The derived file is not there')
    return join(this.#folder, blob, id)
  }
}

const onDisk = (bytes: number): number => Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES
