import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RelateOutcome, UnrelateOutcome } from '../../src/core/relation.ts'
import { Model, type ModelAsset, type Named } from '../conformance/model.ts'
import { basic, type Json, type Key, type Reply, reply, startTestRelata, type TestRelata } from '../support/relata.ts'

const RUNS = 8

/** Names that assets have, had, or may get: fewer than there are steps, so that they meet. */
const REFS = ['a', 'b/c', "o'brien", '100 _', 'é/😀', 'ca'].flatMap((name) => [
  `raw/upload/${name}`,
  `raw/private/${name}`,
  `raw/authenticated/${name}`,
])
const STARTING = 10
const MALFORMED = [
  'abc/def',
  'g',
  'raw/upload/',
  'nope/upload/a',
  'raw/fetch/a',
  'raw/upload/a?',
  'raw/upload/../a',
  '\0',
]
const UNKNOWN = ['c0ffee', 'raw/upload/nobody', 'image/upload/a']

type Pick = { readonly form: 'id' | 'ref' | 'unknown' | 'malformed'; readonly n: number }
type Step =
  | { do: 'relate' | 'unrelate'; subject: Pick; items: readonly Pick[]; as: 'json' | 'form' }
  | { do: 'rename'; from: number; to: number; overwrite: boolean }
  | { do: 'delete'; pick: Pick }
  | { do: 'upload' | 'move'; n: number }
  | { do: 'restart' }

const n = fc.nat(40)
const pick: fc.Arbitrary<Pick> = fc.record({
  form: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('id' as const, 'ref' as const) },
    { weight: 1, arbitrary: fc.constantFrom('unknown' as const, 'malformed' as const) },
  ),
  n,
})
const relating: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('relate' as const, 'relate' as const, 'unrelate' as const),
  subject: pick,
  items: fc.array(pick, { maxLength: 11, size: 'max' }),
  as: fc.constantFrom('json' as const, 'form' as const),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: relating },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), from: n, to: n, overwrite: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('upload' as const, 'move' as const), n }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
)

const COMMON = { not_found: 'non_existing_ids', malformed: 'invalid_ids' }
const CODES: { relate: Record<RelateOutcome, string>; unrelate: Record<UnrelateOutcome, string> } = {
  relate: {
    ...COMMON,
    related: 'success_ids',
    already_related: 'already_exists_ids',
    self: 'invalid_relate_to_self_id',
    limit_reached: 'rejected_ids',
  },
  unrelate: {
    ...COMMON,
    unrelated: 'success_ids',
    not_related: 'relation_does_not_exist_ids',
    self: 'relation_does_not_exist_ids',
  },
}
const SUCCESS = new Set(['success_ids', 'already_exists_ids'])

