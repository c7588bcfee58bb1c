import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { png } from './files.ts'
import { basicAuth, call, download, type Server, startServer, upload } from './server.ts'

let server: Server

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  await server?.stop()
})

// biome-ignore lint/suspicious/noExplicitAny: whatever the server answers
type Json = any

/** Sends exactly these bytes and reads the answer. `head` is the request line and the headers without the usual ones. */
function send(head: readonly string[], body: string | Buffer = ''): Promise<{ status: number; body: Json }> {
  const { hostname, port } = new URL(server.url)
  const [requestLine, ...headers] = head
  const lines = [`${requestLine} HTTP/1.1`, `Host: ${hostname}:${port}`, ...headers, 'Connection: close', '', '']
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    const chunks: Buffer[] = []
    socket.on('error', reject)
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('end', () => {
      const answer = Buffer.concat(chunks).toString()
      const at = answer.indexOf('\r\n\r\n')
      resolve({ status: Number(answer.split(' ', 2)[1]), body: JSON.parse(answer.slice(at + 4)) })
    })
    socket.write(Buffer.concat([Buffer.from(lines.join('\r\n')), Buffer.from(body)]))
  })
}

const path = (rest: string): string => `/v1_1/${server.cloud}${rest}`
const auth = (): string => `Authorization: ${basicAuth(server)}`
const withLength = (body: string): string => `Content-Length: ${Buffer.byteLength(body)}`

const idsOf = (assets: readonly { public_id: string }[]): string[] => assets.map(({ public_id }) => public_id)

