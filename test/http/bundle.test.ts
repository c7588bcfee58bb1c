import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sidecar } from 'exifr'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkBundle, revokeLink } from '../../src/actions/link-bundle.ts'
import { MAX_LINKS } from '../../src/core/bundle.ts'
import { star } from '../../src/core/relation.ts'
import { RELATED_KIND } from '../../src/core/relation-kind.ts'
import type { Store } from '../../src/core/store.ts'
import type { BundleLink, BundleLinks } from '../../src/http/api/contract.ts'
import { openDataFolder } from '../../src/main.ts'
import { sampleAsset } from '../conformance/subject.ts'
import { basic, type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let photo: Buffer
let manual: Buffer
let ids: Record<string, string>

let dataFolder: string
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'relata-bundle-'))
  relata = await startTestRelata({ dataFolder })
  photo = await readFile('demo/files/tern-front.jpg')
  manual = await readFile('demo/files/tern-manual.pdf')
  const original = {
    public_id: 'shop/Tern, Co',
    display_name: 'Tern <1>',
    tags: 'summer,a & b',
    context: 'alt=A "bird"',
  }
  const uploads = [
    await relata.upload(photo, original, 'image', 'tern.jpg'),
    await relata.upload(photo, { public_id: 'shop/edit', type: 'private' }, 'image', 'edit.jpg'),
    await relata.upload(manual, { public_id: 'docs/manual.pdf' }, 'raw', 'manual.pdf'),
    await relata.upload('words', { public_id: 'shop/Tern, Co.jpg.xmp' }, 'raw', 'words.xmp'),
    await relata.upload('far', { public_id: 'far' }, 'raw', 'far'),
  ]
  ids = Object.fromEntries(uploads.map(({ body }) => [body.public_id, body.asset_id]))
  await relata.api('POST', '/kinds', { name: 'mock_of', inverse: 'has_mock' })
  const [tern, edit] = [ids['shop/Tern, Co'], ids['shop/edit']]
  const relations = [
    { from: edit, to: tern, kind: 'derived_from', note: 'cropped', start: 1.5, end: 2, metadata: { by: ['me'] } },
    { from: edit, to: 'raw/upload/docs/manual.pdf', kind: 'derived_from' },
    { from: tern, to: 'raw/upload/docs/manual.pdf', kind: 'has_manual' },
    { from: tern, to: 'raw/upload/shop/Tern, Co.jpg.xmp', kind: 'mock_of' },
    { from: 'raw/upload/docs/manual.pdf', to: 'raw/upload/far' },
  ]
  expect((await relata.api('POST', '/relations', { relations })).body).toMatchObject({
    counts: { failed: 0, changed: 5 },
  })
})
afterAll(async () => {
  await relata.stop()
  await rm(dataFolder, { recursive: true, force: true })
})

/** While no server has it: two stores in one process would wait for each other. */
async function inStore(work: (store: Store) => Promise<void>): Promise<void> {
  await relata.stop()
  const store = await openDataFolder(dataFolder)
  try {
    await work(store)
  } finally {
    await store.close()
    relata = await startTestRelata({ dataFolder })
  }
}

const post = (path: string, body: object) =>
  fetch(`${relata.url}/api/v1/${relata.cloudName}${path}`, {
    method: 'POST',
    headers: { authorization: basic(relata), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

async function unzipped(response: Response): Promise<Record<string, Buffer>> {
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip'])
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)]))
}
const bundle = async (body: object) => unzipped(await post('/bundle', body))
const manifestIn = (files: Record<string, Buffer>): Json => JSON.parse(files['manifest.jsonld']!.toString())
/** That reader leaves entities as they are written. */
async function xmp(content: Buffer): Promise<Json> {
  const groups = JSON.stringify(await sidecar(content, { mergeOutput: false } as never, 'xmp' as never))
  const written = { '&lt;': '<', '&gt;': '>', '&quot;': '\\"', '&amp;': '&' }
  return JSON.parse(Object.entries(written).reduce((text, [entity, char]) => text.replaceAll(entity, char), groups))
}

const TERN = 'files/shop/Tern, Co.jpg'

