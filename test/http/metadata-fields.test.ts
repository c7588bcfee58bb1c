import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata

beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

const COLOURS = { values: ['red', 'green', 'blue'].map((id) => ({ external_id: id, value: id.toUpperCase() })) }

async function field(body: Json): Promise<Json> {
  const { status, body: made } = await relata.admin('POST', '/metadata_fields', { label: body.external_id, ...body })
  expect([status, made]).toEqual([200, expect.anything()])
  return made
}

async function refusal(method: string, path: string, body?: Json): Promise<[number, string]> {
  const { status, body: answer } = await relata.admin(method, path, body)
  return [status, answer.error?.message]
}

const details = async (publicId: string) => (await relata.admin('GET', `/resources/raw/upload/${publicId}`)).body

afterEach(async () => {
  const { body } = await relata.admin('GET', '/metadata_fields')
  for (const { external_id } of body.metadata_fields) await relata.admin('DELETE', `/metadata_fields/${external_id}`)
  await relata.admin('DELETE', '/resources/raw/upload', { all: true })
})

describe('a metadata field', () => {
  it('is created, read, listed, changed and deleted', async () => {
    const made = await field({ external_id: 'stock', type: 'integer', label: 'In stock', default_value: 5 })
    expect(made).toEqual({
      type: 'integer',
      external_id: 'stock',
      label: 'In stock',
      mandatory: false,
      default_value: 5,
      default_disabled: false,
      validation: null,
      restrictions: null,
      allow_dynamic_list_values: false,
    })
    const other = await field({
      type: 'set',
      label: 'Colours',
      datasource: COLOURS,
      restrictions: { readonly_ui: true },
    })
    expect(other).toMatchObject({
      external_id: expect.stringMatching(/^\w{20}$/),
      restrictions: { readonly_ui: true },
      datasource: { values: COLOURS.values.map((value) => ({ ...value, state: 'active' })) },
    })
    expect((await relata.admin('GET', '/metadata_fields/stock')).body).toEqual(made)
    expect((await relata.admin('GET', '/metadata_fields')).body).toEqual({ metadata_fields: [made, other] })
    const one = await relata.admin('GET', `/metadata_fields?external_ids=${other.external_id},none`)
    expect(one.body).toEqual({ metadata_fields: [other] })
    const changed = await relata.admin('PUT', '/metadata_fields/stock', {
      label: 'Left',
      type: 'string',
      mandatory: true,
      external_id: 'other',
    })
    expect(changed.body).toEqual({ ...made, label: 'Left', mandatory: true })
    expect((await relata.admin('DELETE', '/metadata_fields/stock')).body).toEqual({ message: 'ok' })
    expect(await refusal('GET', '/metadata_fields/stock')).toEqual([404, "External ID stock doesn't exist"])
    expect(await refusal('PUT', '/metadata_fields/stock', { label: 'x' })).toEqual([404, expect.any(String)])
    expect(await refusal('DELETE', '/metadata_fields/stock')).toEqual([404, expect.any(String)])
    await field({ external_id: 'stock', type: 'date' })
  })

  it.each<[string, Json, string]>([
    ['no type', { label: 'x' }, 'Missing required parameter - type'],
    ['no label', { type: 'string' }, 'Missing required parameter - label'],
    ['an unknown type', { type: 'text', label: 'x' }, 'Must be one of: string, integer, date, enum, set'],
    ['an ID with a space', { type: 'string', label: 'x', external_id: 'a b' }, 'Invalid external_id'],
    [
      'an ID that means something else to programs',
      { type: 'string', label: 'x', external_id: '__proto__' },
      'Invalid',
    ],
    ['an empty label', { type: 'string', label: ' ' }, 'label takes'],
    ['no options', { type: 'enum', label: 'x' }, 'datasource is required'],
    ['options of text', { type: 'string', label: 'x', datasource: COLOURS }, 'enum and set alone'],
    ['options that are no list', { type: 'set', label: 'x', datasource: { values: 'red' } }, 'values: a list'],
    ['an option without a value', { type: 'set', label: 'x', datasource: { values: [{}] } }, 'value'],
    [
      'an option twice',
      { type: 'set', label: 'x', datasource: { values: [{ value: 'a' }, { value: 'a' }] } },
      'the value a twice',
    ],
    ['a mandatory field without default', { type: 'string', label: 'x', mandatory: true }, 'default_value is required'],
    ['a default of another type', { type: 'integer', label: 'x', default_value: 'many' }, 'default_value is invalid'],
    ['a default that is no day', { type: 'date', label: 'x', default_value: '2026-02-30' }, 'default_value is invalid'],
    [
      'a default that validation refuses',
      { type: 'integer', label: 'x', default_value: 6, validation: { type: 'less_than', value: 5, equals: true } },
      'default_value is invalid',
    ],
    ['an unknown validation', { type: 'string', label: 'x', validation: { type: 'regex' } }, 'greater_than, less_than'],
    ['strlen of numbers', { type: 'integer', label: 'x', validation: { type: 'strlen', max: 3 } }, 'string alone'],
    ['strlen of nothing', { type: 'string', label: 'x', validation: { type: 'strlen' } }, 'a min, a max or both'],
    [
      'less_than of text',
      { type: 'string', label: 'x', validation: { type: 'less_than', value: 1 } },
      'integer and date',
    ],
    ['less_than of no day', { type: 'date', label: 'x', validation: { type: 'less_than', value: 1 } }, 'type date'],
    ['and of nothing', { type: 'string', label: 'x', validation: { type: 'and', rules: [] } }, 'rules'],
    [
      'dynamic values',
      { type: 'set', label: 'x', datasource: COLOURS, allow_dynamic_list_values: true },
      'not supported',
    ],
    ['other restrictions', { type: 'string', label: 'x', restrictions: { locked: true } }, 'readonly_ui'],
  ])('is refused with %s', async (_, body, message) => {
    expect(await refusal('POST', '/metadata_fields', body)).toEqual([400, expect.stringContaining(message)])
    expect((await relata.admin('GET', '/metadata_fields')).body.metadata_fields).toEqual([])
  })

  it('has its external ID for itself', async () => {
    await field({ external_id: 'one', type: 'string' })
    const again = await refusal('POST', '/metadata_fields', { external_id: 'one', type: 'date', label: 'x' })
    expect(again).toEqual([400, 'external id one already exists'])
  })

  it('stands where it is put', async () => {
    for (const [external_id, label] of ['bC', 'aB', 'cA']) await field({ external_id, label, type: 'string' })
    const order = (body: Json) => body.metadata_fields.map(({ external_id }: Json) => external_id)
    const by = async (order_by: string, direction?: string) =>
      order((await relata.admin('PUT', '/metadata_fields/order', { order_by, direction })).body).join('')
    expect(await by('external_id')).toBe('abc')
    expect(await by('label')).toBe('cab')
    expect(await by('created_at', 'desc')).toBe('cab')
    const moved = await relata.admin('PUT', '/metadata_fields/b/reorder', { position: 1 })
    expect(order(moved.body)).toEqual(['b', 'c', 'a'])
    expect(order((await relata.admin('GET', '/metadata_fields')).body)).toEqual(['b', 'c', 'a'])
    expect(await refusal('PUT', '/metadata_fields/b/reorder', { position: 4 })).toEqual([400, expect.any(String)])
    expect(await refusal('PUT', '/metadata_fields/none/reorder', { position: 1 })).toEqual([404, expect.any(String)])
    expect(await refusal('PUT', '/metadata_fields/order', { order_by: 'size' })).toEqual([400, expect.any(String)])
  })
})

