import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { snippets } from '../../web/src/asset/snippets.ts'
import { SNIPPETS } from '../../web/src/developers/snippets.ts'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const demo = (file: string) => join(ROOT, 'demo/files', file)
const run = promisify(execFile)

let relata: TestRelata
/** Where a person tries it: with the SDK installed, and two files. */
let folder: string
beforeAll(async () => {
  relata = await startTestRelata()
  folder = await mkdtemp(join(tmpdir(), 'relata-test-'))
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  await copyFile(demo('tern-film-poster.jpg'), join(folder, 'dog.jpg'))
  await copyFile(demo('tern-film.srt'), join(folder, 'dog.srt'))
})
afterAll(async () => {
  await relata?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** In an environment that has the line of the snippet's comment, and nothing else of Cloudinary's. */
async function runNode(code: string, printed: string): Promise<Json> {
  const [, url] = /CLOUDINARY_URL='([^']+)'/.exec(code)!
  await writeFile(join(folder, 'snippet.mjs'), `${code}\nconsole.log(JSON.stringify(${printed}))`)
  const { stdout } = await run(process.execPath, ['snippet.mjs'], {
    cwd: folder,
    env: { PATH: process.env.PATH, CLOUDINARY_URL: url },
  })
  return JSON.parse(stdout)
}

const runShell = async (code: string): Promise<string> =>
  (await run('sh', ['-e', '-c', code], { cwd: folder, env: { PATH: process.env.PATH } })).stdout

describe('what the developers’ corner gives out', () => {
  const access = () => ({ origin: relata.url, cloud: relata.cloudName, key: relata.apiKey, secret: relata.apiSecret })

  test.each(['node', 'curl'] as const)('uploads, relates and looks up: %s', async (language) => {
    await relata.api('POST', '/assets/delete', { assets: ['dog', 'raw/upload/dog.srt'] })
    const { code } = SNIPPETS[language]!(access())
    const found = language === 'node' ? await runNode(code, 'related_assets') : await runShell(code)
    expect(JSON.stringify(found)).toContain('dog.srt')
    const { body } = await relata.api('GET', '/related?asset=dog')
    expect(body.related.map(({ asset }: Json) => asset.public_id)).toEqual(['dog.srt'])
  })
})

describe('what an asset’s page gives out', () => {
  const ASSETS = [
    ['image', 'upload', 'tern/front', 'tern-front.jpg'],
    ['image', 'private', 'tern/manual', 'tern-manual.pdf'],
    ['video', 'upload', 'the film', 'tern-film.mp4'],
    ['raw', 'upload', "it's a list [1] (ü).srt", 'tern-film.srt'],
  ] as const

  test.each(ASSETS)(
    'reads it, relates to it and gets its file: %s, %s, %s',
    async (resourceType, type, publicId, file) => {
      const bytes = await readFile(demo(file))
      const { body } = await relata.upload(bytes, { public_id: publicId, type }, resourceType, file)
      await relata.asset('other.pdf')
      await relata.asset('first.txt')
      const asset = (await relata.api('GET', `/assets/${body.asset_id}`)).body
      const first = { from: asset.asset_id, to: 'raw/upload/first.txt' }
      const filled = (text: string) => text.replace('KEY:SECRET', `${relata.apiKey}:${relata.apiSecret}`)
      const { node, curl } = snippets(asset, { cloud: relata.cloudName, server: relata.url })
      const other = { from: asset.asset_id, to: 'raw/upload/other.pdf' }
      const related = async (): Promise<string[]> =>
        (await relata.api('GET', `/related?asset=${asset.asset_id}`)).body.related.map(
          ({ asset }: Json) => asset.public_id,
        )

      await relata.api('POST', '/relations', { relations: [first] })
      const set = filled(node.setUp)
      expect(await runNode(`${set}\n${node.read}`, 'related_assets')).toMatchObject([{ public_id: 'first.txt' }])
      await runNode(`${set}\n${node.relate}`, '1')
      expect(await related()).toEqual(['first.txt', 'other.pdf'])
      const url = await runNode(set, node.url)
      expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true)

      await relata.api('DELETE', '/relations', { relations: [other] })
      expect(JSON.parse(await runShell(filled(curl.read))).related_assets).toMatchObject([{ public_id: 'first.txt' }])
      await runShell(filled(curl.relate))
      expect(await related()).toEqual(['first.txt', 'other.pdf'])
      await runShell(`mkdir got && cd got && ${curl.url} && mv * ../file && cd .. && rmdir got`)
      expect((await readFile(join(folder, 'file'))).equals(bytes)).toBe(true)
    },
  )
})