async function put(publicId: string, params: Readonly<Record<string, string>> = {}): Promise<Json> {
  const { status, body } = await upload(server, 'image', png(2, 2, publicId.length), { public_id: publicId, ...params })
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

async function relatedOf(publicId: string): Promise<string[]> {
  const { body } = await call(server, 'GET', `/resources/image/upload/${encodeURIComponent(publicId)}?related=true`)
  return idsOf(body.related_assets)
}

/** What the tests below relate: new for each of them, and without relations. */
beforeEach(async () => {
  await call(server, 'DELETE', '/resources/image/upload', { all: true })
  for (const name of ['a', 'b', 'folder/dog café']) await put(name, { tags: 'pets,t a', context: `name=${name}` })
})

describe('Ruby', () => {
  // `Base64.urlsafe_encode64`, and parameters in a JSON body with GET.
  const rubyAuth = (): string =>
    `Authorization: Basic ${Buffer.from(`${server.key}:${server.secret}`).toString('base64').replaceAll('+', '-').replaceAll('/', '_')}`

  const get = (rest: string, body: string) =>
    send(
      [
        `GET ${path(rest)}`,
        'User-Agent: CloudinaryRuby/2.4.5 (Ruby 3.3.0)',
        rubyAuth(),
        'Content-Type: application/json',
        'Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3',
        'Accept: */*',
        withLength(body),
      ],
      body,
    )

  it('lists with a JSON body', async () => {
    const listed = await get(
      '/resources/image/upload',
      '{"prefix":"folder/","max_results":2,"tags":true,"context":true}',
    )
    expect(listed.status).toBe(200)
    expect(listed.body.resources).toMatchObject([
      { public_id: 'folder/dog café', tags: ['pets', 't a'], context: { custom: { name: 'folder/dog café' } } },
    ])
    const byIds = await get('/resources/image/upload', '{"public_ids":["a","b"],"tags":true}')
    expect(idsOf(byIds.body.resources)).toEqual(['a', 'b'])
    const tagged = await get('/resources/image/tags/t%20a', '{"direction":"asc","max_results":2}')
    expect(idsOf(tagged.body.resources)).toEqual(['a', 'b'])
  })

  it('gets details with an empty JSON body, or one of flags', async () => {
    expect(await get('/resources/image/upload/a', '{}')).toMatchObject({ status: 200, body: { public_id: 'a' } })
    const details = await get('/resources/image/upload/a', '{"related":true,"colors":false,"max_results":null}')
    expect(details).toMatchObject({ status: 200, body: { related_assets: [] } })
  })
})

describe('PHP', () => {
  const headers = () => ['User-Agent: CloudinaryPHP/3.1.2 (PHP 8.3.1)', auth()]

  it('says true as 1, and numbers lists', async () => {
    const details = await send([`GET ${path('/resources/image/upload/a?related=1')}`, ...headers()])
    expect(details).toMatchObject({ status: 200, body: { public_id: 'a', related_assets: [] } })
    for (const query of [
      'public_ids[0]=a&public_ids[1]=b',
      'public_ids%5B0%5D=a&public_ids%5B1%5D=b',
      'public_ids%5B%5D=a&public_ids%5B%5D=b',
    ]) {
      const listed = await send([`GET ${path(`/resources/image/upload?tags=1&${query}`)}`, ...headers()])
      expect(idsOf(listed.body.resources), query).toEqual(['a', 'b'])
      expect(listed.body.resources[0].tags).toEqual(['pets', 't a'])
    }
  })

  it('relates with raw slashes', async () => {
    const body = '{"assets_to_relate":["image\\/upload\\/a"]}'
    const answer = await send(
      [
        `POST ${path('/resources/related_assets/image/upload/folder/dog%20caf%C3%A9')}`,
        ...headers(),
        'Content-Type: application/json',
        withLength(body),
      ],
      body,
    )
    expect(answer).toMatchObject({ status: 200, body: { success: [{ asset: 'image/upload/a' }] } })
    expect(await relatedOf('a')).toEqual(['folder/dog café'])
  })
})

describe('Python', () => {
  const headers = () => [
    'Accept-Encoding: identity',
    'User-Agent: CloudinaryPython/1.46.0 (Python 3.12.1)',
    auth().replace('Authorization', 'authorization'),
    'Content-Type: application/json',
  ]

  it('writes JSON with spaces and escapes', async () => {
    const body = '{"assets_to_relate": ["image/upload/folder/dog caf\\u00e9", "image/upload/b"]}'
    const rest = '/resources/related_assets/image/upload/a'
    const answer = await send([`POST ${path(rest)}`, ...headers(), withLength(body)], body)
    expect(answer.body).toMatchObject({ failed: [], success: [{ status: 200 }, { asset: 'image/upload/b' }] })
    const unrelate = '{"assets_to_unrelate": ["image/upload/b"]}'
    const removed = await send([`DELETE ${path(rest)}`, ...headers(), withLength(unrelate)], unrelate)
    expect(removed.body.success).toMatchObject([{ code: 'success_ids', asset: 'image/upload/b' }])
    expect(await relatedOf('a')).toEqual(['folder/dog café'])
  })

  it('gets with a JSON content type and no body', async () => {
    const details = await send([
      `GET ${path('/resources/image/upload/folder/dog%20caf%C3%A9?related=true')}`,
      ...headers(),
    ])
    expect(details).toMatchObject({ status: 200, body: { public_id: 'folder/dog café', related_assets: [] } })
    const listed = await send([`GET ${path('/resources/image?max_results=5&fields=tags%2Ccontext')}`, ...headers()])
    expect(listed.status).toBe(200)
    expect(listed.body.resources).toHaveLength(3)
    expect((await send([`GET ${path('/ping')}`, ...headers()])).body).toEqual({ status: 'ok' })
  })

  it('deletes derived files alone with keep_original, sparing originals', async () => {
    const remove = async (body: string) =>
      send([`DELETE ${path('/resources/image/upload')}`, ...headers(), withLength(body)], body)
    const kept = await remove('{"transformations": null, "keep_original": true, "public_ids": ["a", "b"]}')
    expect(kept).toMatchObject({ status: 200, body: { partial: false } })
    expect((await call(server, 'GET', '/resources/image/upload')).body.resources).toHaveLength(3)
    const gone = await remove('{"transformations": null, "keep_original": false, "public_ids": ["a"]}')
    expect(gone.body.deleted).toEqual({ a: 'deleted' })
    expect((await call(server, 'GET', '/resources/image/upload')).body.resources).toHaveLength(2)
  })

  it('updates by JSON', async () => {
    const body = '{"tags": "x,y", "context": "k=v|l=w"}'
    const answer = await send([`POST ${path('/resources/image/upload/a')}`, ...headers(), withLength(body)], body)
    expect(answer.body).toMatchObject({ tags: ['x', 'y'], context: { custom: { k: 'v', l: 'w' } } })
  })

  it('signs a rename with overwrite=1, in a form of multipart', async () => {
    const timestamp = Math.floor(Date.now() / 1000)
    const params = { from_public_id: 'a', overwrite: '1', timestamp: String(timestamp), to_public_id: 'b' }
    const toSign = Object.entries(params)
      .map(([name, value]) => `${name}=${value}`)
      .join('&')
    const signature = createHash('sha1')
      .update(toSign + server.secret)
      .digest('hex')
    const boundary = '1f2e3d4c5b6a79880011223344556677'
    const body = [
      ...Object.entries({ ...params, signature, api_key: server.key }).map(
        ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      ),
      `--${boundary}--\r\n`,
    ].join('')
    const answer = await send(
      [
        `POST ${path('/image/rename')}`,
        'User-Agent: CloudinaryPython/1.46.0 (Python 3.12.1)',
        `Content-Type: multipart/form-data; boundary=${boundary}`,
        withLength(body),
      ],
      body,
    )
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200, body: { public_id: 'b' } })
  })
})