describe.each([{ maxRelations: null }, { maxRelations: 3 }])('the relation endpoints, with %o', ({ maxRelations }) => {
  let folder: string
  let relata: TestRelata
  let runs = 0
  const start = async () => {
    relata = await startTestRelata({ dataFolder: folder, maxRelations })
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relata-fuzz-'))
    await start()
  })
  afterAll(async () => {
    await relata.stop()
    await rm(folder, { recursive: true })
  })

  /** A cloud of its own, and what should be in it. */
  class Run {
    readonly key: Key
    readonly model = new Model(maxRelations)
    /** Of every asset there ever was. */
    readonly #assetIds: string[] = []

    constructor(key: Key) {
      this.key = key
    }

    #call = (method: string, path: string, body?: unknown): Promise<Reply> => relata.admin(method, path, body, this.key)

    async do(step: Step): Promise<void> {
      if (step.do === 'relate' || step.do === 'unrelate') return this.#relate(step)
      if (step.do === 'rename') return this.#rename(step)
      if (step.do === 'delete') return this.#delete(step.pick)
      if (step.do === 'upload') return this.upload(REFS[step.n % REFS.length]!)
      if (step.do === 'move') return this.#move(REFS[step.n % REFS.length]!)
      await relata.stop()
      await start()
    }

    async upload(ref: string): Promise<void> {
      const body = { ...params(ref), file: 'data:,x' }
      const { asset_id } = expectOk(await this.#call('POST', '/raw/upload', body))
      const before = this.model.byRef(ref)
      if (before) return expect(asset_id).toBe(before.assetId)
      this.#assetIds.push(asset_id)
      this.model.assets.push({ assetId: asset_id, ref })
    }

    async #relate({ do: what, subject: subjectPick, items: picks, as }: Step & { do: 'relate' | 'unrelate' }) {
      const subject = this.#name(subjectPick)
      const items = picks.map((pick) => this.#name(pick))
      const field = what === 'relate' ? 'assets_to_relate' : 'assets_to_unrelate'
      const texts = items.map(({ text }) => text)
      const { status, body } = await this.#send(what === 'relate' ? 'POST' : 'DELETE', subject.text, field, texts, as)
      if (items.length === 0 || (what === 'relate' && items.length > 10) || subject.asset === 'malformed') {
        return expect(status, JSON.stringify(body)).toBe(400)
      }
      if (subject.asset === 'not_found') return expect(status, JSON.stringify(body)).toBe(404)
      const codes =
        what === 'relate'
          ? this.model.relate(subject.asset, items).map((outcome) => CODES.relate[outcome])
          : this.model.unrelate(subject.asset, items).map((outcome) => CODES.unrelate[outcome])
      const expected = texts.map((asset, i) => ({ asset, code: codes[i]! }))
      expect(status, JSON.stringify(body)).toBe(200)
      expect(body.success.map(codeOf)).toEqual(expected.filter(({ code }) => SUCCESS.has(code)))
      expect(body.failed.map(codeOf)).toEqual(expected.filter(({ code }) => !SUCCESS.has(code)))
      for (const { asset } of [subject, ...items.slice(0, 2)])
        if (typeof asset !== 'string') await this.expectSame(asset)
    }

    async #send(method: string, subject: string, field: string, texts: string[], as: 'json' | 'form'): Promise<Reply> {
      const path = `/resources/related_assets/${encodeURIComponent(subject)}`
      if (as === 'json') return this.#call(method, path, { [field]: texts })
      const body = new URLSearchParams(texts.map((text): [string, string] => [`${field}[]`, text]))
      const headers = { authorization: basic(this.key) }
      return reply(await fetch(`${relata.url}/v1_1/${this.key.cloudName}${path}`, { method, headers, body }))
    }

    async #rename({ from: fromN, to: toN, overwrite }: Step & { do: 'rename' }): Promise<void> {
      const [from, to] = [REFS[fromN % REFS.length]!, REFS[toN % REFS.length]!]
      const [before, after] = [params(from), params(to)]
      const { status, body } = await this.#call('POST', '/raw/rename', {
        from_public_id: before.public_id,
        type: before.type,
        to_public_id: after.public_id,
        to_type: after.type,
        overwrite,
      })
      const [asset, inTheWay] = [this.model.byRef(from), this.model.byRef(to)]
      if (!asset) return expect(status).toBe(404)
      if (inTheWay && inTheWay !== asset && !overwrite) return expect(status).toBe(400)
      expect([status, body.asset_id]).toEqual([200, asset.assetId])
      if (inTheWay && inTheWay !== asset) this.model.delete(inTheWay)
      asset.ref = to
      await this.expectSame(asset)
    }

    async #delete(pick: Pick): Promise<void> {
      const { text, asset } = this.#name(pick)
      if (asset === 'malformed') return
      if (/^[0-9a-f]+$/.test(text)) expectOk(await this.#call('DELETE', '/resources', { asset_ids: [text] }))
      else {
        const { resource_type, type, public_id } = params(text)
        expectOk(await this.#call('DELETE', `/resources/${resource_type}/${type}`, { public_ids: [public_id] }))
      }
      if (asset === 'not_found') return
      const neighbours = this.model.related(asset)
      this.model.delete(asset)
      for (const neighbour of neighbours.slice(0, 3)) await this.expectSame(neighbour)
    }

    async #move(ref: string): Promise<void> {
      const { resource_type, type, public_id } = params(ref)
      const path = `/resources/${resource_type}/${type}/${encodeURIComponent(public_id)}`
      const { status } = await this.#call('POST', path, { asset_folder: `moved/${public_id}` })
      const asset = this.model.byRef(ref)
      expect(status).toBe(asset ? 200 : 404)
      if (asset) await this.expectSame(asset)
    }

    async expectSame({ assetId, ref }: ModelAsset): Promise<void> {
      const listed = (assets: Json[]) => assets.map(({ asset_id }) => asset_id)
      const expected = this.model.related(this.model.byId(assetId)!).map((asset) => asset.assetId)
      const { resource_type, type, public_id } = params(ref)
      const byId = expectOk(await this.#call('GET', `/resources/${assetId}?related=true`))
      expect([byId.public_id, byId.type, listed(byId.related_assets)]).toEqual([public_id, type, expected])
      const path = `/resources/${resource_type}/${type}/${encodeURI(public_id)}?related=1`
      const byRef = expectOk(await this.#call('GET', path))
      expect([byRef.asset_id, listed(byRef.related_assets)]).toEqual([assetId, expected])
    }

    #name({ form, n }: Pick): Named {
      const texts = { id: this.#assetIds, ref: REFS, unknown: UNKNOWN, malformed: MALFORMED }[form]
      const text = texts[n % texts.length]!
      if (form === 'malformed') return { text, asset: 'malformed' }
      return { text, asset: this.model.byId(text) ?? this.model.byRef(text) ?? 'not_found' }
    }
  }

  it('do with any sequence of calls what the model does', async () => {
    const agree = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30, size: 'max' }), async (steps) => {
      const run = new Run(await relata.addCloud(`run-${++runs}`))
      for (const ref of REFS.slice(0, STARTING)) await run.upload(ref)
      for (const step of steps) await run.do(step)
      for (const asset of run.model.assets) await run.expectSame(asset)
    })
    await fc.assert(agree, { numRuns: RUNS, interruptAfterTimeLimit: 100_000 })
  })
})

function params(ref: string): { resource_type: string; type: string; public_id: string } {
  const [resource_type, type, ...rest] = ref.split('/')
  return { resource_type: resource_type!, type: type!, public_id: rest.join('/') }
}

const codeOf = ({ asset, code }: Json) => ({ asset, code })

function expectOk({ status, body }: Reply): Json {
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
