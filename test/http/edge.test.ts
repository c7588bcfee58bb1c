import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../src/http/cloudinary/operations.ts'
import { basic, form, type Reply, rawRequest, reply, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
  await relata.asset('folder/dog')
  await relata.asset('cat', { tags: 'animal' })
})
afterAll(() => relata.stop())

const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }

const send = (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Uint8Array,
): Promise<Reply> =>
  rawRequest(relata.url, method, `/v1_1/${relata.cloudName}${path}`, { authorization: basic(relata), ...headers }, body)

describe('bodies of nobody known', () => {
  const unsigned = (path: string, headers: Record<string, string>, body: string) =>
    rawRequest(relata.url, 'POST', `/v1_1/${relata.cloudName}${path}`, headers, body)

  it.each([
    ['one name', 'a&'.repeat(60_000)],
    ['more than a few', 'a&'.repeat(480_000)],
    ['a list', Array.from({ length: 60_000 }, (_, i) => `a[${i}]=`).join('&')],
  ])('of more parameters than any operation takes are refused: %s', async (_, body) => {
    const answer = await unsigned('/resources/raw/upload/x', FORM_TYPE, body)
    expect([answer.status, answer.headers.get('x-relata-code')]).toEqual([400, 'too_large'])
    expect(answer.body.error.message).toContain('5000')
  })

  it('of more text than a data URI may have are refused', async () => {
    const field = `--b\r\ncontent-disposition: form-data; name="x"\r\n\r\n${'x'.repeat(30_000_000)}\r\n`
    const body = `${field.repeat(3)}--b--\r\n`
    const answer = await unsigned('/raw/upload', { 'content-type': 'multipart/form-data; boundary=b' }, body)
    expect([answer.status, answer.headers.get('x-relata-code')]).toEqual([400, 'too_large'])
  })

  it('past the limit are told in a status that SDKs read, or that there is no such operation', async () => {
    const body = JSON.stringify({ x: 'x'.repeat(2_000_000) })
    for (const [path, status, code] of [
      ['/image/destroy', 400, 'too_large'],
      ['/image/nothing', 404, 'not_found'],
    ] as const) {
      const answer = await unsigned(path, JSON_TYPE, body)
      expect([answer.status, answer.headers.get('x-relata-code')]).toEqual([status, code])
    }
  })
})

it('reads long texts of slashes and blanks in no time to speak of', async () => {
  const folder = `x${'/'.repeat(400_000)}x`
  const answer = await send('POST', '/resources/raw/upload/cat', JSON_TYPE, JSON.stringify({ asset_folder: folder }))
  expect(answer.status).toBe(400)
  const file = `data:;base64,${' '.repeat(400_000)}!`
  const upload = await send('POST', '/raw/upload', JSON_TYPE, JSON.stringify({ file }))
  expect([upload.status, upload.body.error.message]).toEqual([400, expect.stringContaining('base64')])
})

it('delivers by the address that it was reached at where the client names none', async () => {
  const { hostname, port } = new URL(relata.url)
  const text = await new Promise<string>((resolve, reject) => {
    let received = ''
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `GET /v1_1/${relata.cloudName}/resources/raw/upload/cat HTTP/1.0\r\nauthorization: ${basic(relata)}\r\n\r\n`,
      ),
    )
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('end', () => resolve(received))
    socket.on('error', reject)
  })
  expect(text).toContain(`"url":"${relata.url}/`)
})