describe('a bundle', () => {
  test('has an asset and what it is related to, each under a name of its own with a sidecar, and no more', async () => {
    const files = await bundle({ assets: ['image/upload/shop/Tern, Co'] })
    expect(Object.keys(files).sort()).toEqual([
      'files/docs/manual.pdf',
      'files/docs/manual.pdf.xmp',
      TERN,
      `${TERN}.xmp`,
      `${TERN}.xmp.xmp`,
      `${TERN}_1.xmp`,
      'files/shop/edit.jpg',
      'files/shop/edit.jpg.xmp',
      'manifest.jsonld',
    ])
    expect(files[TERN]!.equals(photo)).toBe(true)
    expect(files['files/shop/edit.jpg']!.equals(photo)).toBe(true)
    expect(files['files/docs/manual.pdf']!.equals(manual)).toBe(true)
    expect(files[`${TERN}.xmp`]!.toString()).toBe('words')
  })

  test('goes as far and along the kinds that were asked for', async () => {
    const names = async (body: object) =>
      manifestIn(await bundle({ assets: [ids['shop/Tern, Co']], ...body }))['dcterms:hasPart'].map(
        (node: Json) => node['relata:publicId'],
      )
    expect(await names({ steps: 0 })).toEqual(['shop/Tern, Co'])
    expect(await names({ kinds: ['manual_of'] })).toEqual(['shop/Tern, Co', 'docs/manual.pdf'])
    expect(await names({ steps: 2, kinds: ['manual_of', 'related'] })).toEqual([
      'shop/Tern, Co',
      'docs/manual.pdf',
      'far',
    ])
    expect(await names({ kinds: ['derived_from'], direction: 'outgoing' })).toEqual(['shop/Tern, Co'])
  })

  test('has a manifest in JSON-LD whose terms are all defined and whose files are all there', async () => {
    const files = await bundle({ assets: [ids['shop/Tern, Co']] })
    const manifest = manifestIn(files)
    const prefixes = new Set(Object.keys(manifest['@context']))
    const nodes: Json[] = []
    const look = (value: Json): void => {
      if (typeof value !== 'object' || value === null) return
      nodes.push(value)
      if (value['@type'] === '@json') return
      for (const [key, inner] of Object.entries(value)) {
        if (key === '@context') continue
        if (!key.startsWith('@') && !Array.isArray(value)) expect(prefixes).toContain(key.split(':')[0])
        look(inner)
      }
    }
    look(manifest)
    for (const { '@id': id } of nodes) if (id) expect(Object.keys(files)).toContain(decodeURIComponent(id))
    expect(manifest['@context'].dcterms).toBe('http://purl.org/dc/terms/')
    const byId = (publicId: string) =>
      manifest['dcterms:hasPart'].find((node: Json) => node['relata:publicId'] === publicId)
    const [tern, edit, doc] = ['shop/Tern, Co', 'shop/edit', 'docs/manual.pdf'].map(byId)
    expect(tern).toMatchObject({
      '@id': 'files/shop/Tern%2C%20Co.jpg',
      '@type': 'dcmitype:Image',
      'dcterms:title': 'Tern <1>',
      'dcterms:description': 'A "bird"',
      'dcterms:format': 'image/jpeg',
      'dcterms:identifier': ids['shop/Tern, Co'],
      'dcterms:extent': photo.length,
      'dcterms:subject': ['summer', 'a & b'],
      'dcterms:isReferencedBy': [{ '@id': doc['@id'] }],
      'dcterms:hasVersion': [{ '@id': edit['@id'] }],
      'relata:source_of': [{ '@id': edit['@id'] }],
      'relata:has_manual': [{ '@id': doc['@id'] }],
      'relata:mock_of': [{ '@id': expect.stringContaining('.xmp') }],
    })
    expect(edit['dcterms:source']).toEqual([{ '@id': tern['@id'] }, { '@id': doc['@id'] }])
    expect(doc).toMatchObject({ 'dcterms:format': 'application/pdf', 'dcterms:references': [{ '@id': tern['@id'] }] })
    expect(manifest['relata:relations']).toHaveLength(4)
    expect(manifest['relata:relations']).toContainEqual({
      '@type': 'relata:Relation',
      'relata:subject': { '@id': edit['@id'] },
      'relata:kind': 'derived_from',
      'relata:inverse': 'source_of',
      'relata:object': { '@id': tern['@id'] },
      'dcterms:created': { '@type': 'xsd:dateTime', '@value': expect.any(String) },
      'relata:note': 'cropped',
      'relata:metadata': { '@type': '@json', '@value': { by: ['me'] } },
      'relata:startSeconds': 1.5,
      'relata:endSeconds': 2,
    })
  })

  test('has sidecars that tell title, tags and what a file is derived from', async () => {
    const files = await bundle({ assets: [ids['shop/edit']], steps: 2 })
    const tern = await xmp(files[`${TERN}_1.xmp`]!)
    expect(tern.dc).toMatchObject({
      title: { value: 'Tern <1>' },
      description: { value: 'A "bird"' },
      format: 'image/jpeg',
      subject: ['summer', 'a & b'],
    })
    expect(tern.xmpMM.DocumentID).toBe(`xmp.did:${ids['shop/Tern, Co']}`)
    expect(tern.xmpMM.DerivedFrom).toBeUndefined()
    const edit = await xmp(files['files/shop/edit.jpg.xmp']!)
    expect(edit.xmpMM.DerivedFrom).toMatchObject({
      documentID: tern.xmpMM.DocumentID,
      instanceID: tern.xmpMM.InstanceID,
      filePath: TERN,
    })
    expect(edit.xmpMM.Ingredients).toMatchObject({ documentID: `xmp.did:${ids['docs/manual.pdf']}` })
  })

  test('says what is wrong: an unknown asset, an unknown kind, too many steps', async () => {
    const refused = async (body: object) => {
      const response = await post('/bundle', body)
      return [response.status, ((await response.json()) as Json).error.message]
    }
    expect(await refused({ assets: ['raw/upload/nothing'] })).toEqual([404, 'Resource not found - nothing'])
    // A bare name is that of an image.
    expect(await refused({ assets: ['far'] })).toEqual([404, 'Resource not found - far'])
    expect(await refused({ assets: ['raw/upload/far'], kinds: ['x'] })).toEqual([
      400,
      expect.stringContaining('There is no kind of relation "x"'),
    ])
    expect((await refused({ assets: ['raw/upload/far'], steps: 11 }))[0]).toBe(400)
  })

  test('of more than it may have is refused, with the limit', async () => {
    const nos: number[] = []
    await inStore(async (store) => {
      const cloud = (await store.read.clouds.byName(relata.cloudName))!
      for (let i = 0; i <= 1000; i++) nos.push(await store.nextAssetNo(cloud.id))
      await store.write(async (tx) => {
        for (const no of nos) await tx.assets.insert(cloud.id, { ...sampleAsset(no), bytes: 1, publicId: `many/${no}` })
        await tx.relations.add(cloud.id, star(nos[0]!, nos.slice(1), RELATED_KIND))
      })
    })
    const refused = await post('/bundle', { assets: [`image/upload/many/${nos[0]}`] })
    expect([refused.status, ((await refused.json()) as Json).error.message]).toEqual([
      413,
      'This bundle is too large: it would have more than 1000 assets. Take fewer assets, steps or kinds',
    ])
  })
})

