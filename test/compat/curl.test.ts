import { execFile, execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { png } from './files.ts'
import { cleanEnvironment, download, removeFolder, type Server, startServer, temporaryFolder } from './server.ts'

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version'])
    return true
  } catch {
    return false
  }
}

const reason = hasCurl() ? '' : ' (skipped: there is no curl on this machine)'

describe.skipIf(reason !== '')(`curl${reason}`, () => {
  let server: Server
  let folder: string

  beforeAll(async () => {
    folder = await temporaryFolder()
    server = await startServer()
  })

  afterAll(async () => {
    await server?.stop()
    if (folder) await removeFolder(folder)
  })

  /** A call with the credentials, and what it answers. `path` stands below the cloud. */
  async function curl(path: string, ...args: string[]) {
    const { stdout } = await promisify(execFile)(
      'curl',
      ['-sS', '-u', `${server.key}:${server.secret}`, ...args, `${server.url}/v1_1/${server.cloud}${path}`],
      { cwd: folder, env: { ...cleanEnvironment(), NO_PROXY: '127.0.0.1' } },
    )
    return JSON.parse(stdout)
  }

  const json = (body: string): string[] => ['-H', 'Content-Type: application/json', '-d', body]

  it('uploads, relates, lists and unrelates', async () => {
    const bytes = png(4, 4, 1)
    await writeFile(join(folder, 'dog.png'), bytes)
    await writeFile(join(folder, 'dog.srt'), 'Woof')

    const dog = await curl('/image/upload', '-F', 'file=@dog.png', '-F', 'public_id=pets/dog')
    expect(dog).toMatchObject({ public_id: 'pets/dog', width: 4, bytes: bytes.length })
    expect((await download(dog.secure_url)).bytes.equals(bytes)).toBe(true)
    await curl('/raw/upload', '-F', 'file=@dog.srt', '-F', 'public_id=pets/dog.srt', '-F', 'tags=subtitles')

    expect(
      await curl(
        '/resources/related_assets/image/upload/pets/dog',
        ...json('{"assets_to_relate":["raw/upload/pets/dog.srt"]}'),
      ),
    ).toEqual({
      failed: [],
      success: [{ message: 'success', code: 'success_ids', asset: 'raw/upload/pets/dog.srt', status: 200 }],
    })
    const details = await curl('/resources/raw/upload/pets/dog.srt?related=true')
    expect(details.related_assets).toMatchObject([{ asset_id: dog.asset_id, public_id: 'pets/dog' }])

    // The same by a form, and with `-G` by a query.
    expect(
      (await curl(`/resources/related_assets/${dog.asset_id}`, '-d', 'assets_to_relate[]=raw/upload/pets/dog.srt'))
        .success,
    ).toMatchObject([{ code: 'already_exists_ids' }])
    const listed = await curl('/resources/raw/upload', '-G', '-d', 'prefix=pets/', '--data-urlencode', 'tags=true')
    expect(listed.resources).toMatchObject([{ public_id: 'pets/dog.srt', tags: ['subtitles'] }])

    expect(
      (
        await curl(
          '/resources/related_assets/image/upload/pets/dog',
          '-X',
          'DELETE',
          ...json('{"assets_to_unrelate":["raw/upload/pets/dog.srt"]}'),
        )
      ).success,
    ).toMatchObject([{ code: 'success_ids' }])
    expect((await curl('/resources/raw/upload/pets/dog.srt?related=true')).related_assets).toEqual([])
    expect(await curl('/resources/raw/upload/pets/cat.srt')).toEqual({
      error: { message: 'Resource not found - pets/cat.srt' },
    })
  })

  it('deletes', async () => {
    await writeFile(join(folder, 'cat.txt'), 'Miaow')
    await curl('/raw/upload', '-F', 'file=@cat.txt', '-F', 'public_id=cat')
    expect(await curl('/raw/destroy', '-F', 'public_id=cat')).toEqual({ result: 'ok' })
    expect(await curl('/raw/destroy', '-d', 'public_id=cat')).toEqual({ result: 'not found' })
  })
})