describe('paths', () => {
  it.each([
    '/resources/raw/upload/folder/dog',
    '/resources/raw/upload/folder%2Fdog',
    '/resources/raw/upload/f%6Flder%2fdog',
    '/resources%2Fraw%2Fupload%2Ffolder%2Fdog',
  ])('names one asset by %s', async (path) => {
    const { status, body } = await send('GET', path)
    expect([status, body.public_id]).toEqual([200, 'folder/dog'])
  })

  it('take a whole sub-path percent-encoded with a body on DELETE', async () => {
    await relata.asset('gone')
    const { status, body } = await send(
      'DELETE',
      '/resources%2Fraw%2Fupload',
      JSON_TYPE,
      JSON.stringify({ public_ids: ['gone'] }),
    )
    expect([status, body]).toEqual([200, { deleted: { gone: 'deleted' }, partial: false }])
  })

  it('keep a public ID of other scripts apart from its encoding', async () => {
    await relata.asset('ñandú/犬 1')
    const { body } = await send('GET', `/resources/raw/upload/${encodeURIComponent('ñandú/犬 1')}`)
    expect(body.public_id).toBe('ñandú/犬 1')
  })

  it.each(['/resources/raw/upload/%', '/resources/raw/upload/%zz', '/resources/raw/upload/%ff', '/%E0%A4%A/ping'])(
    'that are not valid are refused: %s',
    async (path) => {
      const { status, headers, body } = await send('GET', path)
      expect([status, headers.get('x-relata-code')]).toEqual([400, 'invalid'])
      expect(body.error.message).toContain('percent-encoded')
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/)
    },
  )

  it.each(['%3F', '%23', '%25', '%2520', '%3C', '%5C', '%00', '..', '.', '%2e%2e', ''])(
    'with a public ID that has %s are refused',
    async (part) => {
      for (const method of ['GET', 'POST']) {
        const { status, body } = await send(method, `/resources/raw/upload/folder/${part}/dog`)
        expect([status, body.error.message.slice(0, 17)]).toEqual([400, 'Invalid public_id'])
      }
    },
  )

  it.each([
    ['GET', '/nothing'],
    ['GET', ''],
    ['PATCH', '/resources/raw/upload/cat'],
    ['PUT', '/resources/raw/upload/cat'],
    ['OPTIONS', '/ping'],
    ['HEAD', '/resources/raw/upload/cat'],
    ['DELETE', '/resources/raw/upload/cat/x'],
    ['GET', '/resources/zz'],
  ])('that are no operation are told: %s %s', async (method, path) => {
    const { status, headers } = await send(method, path)
    expect([400, 404]).toContain(status)
    expect(headers.get('x-relata-code')).toMatch(/^(not_found|invalid)$/)
    expect(headers.get('x-cld-error')).toBeTruthy()
  })

  it('refuses a resource type and a delivery type that there are not, and lists those there are', async () => {
    const type = await send('GET', '/resources/raw/fetch')
    expect([type.status, type.body.error.message]).toEqual([
      400,
      'Invalid value for type - "fetch". Must be one of: upload, private, authenticated',
    ])
    expect((await send('GET', '/resources/sound/upload/x')).body.error.message).toContain('image, video, raw')
  })
})