describe('Go', () => {
  const post = (rest: string, body: string) =>
    send(
      [
        `POST ${path(rest)}`,
        'User-Agent: CloudinaryGo/2.15.0 (Go 1.22)',
        withLength(body),
        auth(),
        'Content-Type: application/json; charset=utf-8',
        'Accept-Encoding: gzip',
      ],
      body,
    )

  it('relates with raw slashes and a charset', async () => {
    const answer = await post('/resources/related_assets/image/upload/a', '{"assets_to_relate":["image/upload/b"]}')
    expect(answer).toMatchObject({ status: 200, body: { failed: [], success: [{ asset: 'image/upload/b' }] } })
  })

  it('sends a nil slice as null, which is refused by its name', async () => {
    const answer = await post('/resources/related_assets/image/upload/a', '{"assets_to_relate":null}')
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('assets_to_relate') } },
    })
  })
})

describe('.NET', () => {
  it('sends raw slashes and lower-case escapes, and lists as public IDs', async () => {
    const body = '{"assets_to_relate":["image/upload/a","image/upload/none"]}'
    const answer = await send(
      [
        `POST ${path('/resources/related_assets/image/upload/folder/dog%20caf%c3%a9')}`,
        auth(),
        'User-Agent: CloudinaryDotNet/1.29.3 (.NET 8.0.1)',
        'Content-Type: application/json; charset=utf-8',
        withLength(body),
      ],
      body,
    )
    expect(answer).toMatchObject({
      status: 200,
      body: {
        failed: [
          { message: 'resource does not exist', code: 'non_existing_ids', asset: 'image/upload/none', status: 404 },
        ],
        success: [{ message: 'success', code: 'success_ids', asset: 'image/upload/a', status: 200 }],
      },
    })
  })

  it('deletes with a body in chunks', async () => {
    await call(server, 'POST', '/resources/related_assets/image/upload/a', { assets_to_relate: ['image/upload/b'] })
    const body = '{"assets_to_unrelate":["image/upload/b"]}'
    const answer = await send(
      [
        `DELETE ${path('/resources/related_assets/image/upload/a')}`,
        auth(),
        'Transfer-Encoding: chunked',
        'Content-Type: application/json; charset=utf-8',
      ],
      `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    )
    expect(answer).toMatchObject({ status: 200, body: { failed: [], success: [{ asset: 'image/upload/b' }] } })
  })
})

describe('npm', () => {
  const form = ['Content-Type: application/x-www-form-urlencoded', 'User-Agent: CloudinaryNodeJS/2.11.0 (Node 24.0.0)']

  it('encodes whole sub-paths', async () => {
    const body = 'public_ids%5B%5D=a&keep_original=true&transformations=c_scale%2Cw_1'
    const kept = await send([`DELETE ${path('/resources%2Fimage%2Fupload')}`, auth(), ...form, withLength(body)], body)
    expect(kept.status).toBe(200)
    expect((await call(server, 'GET', '/resources/image/upload/a')).status).toBe(200)
    const all = 'public_ids%5B%5D=a'
    const gone = await send([`DELETE ${path('/resources%2Fimage%2Fupload')}`, auth(), ...form, withLength(all)], all)
    expect(gone.body.deleted).toEqual({ a: 'deleted' })
  })

  it('encodes slashes of public IDs', async () => {
    const body = '{"assets_to_relate":["image/upload/a"]}'
    const answer = await send(
      [
        `POST ${path('/resources/related_assets/image/upload/folder%2Fdog%20caf%C3%A9')}`,
        auth(),
        'Content-Type: application/json',
        withLength(body),
      ],
      body,
    )
    expect(answer).toMatchObject({ status: 200, body: { success: [{ asset: 'image/upload/a' }] } })
    expect(await relatedOf('folder/dog café')).toEqual(['a'])
  })

  it('relates by a form of repeated keys, as before 2.6', async () => {
    const body = 'assets_to_relate=image%2Fupload%2Fa&assets_to_relate=image%2Fupload%2Ffolder%2Fdog%20caf%C3%A9'
    const answer = await send(
      [`POST ${path('/resources/related_assets/image/upload/b')}`, auth(), ...form, withLength(body)],
      body,
    )
    expect(answer.body.success).toMatchObject([{ asset: 'image/upload/a' }, { asset: 'image/upload/folder/dog café' }])
    expect(await relatedOf('b')).toEqual(['a', 'folder/dog café'])
  })

  it('deletes by tag with Content-Length: 0', async () => {
    const answer = await send([`DELETE ${path('/resources/image/tags/t%20a')}`, auth(), ...form, 'Content-Length: 0'])
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.body.deleted).sort()).toEqual(['a', 'b', 'folder/dog café'])
  })

  it('repeats fields', async () => {
    const answer = await send([
      `GET ${path('/resources/image?max_results=5&fields=tags&fields=context')}`,
      auth(),
      ...form,
    ])
    expect(answer.status).toBe(200)
    expect(answer.body.resources).toHaveLength(3)
  })

  it('uploads in chunks of a multipart body without a line break at the end', async () => {
    const timestamp = Math.floor(Date.now() / 1000)
    const signature = createHash('sha1')
      .update(`public_id=shape&tags=x,y&timestamp=${timestamp}${server.secret}`)
      .digest('hex')
    const boundary = '-----------------------------1795463482'
    const bytes = png(5, 5, 3)
    const fields = { public_id: 'shape', 'tags[]': 'x', timestamp: String(timestamp), signature, api_key: server.key }
    const field = (name: string, value: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const parts = [
      ...Object.entries(fields).map(([name, value]) => Buffer.from(field(name, value))),
      Buffer.from(field('tags[]', 'y')),
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="dög.png"\r\nContent-Type: application/octet-stream\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${boundary}--`),
    ]
    const chunks = parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')])
    const answer = await send(
      [
        `POST ${path('/image/upload')}`,
        `Content-Type: multipart/form-data; boundary=${boundary}`,
        'User-Agent: CloudinaryNodeJS/2.11.0 (Node 24.0.0)',
        'Transfer-Encoding: chunked',
      ],
      Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]),
    )
    expect(answer, JSON.stringify(answer.body)).toMatchObject({
      status: 200,
      body: { public_id: 'shape', tags: ['x', 'y'], original_filename: 'dög', bytes: bytes.length },
    })
    expect((await download(answer.body.secure_url)).bytes.equals(bytes)).toBe(true)
  })
})

describe('@cloudinary/asset-management', () => {
  it('signs relation calls in the JSON body, by SHA-256', async () => {
    const timestamp = Math.floor(Date.now() / 1000)
    const items = ['image/upload/b', 'image/upload/folder/dog café']
    const signature = createHash('sha256')
      .update(`assets_to_relate=${items.join(',')}&timestamp=${timestamp}${server.secret}`)
      .digest('hex')
    const signed = (signature: string) =>
      JSON.stringify({ assets_to_relate: items, timestamp, api_key: server.key, signature })
    const post = (body: string) =>
      send(
        [
          `POST ${path('/resources/related_assets/image/upload/a')}`,
          'Content-Type: application/json',
          withLength(body),
        ],
        body,
      )
    expect(await post(signed(signature.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))))).toMatchObject({
      status: 401,
      body: { error: { message: expect.stringContaining('Invalid Signature') } },
    })
    expect(await relatedOf('a')).toEqual([])
    expect(await post(signed(signature))).toMatchObject({ status: 200, body: { failed: [] } })
    expect(await relatedOf('a')).toEqual(['b', 'folder/dog café'])
  })
})
