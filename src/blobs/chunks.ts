import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobStore, StagedBlob } from '../core/blobs.ts'
import {
  ANONYMOUS_OPEN_LIMITS,
  type Chunk,
  type ChunkedUpload,
  type ChunkSession,
  type ChunkStore,
  type FinishedUpload,
  OPEN_LIMITS,
  receivedBytes,
} from '../core/chunks.ts'
import { AppError } from '../core/errors.ts'
import { toAppError } from './disk-errors.ts'
import { foldersIn, syncFolder } from './folders.ts'

/** Finished uploads that are remembered for a last chunk that comes again; the oldest are forgotten. */
const MAX_FINISHED = 1000

/** What the folders of uploads without credentials begin with. */
const ANONYMOUS = 'anonymous-'

/** An upload's folder, and what is in it. */
interface Entry {
  readonly cloud: string
  readonly anonymous: boolean
  readonly folder: string
  chunks: readonly Chunk[]
  bytes: number
  touchedAt: number
}

/**
 * Chunks as files: `chunks/<cloud>/[anonymous-]<digest of caller and upload ID>/<start>-<end>-<total>-<etag>`. Their names are
 * all that is known of them, so that an upload goes on after a restart. No part of a path comes from a user.
 */
export class DiskChunkStore implements ChunkStore {
  readonly #root: string
  readonly #blobs: BlobStore
  readonly #entries = new Map<string, Entry>()
  readonly #finished = new Map<string, FinishedUpload>()
  /** The end of the queue of each upload that is being worked on. */
  readonly #queues = new Map<string, Promise<unknown>>()

  private constructor(root: string, blobs: BlobStore) {
    this.#root = root
    this.#blobs = blobs
  }