describe('bodies', () => {
  it('may come with GET, as JSON or as a form', async () => {
    const json = await send('GET', '/resources/raw', JSON_TYPE, '{"max_results":1}')
    expect(json.body.resources).toHaveLength(1)
    const asForm = await send('GET', '/resources/raw', FORM_TYPE, 'max_results=1')
    expect(asForm.body.resources).toHaveLength(1)
  })

  it.each(['GET', 'DELETE', 'POST'])('may be empty where a JSON type is said, on %s', async (method) => {
    const path = method === 'GET' ? '/ping' : '/resources/raw/upload'
    const { status, body } = await send(method, path, JSON_TYPE)
    if (method === 'GET') expect(body).toEqual({ status: 'ok' })
    else expect([400, 404]).toContain(status)
    expect((await send('GET', '/ping', { ...JSON_TYPE, 'content-length': '0' })).status).toBe(200)
  })

  it.each([
    ['repeated', 'public_ids=cat&public_ids=folder/dog'],
    ['bracketed', 'public_ids[]=cat&public_ids[]=folder/dog'],
    ['bracketed, percent-encoded', 'public_ids%5B%5D=cat&public_ids%5B%5D=folder%2Fdog'],
    ['numbered', 'public_ids[0]=cat&public_ids[1]=folder/dog'],
  ])('of a form have %s keys for a list, and so has a query', async (_, text) => {
    const asBody = await send('GET', '/resources/raw/upload', FORM_TYPE, text)
    expect(asBody.body.resources).toHaveLength(2)
    const asQuery = await send('GET', `/resources/raw/upload?${text}`)
    expect(asQuery.body.resources).toHaveLength(2)
  })

  it('of a form relate assets', async () => {
    const path = '/resources/related_assets/raw/upload/cat'
    const related = await send('POST', path, FORM_TYPE, 'assets_to_relate=raw/upload/folder/dog')
    expect(related.body.success).toHaveLength(1)
    const text = 'assets_to_unrelate[]=raw/upload/folder/dog&assets_to_unrelate[]=dog'
    const gone = await send('DELETE', path, FORM_TYPE, text)
    expect([gone.body.success.length, gone.body.failed.length]).toEqual([1, 1])
  })

  it('on DELETE may be left out where the query has it all', async () => {
    await relata.asset('gone')
    const { body } = await send('DELETE', '/resources/raw/upload?public_ids[]=gone')
    expect(body.deleted).toEqual({ gone: 'deleted' })
  })

  it('that are too large are told by a status that SDKs read', async () => {
    const body = JSON.stringify({ assets_to_relate: ['x'.repeat(10 * 1024 * 1024)] })
    const { status, headers } = await send('POST', '/resources/related_assets/raw/upload/cat', JSON_TYPE, body)
    expect([status, headers.get('x-relata-code')]).toEqual([400, 'too_large'])
  })

  const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth)

  it.each([
    ['assets_to_relate', deep('[', ']', 100_000)],
    ['public_id', deep('[', ']', 400_000)],
    ['context', `{"k":${deep('[', ']', 100_000)}}`],
    ['unknown', deep('[', ']', 100_000)],
    ['signature', deep('[', ']', 100_000)],
  ])('that are deeply nested are refused: %s', async (name, value) => {
    for (const path of ['/resources/related_assets/raw/upload/cat', '/resources/raw/upload/cat', '/raw/destroy']) {
      const { status, headers } = await send('POST', path, JSON_TYPE, `{"${name}":${value}}`)
      expect([status, headers.get('x-relata-code')]).toEqual([400, 'invalid'])
    }
  })

  it.each([
    '{"__proto__":{"x":1}}',
    '{"constructor":{"prototype":{"x":1}}}',
    '{"a":{"__proto__":{"max_results":1}}}',
    '[]',
    '[{"a":1}]',
    '"text"',
    '7',
    'null7',
    '{',
    '{"a":1}}',
    'a=1',
    '\ufeff{',
  ])('in JSON are refused: %s', async (text) => {
    const { status, headers } = await send('POST', '/resources/raw/upload/cat', JSON_TYPE, text)
    expect([status, headers.get('x-relata-code')]).toEqual([400, 'invalid'])
  })

  it.each([
    '__proto__=x',
    'constructor=x',
    '__proto__[]=x',
    'toString=x',
    'prototype[a]=x',
    '[]=x',
    '=',
    '&&',
    '%zz=1',
  ])('of a form change nothing but what they say: %s', async (text) => {
    for (const answer of [
      await send('POST', '/resources/raw/upload/cat', FORM_TYPE, text),
      await send('GET', `/resources/raw/upload/cat?${text}`),
    ]) {
      expect([200, 400]).toContain(answer.status)
    }
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])(
    'in multipart with a field %s do no harm',
    async (name) => {
      const response = await fetch(`${relata.url}/v1_1/${relata.cloudName}/raw/upload`, {
        method: 'POST',
        headers: { authorization: basic(relata) },
        body: form({ [name]: 'x', public_id: 'proto', file: 'data:,x' }),
      })
      expect([200, 400]).toContain((await reply(response)).status)
    },
  )

  it('keep a context whose keys are words of the language', async () => {
    const { body } = await send('POST', '/resources/raw/upload/cat', FORM_TYPE, 'context=toString=a|__proto__=b')
    expect(Object.entries(body.context.custom)).toEqual([
      ['toString', 'a'],
      ['__proto__', 'b'],
    ])
    const json = await send('POST', '/resources/raw/upload/cat', JSON_TYPE, '{"context":{"a":{"toString":1},"b":2}}')
    expect(json.body.context.custom).toEqual({ a: '{"toString":1}', b: '2' })
  })

  it.each([
    ['{"tags": [}', "The body is not valid JSON: Unexpected token '}'"],
    ['{"tags": "a"', 'The body is not valid JSON: Expected'],
    ['{"context": {"__proto__": {"a": 1}}}', 'A name in the body is not allowed'],
  ])('that are refused say why: %s', async (text, message) => {
    const { status, body } = await send('POST', '/resources/raw/upload/cat', JSON_TYPE, text)
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)])
  })

  it.each(['text/plain', 'application/xml', 'nonsense', 'application/json-patch+json'])(
    'of the type %s are refused',
    async (type) => {
      const { status, body } = await send('POST', '/raw/destroy', { 'content-type': type }, 'x')
      expect([status, body.error.message]).toEqual([
        400,
        'Unsupported content type: send JSON, a form, or multipart/form-data',
      ])
    },
  )
})

