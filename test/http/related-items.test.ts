import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let subject: Json

beforeAll(async () => {
  relata = await startTestRelata()
  subject = await relata.asset('subject')
})
afterAll(() => relata.stop())

const path = '/resources/related_assets/raw/upload/subject'
const relatedIds = async (): Promise<string[]> =>
  (await relata.admin('GET', `/resources/${subject.asset_id}?related=true`)).body.related_assets.map(
    ({ public_id }: Json) => public_id,
  )

const FORBIDDEN = [...'?&#\\%<>+']

/** What is no identifier, since no asset can have such a public ID. */
const WRONG: readonly (readonly [string, string])[] = [
  ['a way up', 'raw/upload/../secret'],
  ['a way up inside', 'raw/upload/a/../../b'],
  ['a way up at the end', 'raw/upload/a/..'],
  ['a way nowhere', 'raw/upload/./a'],
  ['an escaped way up', 'raw/upload/%2e%2e/a'],
  ['a NUL', 'raw/upload/a\0b'],
  ['a line break', 'raw/upload/a\nb'],
  ['a lone high surrogate', 'raw/upload/a\ud83d'],
  ['a lone low surrogate', 'raw/upload/\udc15a'],
  ['256 characters', `raw/upload/${'x'.repeat(256)}`],
  ['a slash at the end', 'raw/upload/a/'],
  ['two slashes', 'raw/upload/a//b'],
  ['nothing', 'raw/upload/'],
  ['white space before it', 'raw/upload/ a'],
  ...FORBIDDEN.map((character) => [`the character ${character}`, `raw/upload/a${character}b`] as const),
]

describe('an item with', () => {
  it.each(WRONG)('%s is told to be invalid, and the good one beside it is related', async (name, item) => {
    const good = await relata.asset(`good ${WRONG.findIndex(([each]) => each === name)}`)
    const { status, body } = await relata.admin('POST', path, {
      assets_to_relate: [item, `raw/upload/${good.public_id}`],
    })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.failed).toEqual([{ asset: item, code: 'invalid_ids', status: 400, message: expect.any(String) }])
    expect(body.success).toMatchObject([{ code: 'success_ids', asset: `raw/upload/${good.public_id}` }])
    expect(await relatedIds()).toContain(good.public_id)

    const undone = await relata.admin('DELETE', path, { assets_to_unrelate: [item, good.asset_id] })
    expect(undone.body.failed).toEqual([{ asset: item, code: 'invalid_ids', status: 400, message: expect.any(String) }])
    expect(undone.body.success).toMatchObject([{ code: 'success_ids', asset: good.asset_id }])
    expect(await relatedIds()).not.toContain(good.public_id)
  })

  it('255 characters is fine', async () => {
    const { public_id } = await relata.asset('y'.repeat(255))
    const { body } = await relata.admin('POST', path, { assets_to_relate: [`raw/upload/${public_id}`] })
    expect(body).toMatchObject({ failed: [], success: [{ code: 'success_ids' }] })
  })
})