  static async open(dataFolder: string, blobs: BlobStore): Promise<DiskChunkStore> {
    const store = new DiskChunkStore(join(dataFolder, 'chunks'), blobs)
    await mkdir(store.#root, { recursive: true, mode: 0o700 })
    for (const cloud of await foldersIn(store.#root)) {
      for (const name of await foldersIn(join(store.#root, cloud))) await store.#restore(cloud, name)
    }
    return store
  }

  async exclusively<T>(upload: ChunkedUpload, work: (session: ChunkSession) => Promise<T>): Promise<T> {
    const cloud = String(upload.cloudId)
    const digest = createHash('sha256')
      .update(JSON.stringify([upload.caller, upload.uploadId]))
      .digest('hex')
    const name = (upload.anonymous ? ANONYMOUS : '') + digest.slice(0, 32)
    return this.#inTurn(`${cloud}/${name}`, () => work(this.#session(cloud, name)))
  }

  async sweep(olderThanMs: number): Promise<number> {
    const before = Date.now() - olderThanMs
    const isOld = (key: string) => (this.#entries.get(key)?.touchedAt ?? Number.POSITIVE_INFINITY) <= before
    let dropped = 0
    for (const key of [...this.#entries.keys()].filter(isOld)) {
      await this.#inTurn(key, async () => {
        if (!isOld(key)) return
        await this.#drop(key)
        dropped++
      })
    }
    return dropped
  }

  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#queues.get(key) ?? Promise.resolve()).then(work, work)
    this.#queues.set(key, turn)
    try {
      return await turn
    } finally {
      if (this.#queues.get(key) === turn) this.#queues.delete(key)
    }
  }

  #session(cloud: string, name: string): ChunkSession {
    const key = `${cloud}/${name}`
    return {
      chunks: () => this.#entries.get(key)?.chunks ?? [],
      finished: this.#finished.get(key),
      add: async (chunk, blob) => {
        this.#finished.delete(key)
        const known = this.#entries.get(key)
        const entry = known ?? this.#newEntry(cloud, name)
        this.#checkLimits(entry, receivedBytes([chunk]), known ? 0 : 1)
        this.#entries.set(key, entry)
        try {
          if (entry.chunks.length === 0) await this.#makeFolder(entry)
          await rename(blob.path, join(entry.folder, fileName(chunk)))
          await syncFolder(entry.folder)
        } catch (error) {
          if (entry.chunks.length === 0) await this.#drop(key)
          throw toAppError(error)
        }
        fill(entry, [...entry.chunks, chunk])
        entry.touchedAt = Date.now()
      },
      join: (maxBytes) => this.#join(this.#entries.get(key)!, maxBytes),
      finish: async (finished) => {
        const [oldest] = this.#finished.keys()
        if (this.#finished.size >= MAX_FINISHED) this.#finished.delete(oldest!)
        this.#finished.set(key, finished)
        await this.#drop(key)
      },
      drop: () => this.#drop(key),
    }
  }

  #newEntry(cloud: string, name: string, touchedAt = Date.now()): Entry {
    const folder = join(this.#root, cloud, name)
    return { cloud, anonymous: name.startsWith(ANONYMOUS), folder, chunks: [], bytes: 0, touchedAt }
  }

  async #makeFolder({ cloud, folder }: Entry): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await syncFolder(join(this.#root, cloud))
    await syncFolder(this.#root)
  }

  #checkLimits({ cloud, anonymous }: Entry, moreBytes: number, moreUploads: number): void {
    const open = [...this.#entries.values()].filter((entry) => entry.cloud === cloud && entry.anonymous === anonymous)
    const limits = anonymous ? ANONYMOUS_OPEN_LIMITS : OPEN_LIMITS
    const bytes = open.reduce((sum, entry) => sum + entry.bytes, moreBytes)
    if (open.length + moreUploads <= limits.uploads && bytes <= limits.bytes) return
    throw new AppError(
      'rate_limited',
      `At most ${limits.uploads} files, with ${limits.bytes} bytes together, are uploaded in parts at a time${anonymous ? ' without credentials' : ''}: finish some, or wait until abandoned ones are dropped`,
    )
  }

  #join({ folder, chunks }: Entry, maxBytes: number): Promise<StagedBlob> {
    const inOrder = chunks.toSorted((a, b) => a.start - b.start)
    const bytes = async function* () {
      for (const chunk of inOrder) yield* createReadStream(join(folder, fileName(chunk)))
    }
    return this.#blobs.stage(bytes(), maxBytes)
  }

  async #drop(key: string): Promise<void> {
    const entry = this.#entries.get(key)
    if (!entry) return
    await rm(entry.folder, { recursive: true, force: true })
    this.#entries.delete(key)
  }

  async #restore(cloud: string, name: string): Promise<void> {
    const folder = join(this.#root, cloud, name)
    // A folder's time is that of its newest entry.
    const entry = this.#newEntry(cloud, name, (await stat(folder)).mtimeMs)
    fill(
      entry,
      (await readdir(folder)).map(chunkOf).filter((chunk) => chunk !== undefined),
    )
    this.#entries.set(`${cloud}/${name}`, entry)
  }
}

/** The same chunk may be there twice, the later time with the total: that one counts. */
function fill(entry: Entry, chunks: readonly Chunk[]): void {
  const distinct = new Map<number, Chunk>()
  for (const chunk of chunks) if (distinct.get(chunk.start)?.total == null) distinct.set(chunk.start, chunk)
  entry.chunks = [...distinct.values()]
  entry.bytes = receivedBytes(entry.chunks)
}

const fileName = ({ start, end, total, etag }: Chunk): string => `${start}-${end}-${total ?? 'unknown'}-${etag}`

function chunkOf(name: string): Chunk | undefined {
  const [, start, end, total, etag] = /^(\d+)-(\d+)-(\d+|unknown)-([0-9a-f]{32})$/.exec(name) ?? []
  if (etag === undefined) return undefined
  return { start: Number(start), end: Number(end), total: total === 'unknown' ? null : Number(total), etag }
}
