import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DiskDerivedFiles } from '../../src/blobs/derived-disk.ts'
import { randomHex32 } from '../../src/core/ids.ts'

const BLOCK = 4096
const MOST = 100 * BLOCK

describe('the cache of derived files', () => {
  let folder: string
  let files: DiskDerivedFiles
  const blob = `1/ab/${randomHex32()}`
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relata-test-'))
    files = await DiskDerivedFiles.open(folder, MOST)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const make = () =>
    files.make(blob, randomHex32(), async (path) => {
      await writeFile(path, 'x')
      return { format: 'png', bytes: 1, width: 1, height: 1 }
    })
  const onDisk = async () => (await readdir(join(folder, 'derived', blob))).length * BLOCK

  it('counts what is made while it is trimmed', async () => {
    for (let round = 0; round < 10; round++) {
      await Promise.all(Array.from({ length: 50 }, make))
      const trimming = files.trim()
      await Promise.all(Array.from({ length: 50 }, make))
      await trimming
      await files.trim()
      expect(await onDisk()).toBeLessThanOrEqual(MOST)
    }
  })
})
