import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestRelata } from '../support/relata.ts'

const OLD_HOURS = 2

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relata-orphans-'))
})
afterAll(() => rm(folder, { recursive: true }))

const objects = () => join(folder, 'objects')
const backdate = (path: string) => {
  const then = Date.now() / 1000 - OLD_HOURS * 3600
  return utimes(path, then, then)
}

/** Every blob, by its path below `objects`. */
async function blobs(): Promise<string[]> {
  const entries = await readdir(objects(), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}

it('a server that starts removes the files that no asset has had for an hour, and no others', async () => {
  const first = await startTestRelata({ dataFolder: folder })
  const assets = [await first.asset('one'), await first.asset('two')]
  await first.stop()
  const used = await blobs()
  expect(used).toHaveLength(2)
  for (const path of used) await backdate(path)

  const shard = join(used[0]!, '../../ab')
  await mkdir(shard, { recursive: true })
  const [old, young] = ['0', '1'].map((digit) => join(shard, digit.repeat(32))) as [string, string]
  await writeFile(old, 'its row was never written')
  await writeFile(young, 'its row may be written any moment')
  await backdate(old)

  const second = await startTestRelata({ dataFolder: folder })
  try {
    await expect.poll(blobs).not.toContain(old)
    expect((await blobs()).toSorted()).toEqual([...used, young].toSorted())
    for (const { url } of assets) expect((await fetch(url.replace(first.url, second.url))).status).toBe(200)
  } finally {
    await second.stop()
  }
})