describe('a datasource', () => {
  const ids = ({ body }: Json) => body.values.map(({ external_id }: Json) => external_id)

  it('grows, changes, loses values and gets them back', async () => {
    await field({ external_id: 'colour', type: 'enum', datasource: COLOURS, default_value: 'red' })
    const path = '/metadata_fields/colour/datasource'
    const changed = await relata.admin('PUT', path, {
      values: [
        { external_id: 'green', value: 'Leaf' },
        { value: 'New' },
        { external_id: 'first', value: '1', position: 1 },
      ],
    })
    expect(changed.body.values.map(({ value }: Json) => value)).toEqual(['1', 'RED', 'Leaf', 'BLUE', 'New'])
    expect(ids(await relata.admin('DELETE', path, { external_ids: ['green', 'first'] }))).not.toContain('green')
    expect(ids(await relata.admin('POST', `${path}_restore`, { external_ids: ['green'] }))).toContain('green')
    const sorted = await relata.admin('POST', `${path}/order`, { order_by: 'value', direction: 'desc' })
    expect(sorted.body.values.map(({ value }: Json) => value)).toEqual(['RED', 'New', 'Leaf', 'BLUE'])
    expect(ids(await relata.admin('POST', `${path}/search`, { term: 'e' }))).toHaveLength(4)
    expect(ids(await relata.admin('POST', `${path}/search`, { term: 'leaf', exact_match: true }))).toEqual(['green'])
    const everywhere = await relata.admin('POST', '/metadata_fields/datasource/search', { term: 'blu' })
    expect(everywhere.body).toEqual([{ field_id: 'colour', id: 'blue', value: 'BLUE' }])
  })

  it('refuses what does not fit', async () => {
    await field({ external_id: 'colour', type: 'enum', datasource: COLOURS, default_value: 'red' })
    await field({ external_id: 'text', type: 'string' })
    const path = '/metadata_fields/colour/datasource'
    expect(await refusal('DELETE', path, { external_ids: ['red'] })).toEqual([400, expect.stringContaining('default')])
    expect(await refusal('DELETE', path, { external_ids: ['x'] })).toEqual([400, expect.stringContaining('["x"]')])
    expect(await refusal('DELETE', path, { external_ids: [] })).toEqual([400, expect.stringContaining('at least 1')])
    expect(await refusal('PUT', path, { values: [{ external_id: 'new' }] })).toEqual([400, expect.any(String)])
    expect(await refusal('PUT', path, { values: [{ value: 7 }] })).toEqual([400, expect.any(String)])
    expect(await refusal('PUT', '/metadata_fields/text/datasource', { values: [] })).toEqual([400, expect.any(String)])
    expect(await refusal('PUT', '/metadata_fields/none/datasource', { values: [] })).toEqual([404, expect.any(String)])
  })
})