describe('headers', () => {
  it('name each request anew', async () => {
    const [a, b] = [await send('GET', '/ping'), await send('GET', '/ping', { 'x-request-id': 'mine' })]
    expect(a.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/)
    expect(b.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/)
    expect(a.headers.get('x-request-id')).not.toBe(b.headers.get('x-request-id'))
  })

  it('tell the rate limit on the Admin API alone, errors included', async () => {
    for (const { headers } of [await send('GET', '/ping'), await send('GET', '/resources/raw/upload/none')]) {
      const [limit, remaining] = ['limit', 'remaining'].map((name) => Number(headers.get(`x-featureratelimit-${name}`)))
      expect(limit).toBeGreaterThan(0)
      expect(remaining).toBeGreaterThan(0)
      expect(Date.parse(headers.get('x-featureratelimit-reset')!)).toBeGreaterThan(Date.now())
    }
    const { headers } = await send('POST', '/raw/destroy', FORM_TYPE, 'public_id=none')
    expect(headers.has('x-featureratelimit-limit')).toBe(false)
  })

  it('keep caches from what was for one caller', async () => {
    for (const path of ['/ping', '/resources/raw/upload/cat', '/nothing']) {
      expect((await send('GET', path)).headers.get('cache-control')).toContain('no-store')
    }
  })

  it('tell the error in one line of ASCII', async () => {
    const { status, headers, body } = await send('GET', `/resources/raw/upload/${encodeURIComponent('ñ')}`)
    expect([status, body.error.message]).toEqual([404, 'Resource not found - ñ'])
    expect(headers.get('x-cld-error')).toBe('Resource not found - ?')
    expect(headers.get('x-relata-code')).toBe('not_found')
    expect(headers.get('cache-control')).toBe('no-store')
    const long = await send('GET', `/resources/raw/upload?prefix=${'x'.repeat(3000)}&max_results=x`)
    expect(long.status).toBe(400)
  })

  it('name the parameters that had no effect', async () => {
    const { headers } = await send('GET', `/ping?moderation=manual&${encodeURIComponent('größe\r\nx')}=1&timestamp=1`)
    expect(headers.get('x-relata-ignored')).toBe('moderation, gr??e??x')
    expect((await send('GET', '/ping')).headers.has('x-relata-ignored')).toBe(false)
  })
})

describe('whatever is sent', () => {
  const names = [...new Set(OPERATIONS.flatMap(({ input }) => Object.keys(input.properties))), 'signature', 'api_key']
  const word = fc.oneof(
    fc.constantFrom(
      'image',
      'video',
      'raw',
      'auto',
      'upload',
      'private',
      'cat',
      'folder/dog',
      'related_assets',
      'tags',
    ),
    fc.constantFrom('..', '%', '%2F', '%00', '', 'a'.repeat(300), '0'.repeat(32), '__proto__', 'constructor'),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  )
  const value = fc.oneof(
    word,
    fc.array(word, { maxLength: 12 }),
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom({ toString: 1 }, { valueOf: null }, [null], '\ud800', '\0', 1e21, -1, 'data:,x', 'k=v|x', '\\'),
  )
  const body = fc.dictionary(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...names) }, fc.string()), value, {
    maxKeys: 6,
  })
  const asForm = (params: Record<string, unknown>) =>
    new URLSearchParams(
      Object.entries(params).map(([name, item]): [string, string] => [name, JSON.stringify(item) ?? '']),
    ).toString()

  it('is never answered by 500', async () => {
    const target = fc.constantFrom(
      ...OPERATIONS.flatMap(({ method, paths }) => paths.map((path) => ({ method, path }))),
    )
    await fc.assert(
      fc.asyncProperty(
        target,
        fc.array(word, { minLength: 6, maxLength: 6 }),
        body,
        fc.constantFrom('json', 'form', 'query', 'multipart', 'garbage'),
        async ({ method, path }, words, params, how) => {
          const next = words.values()
          const filled = path.replace(/\{\w+\+?\}/g, () =>
            encodeURIComponent((next.next().value ?? 'x').toWellFormed()),
          )
          const text = how === 'json' ? JSON.stringify(params) : asForm(params)
          const answer =
            how === 'query'
              ? await send(method, `${filled}?${text}`)
              : how === 'multipart'
                ? await send(
                    method,
                    filled,
                    { 'content-type': 'multipart/form-data; boundary=b' },
                    `${Object.entries(params)
                      .map(
                        ([name, item]) =>
                          `--b\r\ncontent-disposition: form-data; name="${encodeURIComponent(name.toWellFormed())}"\r\n\r\n${JSON.stringify(item)}\r\n`,
                      )
                      .join('')}--b--\r\n`,
                  )
                : await send(
                    method,
                    filled,
                    { json: JSON_TYPE, form: FORM_TYPE, garbage: JSON_TYPE }[how as 'json' | 'form' | 'garbage'],
                    how === 'garbage' ? text.slice(1) : text,
                  )
          expect(answer.status, answer.text).toBeLessThan(500)
          if (answer.status >= 400) expect(answer.headers.get('x-relata-code')).toBeTruthy()
        },
      ),
      { numRuns: 2500, interruptAfterTimeLimit: 8000, markInterruptAsFailure: false },
    )
  })
})
