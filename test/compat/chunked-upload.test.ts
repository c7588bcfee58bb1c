import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { UploadApiErrorResponse, UploadApiOptions, UploadApiResponse, v2 } from 'cloudinary'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basicAuth, download, removeFolder, type Server, startServer, temporaryFolder } from './server.ts'

/** The SDK's least size of a chunk; the file is two of them and a bit. */
const CHUNK_BYTES = 5 * 1024 * 1024
const FILE = randomBytes(2 * CHUNK_BYTES + 12_345)
const ETAG = createHash('md5').update(FILE).digest('hex')

let server: Server
let folder: string
let path: string
let cloudinary: typeof v2

beforeAll(async () => {
  folder = await temporaryFolder()
  path = join(folder, 'large file.bin')
  await writeFile(path, FILE)
  server = await startServer()
  // The SDK chooses between http and https by this variable, once, when it is loaded.
  process.env.CLOUDINARY_URL = server.cloudinaryUrl
  cloudinary = (await import('cloudinary')).v2
})
afterAll(async () => {
  await server?.stop()
  if (folder) await removeFolder(folder)
})

type Callback = (error: UploadApiErrorResponse | undefined, result?: UploadApiResponse) => void

/** The answer that an SDK's callback gets in the end. */
const answerOf = (begin: (callback: Callback) => unknown): Promise<UploadApiResponse> =>
  new Promise((resolve, reject) => {
    begin((error, result) => (result ? resolve(result) : reject(error)))
  })

async function expectWhole(answer: UploadApiResponse): Promise<void> {
  expect(answer).toMatchObject({ bytes: FILE.length, etag: ETAG, resource_type: 'raw' })
  expect((await download(answer.secure_url)).bytes.equals(FILE)).toBe(true)
}

describe('the Node SDK uploads a large file in chunks', () => {
  const options: UploadApiOptions = { resource_type: 'raw', chunk_size: CHUNK_BYTES, tags: ['large'] }

  it('by upload_large', async () => {
    const answer = await answerOf((callback) =>
      cloudinary.uploader.upload_large(path, { ...options, public_id: 'upload_large' }, callback),
    )
    expect(answer).toMatchObject({ public_id: 'upload_large', tags: ['large'], original_filename: 'large file' })
    await expectWhole(answer)
  })

  it('by upload_chunked', async () => {
    const answer = await answerOf((callback) =>
      cloudinary.uploader.upload_chunked(path, { ...options, public_id: 'upload_chunked' }, callback),
    )
    await expectWhole(answer)
  })

  it('by upload_chunked_stream', async () => {
    const answer = await answerOf((callback) =>
      createReadStream(path).pipe(
        cloudinary.uploader.upload_chunked_stream({ ...options, public_id: 'upload_chunked_stream' }, callback),
      ),
    )
    await expectWhole(answer)
  })

  it('in one chunk, where that is large enough', async () => {
    const answer = await answerOf((callback) =>
      cloudinary.uploader.upload_large(path, { ...options, chunk_size: 20_000_000 }, callback),
    )
    await expectWhole(answer)
  })

  it('by upload_stream, at once', async () => {
    const answer = await answerOf((callback) =>
      createReadStream(path).pipe(cloudinary.uploader.upload_stream({ resource_type: 'raw' }, callback)),
    )
    await expectWhole(answer)
  })

  it('and reads why it was refused', async () => {
    const refused = answerOf((callback) =>
      cloudinary.uploader.upload_large(path, { ...options, resource_type: 'image' }, callback),
    )
    await expect(refused).rejects.toMatchObject({ http_code: 400, message: /^Invalid image file/ })
  })
})

it('a file in chunks goes on after the server was killed', async () => {
  const dataFolder = await temporaryFolder()
  try {
    const send = async (to: Server, start: number, end: number) => {
      const form = new FormData()
      form.set('public_id', 'killed')
      form.set('file', new Blob([FILE.subarray(start, end)]), 'part')
      const response = await fetch(`${to.url}/v1_1/${to.cloud}/raw/upload`, {
        method: 'POST',
        headers: {
          authorization: basicAuth(to),
          'content-range': `bytes ${start}-${end - 1}/${FILE.length}`,
          'x-unique-upload-id': 'killed',
          connection: 'close',
        },
        body: form,
      })
      return (await response.json()) as UploadApiResponse
    }
    const first = await startServer({ dataFolder })
    expect(await send(first, 0, CHUNK_BYTES)).toMatchObject({ done: false, bytes: CHUNK_BYTES })
    expect(await send(first, 2 * CHUNK_BYTES, FILE.length)).toMatchObject({ done: false })
    await first.kill()
    const second = await startServer({ dataFolder })
    await expectWhole(await send(second, CHUNK_BYTES, 2 * CHUNK_BYTES))
    await second.stop()
  } finally {
    await removeFolder(dataFolder)
  }
})
