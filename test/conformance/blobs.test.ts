import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DiskBlobStore } from '../../src/blobs/disk.ts'
import { type BlobPlace, describeBlobs } from './blobs.ts'
import { temporaryFolder } from './places.ts'
import { firstLine, startLimitedProcess } from './processes.ts'

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()

describeBlobs('disk', async (): Promise<BlobPlace> => {
  const folder = temporaryFolder()
  return {
    open: () => DiskBlobStore.open(folder),
    files: async () => filesIn(folder),
    remove: async () => rmSync(folder, { recursive: true }),
  }
})

describe('blobs on disk', () => {
  let folder: string
  let blobs: DiskBlobStore
  beforeEach(async () => {
    folder = temporaryFolder()
    blobs = await DiskBlobStore.open(folder)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const keep = async (text: string) => (await blobs.stage(once(text), 1000)).keep(1)

  test('are for their owner alone', async () => {
    const before = process.umask(0)
    try {
      rmSync(folder, { recursive: true })
      mkdirSync(folder)
      blobs = await DiskBlobStore.open(folder)
      const { path } = await blobs.stage(once('x'), 1000)
      const key = await keep('y')
      const mode = (...names: string[]) => (statSync(join(folder, ...names)).mode & 0o777).toString(8)
      expect([mode('incoming'), mode('objects'), mode('objects/1'), mode('objects', key, '..')]).toEqual(
        Array(4).fill('700'),
      )
      expect((statSync(path).mode & 0o777).toString(8)).toBe('600')
      expect(mode('objects', key)).toBe('600')
    } finally {
      process.umask(before)
    }
  })

  test('forget at the next start what was never kept', async () => {
    await blobs.stage(once('left by a process that was killed'), 1000)
    const key = await keep('kept')
    blobs = await DiskBlobStore.open(folder)
    expect(filesIn(folder)).toEqual([join(folder, 'objects', key)])
  })

  test('are listed among whatever else has come into the folder, which stays', async () => {
    const key = await keep('x')
    const [cloud, shard, name] = key.split('/') as [string, string, string]
    const strays = [
      '.DS_Store',
      'notes.txt',
      `${cloud}/.DS_Store`,
      `${cloud}/${shard}/.DS_Store`,
      `${cloud}/${shard}/${name}.bak`,
      `lost+found/${shard}/${name}`,
    ].map((path) => join(folder, 'objects', path))
    mkdirSync(join(folder, 'objects/lost+found', shard), { recursive: true })
    for (const stray of strays) writeFileSync(stray, 'stray')
    const listed: string[] = []
    for await (const keys of blobs.list(0)) listed.push(...keys)
    expect(listed).toEqual([key])
    for (const stray of strays) expect(readFileSync(stray, 'utf8')).toBe('stray')
  })

  test('of a disk that is full are refused whole, and the next is taken that fits', async () => {
    // 100 blocks are 51 kB, or 102 kB, as the shell has it.
    const script = new URL('./blobs-full-disk-process.ts', import.meta.url)
    const child = startLimitedProcess(100, script, folder, '200000', '30000')
    const { refused, kept } = JSON.parse((await firstLine(child)) ?? 'null')
    expect(refused).toBe(true)
    expect(filesIn(folder)).toEqual([join(folder, 'objects', kept)])
    expect(statSync(join(folder, 'objects', kept)).size).toBe(30_000)
  })
})
