import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deleteAsset } from '../../src/actions/delete-assets.ts'
import { sweepOrphans } from '../../src/actions/sweep-orphans.ts'
import { uploadAsset } from '../../src/actions/upload-asset.ts'
import { DiskBlobStore } from '../../src/blobs/disk.ts'
import type { Caller } from '../../src/core/cloud.ts'
import type { Library } from '../../src/core/library.ts'
import { createInspector } from '../../src/media/inspect.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import { prepareDataFolder, SqliteEngine } from '../../src/store/sqlite.ts'
import { WriteAheadLog } from '../../src/store/sqlite-log.ts'
import { libraryOf } from './library.ts'
import { temporaryFolder } from './places.ts'

/** A device that takes no fsync. */
const NO_DISK = '/dev/full'

/** A log whose disk is that device from some time on. */
class FailingLog extends WriteAheadLog {
  isFailing = false
  readonly #failed: WriteAheadLog

  constructor(folder: string, database: string) {
    super(database)
    writeFileSync(join(folder, 'failing'), '')
    symlinkSync(NO_DISK, join(folder, 'failing-wal'))
    this.#failed = new WriteAheadLog(join(folder, 'failing'))
  }

  override toDisk(): Promise<void> {
    return this.isFailing ? this.#failed.toDisk() : super.toDisk()
  }

  override checkDisk(): void {
    if (this.isFailing) this.#failed.checkDisk()
    else super.checkDisk()
  }

  override async close(): Promise<void> {
    await this.#failed.close()
    await super.close()
  }
}

describe.skipIf(!existsSync(NO_DISK))(
  'where the disk fails, a file stays that an asset may have after a restart',
  () => {
    const inspector = createInspector()
    let folder: string
    let log: FailingLog
    let library: Library
    let caller: Caller

    beforeEach(async () => {
      folder = temporaryFolder()
      const file = prepareDataFolder(folder)
      log = new FailingLog(folder, file)
      const store = await SqlStore.open(new SqliteEngine(file, log))
      const retention = { trashMs: 0, backup: false }
      const blobs = await DiskBlobStore.open(folder)
      library = { ...libraryOf(store, null, retention), blobs, inspect: inspector.inspect }
      const cloud = await store.write((tx) => tx.clouds.insert('failing', 'secret'))
      caller = { cloud, actor: 'test', requestId: 'test' }
    })

    afterEach(async () => {
      await library.store.close()
      await inspector.close()
      rmSync(folder, { recursive: true })
    })

    afterAll(() => inspector.close())

    async function upload(publicId: string) {
      const blob = await library.blobs.stage(Readable.from([Buffer.from('text')]), 1000)
      const naming = { useFilename: false, uniqueFilename: false, overwrite: true }
      const request = { ...naming, resourceType: 'raw', type: 'upload', publicId, edits: {} } as const
      return uploadAsset(library, caller, { blob, name: publicId }, request)
    }

    async function files(): Promise<number> {
      let count = 0
      for await (const keys of library.blobs.list(-1000)) count += keys.length
      return count
    }

    test('of an upload that was committed', async () => {
      await upload('before')
      log.isFailing = true
      await expect(upload('late')).rejects.toMatchObject({ code: 'unavailable' })
      expect(await files()).toBe(2)
      // Nothing is committed any more, so that this one is nobody's.
      await expect(upload('later')).rejects.toMatchObject({ code: 'unavailable' })
      expect(await files()).toBe(2)
    })

    test('of a deletion that was committed, which nothing takes for an orphan', async () => {
      const { asset } = await upload('before')
      log.isFailing = true
      await expect(deleteAsset(library, caller, asset, {})).rejects.toMatchObject({ code: 'unavailable' })
      await expect(sweepOrphans(library, -1000)).rejects.toMatchObject({ code: 'unavailable' })
      expect(await files()).toBe(1)
    })
  },
)