describe('a link to a bundle', () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
  const link = async (body: object = {}) => {
    const response = await post('/bundle/link', { assets: [ids['shop/Tern, Co']], expires_at: inDays(1), ...body })
    return { status: response.status, body: (await response.json()) as BundleLink & Json }
  }
  /** One that ends soon, but not before it is made. */
  async function shortLink(): Promise<BundleLink> {
    for (let ms = 300; ; ms *= 2) {
      const { status, body } = await link({ expires_at: new Date(Date.now() + ms).toISOString() })
      if (status === 201) return body
    }
  }
  const untilEnded = async ({ expires_at }: BundleLink) => {
    while (Date.now() < Date.parse(expires_at)) await new Promise((resolve) => setTimeout(resolve, 50))
  }

  test('works without credentials, for private assets too, and after a rename', async () => {
    const { status, body } = await link({ assets: ['image/private/shop/edit'], kinds: ['derived_from'] })
    expect(status).toBe(201)
    const files = await unzipped(await fetch(body.url))
    expect(files['files/shop/edit.jpg']!.equals(photo)).toBe(true)
    const renamed = await relata.admin('POST', '/image/rename', {
      from_public_id: 'shop/edit',
      to_public_id: 'shop/cut',
      type: 'private',
    })
    expect(renamed.status).toBe(200)
    expect(Object.keys(await unzipped(await fetch(body.url)))).toContain('files/shop/cut.jpg')
    await relata.admin('POST', '/image/rename', {
      from_public_id: 'shop/cut',
      to_public_id: 'shop/edit',
      type: 'private',
    })
  })

  test('that was changed, is of another environment or has ended opens nothing', async () => {
    const body = await shortLink()
    const message = async (url: string) => {
      const response = await fetch(url)
      return [response.status, ((await response.json()) as Json).error.message]
    }
    const invalid = [401, expect.stringContaining('This link is not valid')]
    const at = body.url.length - 10
    const changed = body.url.slice(0, at) + (body.url[at] === 'A' ? 'B' : 'A') + body.url.slice(at + 1)
    expect(await message(changed)).toEqual(invalid)
    expect(await message(body.url.slice(0, -20))).toEqual(invalid)
    expect(await message(body.url.replace(/token=.*/, 'token=x'))).toEqual(invalid)
    await relata.addCloud('other')
    expect(await message(body.url.replace('/demo/', '/other/'))).toEqual(invalid)
    await untilEnded(body)
    expect(await message(body.url)).toEqual([403, `This link ended at ${body.expires_at}: ask for a new one`])
  })

  test('survives that a kind is renamed', async () => {
    const { body } = await link({ kinds: ['mock_of'] })
    await relata.api('PATCH', '/kinds/mock_of', { name: 'draft_of', inverse: 'has_draft' })
    const files = await unzipped(await fetch(body.url))
    expect(Object.keys(files)).toContain('files/shop/Tern, Co.jpg_1.xmp')
    const { links } = (await relata.api('GET', '/bundle/links')).body as BundleLinks
    expect(links.find(({ id }) => id === body.id)!.kinds).toEqual(['draft_of'])
    await relata.api('PATCH', '/kinds/draft_of', { name: 'mock_of', inverse: 'has_mock' })
  })

  test('is listed as long as it works, and once taken back opens nothing', async () => {
    const { body } = await link({ assets: [ids.far, ids['shop/edit']], kinds: ['derived_from'], steps: 2 })
    const ended = await shortLink()
    const list = async () => ((await relata.api('GET', '/bundle/links')).body as BundleLinks).links
    expect((await list()).find(({ id }) => id === body.id)).toEqual(body)
    expect(body).toMatchObject({
      ...{ asset_count: 2, kinds: ['derived_from'], steps: 2, direction: 'both', made_by: relata.apiKey },
      assets: [{ asset_id: ids.far }, { asset_id: ids['shop/edit'], type: 'private' }],
    })
    await untilEnded(ended)
    const ofBoth = async () => (await list()).filter(({ id }) => [body.id, ended.id].includes(id))
    expect((await ofBoth()).map(({ id }) => id)).toEqual([body.id])

    const revoke = () => relata.api('POST', `/bundle/links/${body.id}/revoke`)
    expect(await revoke()).toMatchObject({ status: 200, body: { revoked: body.id } })
    expect(await ofBoth()).toEqual([])
    const refused = await fetch(body.url)
    expect([refused.status, ((await refused.json()) as Json).error.message]).toEqual([
      403,
      'This link was taken back, or has ended: ask for a new one',
    ])
    expect((await revoke()).status).toBe(404)
  })

  test('gives what is left of its assets', async () => {
    const { body: spare } = await relata.upload('spare', { public_id: 'spare' }, 'raw', 'spare')
    const { body } = await link({ assets: [ids.far, spare.asset_id], steps: 0 })
    const alone = await link({ assets: [spare.asset_id] })
    await relata.api('POST', '/assets/delete', { assets: [spare.asset_id] })
    expect(Object.keys(await unzipped(await fetch(body.url))).sort()).toEqual([
      'files/far',
      'files/far.xmp',
      'manifest.jsonld',
    ])
    expect((await fetch(alone.body.url)).status).toBe(404)
  })

  test('gives place to a new one once it has ended, and not before', async () => {
    await relata.addCloud('links')
    await inStore(async (store) => {
      const cloud = (await store.read.clouds.byName('links'))!
      const until = Date.now() + 86_400_000
      const kept = { assets: [], direction: 'both', steps: 1, actor: 'me' }
      const fill = (name: string, until: number) =>
        store.write((tx) => tx.definitions.insert(cloud.id, 'bundle_link', name, { ...kept, until }))
      for (let i = 1; i < MAX_LINKS; i++) await fill(`link${i}`, until)
      await fill('ended', Date.now() - 1)
      const asset = sampleAsset(await store.nextAssetNo(cloud.id))
      const caller = { cloud, actor: 'me', requestId: 'x' }
      await store.write((tx) => tx.assets.insert(cloud.id, asset))
      const request = { from: [{ assetId: asset.assetId }], kinds: undefined, direction: 'both', steps: 0 } as const
      const { id } = await linkBundle({ store }, caller, request, until)
      expect(await store.read.definitions.get(cloud.id, 'bundle_link', 'ended')).toBeUndefined()
      await expect(linkBundle({ store }, caller, request, until)).rejects.toThrow('There are 200 already')
      await revokeLink({ store }, caller, id)
      await linkBundle({ store }, caller, request, until)
    })
  })

  test('is made for assets that are there and a date to come, by those who have a key', async () => {
    expect(await link({ expires_at: inDays(-1) })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('must be in the future') } },
    })
    expect(await link({ expires_at: inDays(400) })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('within 365 days') } },
    })
    expect((await link({ assets: ['raw/upload/nothing'] })).status).toBe(404)
    expect((await link({ kinds: ['cousin_of'] })).status).toBe(400)
    const anonymous = await fetch(`${relata.url}/api/v1/demo/bundle/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ assets: [ids.far], expires_at: inDays(1) }),
    })
    expect(anonymous.status).toBe(401)
    expect((await fetch(`${relata.url}/api/v1/demo/bundle`)).status).toBe(400)
  })
})