it('has no conditional rules, and says so', async () => {
  for (const [method, path] of [
    ['GET', ''],
    ['POST', ''],
    ['PUT', '/x'],
    ['DELETE', '/x'],
  ] as const) {
    expect(await refusal(method, `/metadata_rules${path}`)).toEqual([400, expect.stringContaining('not supported')])
  }
})

describe('values of assets', () => {
  const fields = async () => {
    await field({ external_id: 'text', type: 'string', validation: { type: 'strlen', min: 2, max: 5 } })
    await field({ external_id: 'stock', type: 'integer', default_value: 7, mandatory: true })
    await field({ external_id: 'day', type: 'date', validation: { type: 'greater_than', value: '2020-01-01' } })
    await field({ external_id: 'colours', type: 'set', datasource: COLOURS })
    await field({
      external_id: 'colour',
      type: 'enum',
      datasource: COLOURS,
      default_value: 'red',
      default_disabled: true,
    })
  }
  const command = (body: Json) => relata.admin('POST', '/raw/metadata', body)

  it('are given at upload, and defaults where none is', async () => {
    await fields()
    const made = await relata.asset('a', { metadata: 'text=a\\|b|colours=["red","blue"]|day=2026-11-24' })
    expect(made.metadata).toEqual({ text: 'a|b', colours: ['red', 'blue'], day: '2026-11-24', stock: 7 })
    expect((await relata.asset('b', { metadata: '{"stock":-1,"colour":"green"}' })).metadata).toEqual({
      stock: -1,
      colour: 'green',
    })
    expect((await details('a')).metadata).toEqual(made.metadata)
    expect((await relata.asset('a')).metadata).toEqual({ stock: 7 })
  })

  it.each([
    ['none=1', 'The following metadata fields do not exist: ["none"]'],
    ['text=abcdef', 'not of 2 to 5 characters'],
    ['stock=1.5', 'not a whole number'],
    ['stock=', 'mandatory'],
    ['day=2026-13-01', 'YYYY-MM-DD'],
    ['day=2020-01-01', 'not greater than 2020-01-01'],
    ['colours=["red","pink"]', 'external_id of a datasource value'],
    ['colour=RED', 'external_id of a datasource value'],
    ['colours=["red"', 'valid JSON'],
    ['text', 'expected key=value'],
    [`colours=${'['.repeat(1000)}${']'.repeat(1000)}`, 'levels deep'],
    ['{"__proto__":1}', 'do not exist: ["__proto__"]'],
    ['{"text":{"a":1}}', 'not text'],
  ])('are refused as %s, by upload, update, explicit and metadata alike', async (metadata, message) => {
    await fields()
    await relata.asset('a')
    const blobs = await relata.blobs()
    const answers = [
      await relata.upload('x', { public_id: 'b', metadata }),
      await relata.admin('POST', '/resources/raw/upload/a', { metadata }),
      await relata.admin('POST', '/raw/explicit', { type: 'upload', public_id: 'a', metadata }),
      await command({ public_ids: ['a'], metadata }),
    ]
    for (const { status, body } of answers) {
      expect([status, body.error?.message]).toEqual([400, expect.stringContaining(message)])
    }
    expect(await relata.publicIds()).toEqual(['a'])
    expect(await relata.blobs()).toEqual(blobs)
    expect((await details('a')).metadata).toEqual({ stock: 7 })
  })

  it('change for many assets at once, one by one, and go when empty', async () => {
    await fields()
    for (const id of ['a', 'b', 'c']) await relata.asset(id, { metadata: 'text=abc' })
    const { body } = await command({
      public_ids: ['c', 'none', 'a', 'a'],
      metadata: { stock: '12', colours: ['green'] },
    })
    expect(body).toEqual({ public_ids: ['c', 'a'] })
    expect((await details('a')).metadata).toEqual({ text: 'abc', stock: 12, colours: ['green'] })
    expect((await details('b')).metadata).toEqual({ text: 'abc', stock: 7 })
    await relata.admin('POST', '/resources/raw/upload/a', { metadata: { text: '', colours: [] } })
    expect((await details('a')).metadata).toEqual({ stock: 12 })
    expect((await command({ metadata: 'stock=1' })).status).toBe(400)
    expect((await command({ public_ids: ['a'] })).status).toBe(400)
    expect((await command({ public_ids: Array(1001).fill('a'), metadata: 'stock=1' })).status).toBe(400)
  })

  it('stay when their option is deleted, and go with clear_invalid', async () => {
    await fields()
    await relata.asset('a', { metadata: 'colour=green' })
    await relata.admin('DELETE', '/metadata_fields/colour/datasource', { external_ids: ['green'] })
    await relata.admin('POST', '/resources/raw/upload/a', { metadata: 'text=abc' })
    expect((await details('a')).metadata).toEqual({ colour: 'green', stock: 7, text: 'abc' })
    await command({ public_ids: ['a'], metadata: 'stock=8', clear_invalid: true })
    expect((await details('a')).metadata).toEqual({ stock: 8, text: 'abc' })
  })

  it('go with their field, from every asset', async () => {
    await fields()
    for (let i = 0; i < 5; i++)
      await relata.asset(`a${i}`, { metadata: 'text=abc', type: i === 0 ? 'private' : 'upload' })
    await relata.admin('DELETE', '/metadata_fields/text')
    const { body } = await relata.admin('GET', '/resources?metadata=true')
    expect(body.resources.map(({ metadata }: Json) => metadata)).toEqual(Array(5).fill({ stock: 7 }))
    await relata.admin('DELETE', '/resources/raw/private', { all: true })
  })
})
