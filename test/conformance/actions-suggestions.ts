import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runRule } from '../../src/actions/apply-rules.ts'
import { dismissSuggestions } from '../../src/actions/dismiss-suggestions.ts'
import { listSuggestions, type SuggestionsPage } from '../../src/actions/list-suggestions.ts'
import { deleteRule, getRule, putRule } from '../../src/actions/relation-rules.ts'
import { RuleRunner } from '../../src/actions/rule-runner.ts'
import type { Asset } from '../../src/core/asset.ts'
import { keyOf } from '../../src/core/asset.ts'
import type { RelationRule } from '../../src/core/relation-rule.ts'
import { Calls } from './calls.ts'
import type { Subject } from './subject.ts'
import { callerOf } from './subject.ts'

/** Of which nothing is known but a name. */
const BLANK = { phash: null, origin: null, tags: [], assetFolder: '', originalFilename: 'image' }
const NAMES_ALIKE: RelationRule = {
  ...{ reasons: ['name'], minScore: 0.4, resourceTypes: [], kind: null, enabled: true },
}
const named =
  (...names: string[]) =>
  (i: number): Partial<Asset> => ({ ...BLANK, publicId: names[i]! })

/** What probably belongs together, and what rules make of that. */
export function describeSuggesting(subject: Subject): void {
  const suggested = async (calls: Calls, i?: number, page: object = {}): Promise<SuggestionsPage> =>
    listSuggestions(subject.store.read, calls.cloud, i === undefined ? undefined : calls.id(i), {
      ...{ minScore: 0.4, limit: 100, cursor: undefined, ...page },
    })
  const said = (calls: Calls, { suggestions }: Pick<SuggestionsPage, 'suggestions'>) =>
    suggestions.map(({ from, kind, to }) => `${calls.placeOf(from)} ${kind.name} ${calls.placeOf(to)}`)

  test('every reason finds what it is about, and the likeliest comes first', async () => {
    const words: Partial<Asset>[] = [
      {
        ...{ publicId: 'harbour', phash: 'b34dcc32596931ce', tags: ['heron', 'common'], assetFolder: 'trip' },
        origin: { documentId: 'xmp.did:1', capturedAt: 1_700_000_000_000 },
      },
      { publicId: 'harbour_poster' },
      { publicId: 'anything', phash: 'b34dcc32596931cf' },
      { publicId: 'something', origin: { documentId: 'xmp.did:2', derivedFrom: ['xmp.did:1'] } },
      { publicId: 'a-minute', assetFolder: 'trip', origin: { capturedAt: 1_700_000_003_000 } },
      { publicId: 'tagged', tags: ['heron', 'common'] },
      { publicId: 'unlike', phash: '4cb233cda696ce31', tags: ['common'] },
      ...Array.from({ length: 12 }, (_, i) => ({ publicId: `${'abcdefghijkl'[i]}`.repeat(9), tags: ['common'] })),
    ]
    const calls = await Calls.on(subject, words.length, (i) => ({ ...BLANK, ...words[i] }))
    const { suggestions } = await suggested(calls, 0)
    const reasons = suggestions.map(({ from, to, reasons }) => [
      [from, to].map(calls.placeOf).find((place) => place !== 0),
      reasons.map(({ code }) => code),
    ])
    expect(Object.fromEntries(reasons)).toEqual({
      1: ['name'],
      2: ['looks'],
      3: ['document'],
      4: ['time'],
      5: ['tags'],
    })
    const scores = suggestions.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    const pages: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await suggested(calls, 0, { limit: 2, cursor })
      pages.push(...said(calls, page))
      cursor = page.nextCursor
      if (cursor === undefined) break
    }
    expect(pages).toEqual(said(calls, { suggestions }))
  })

  test('neighbours in common are a reason, and a pair that is related or dismissed is suggested from neither side', async () => {
    const calls = await Calls.on(subject, 5, named('one', 'two', 'three', 'four', 'five'))
    await calls.relate(...[0, 1].flatMap((from) => [2, 3, 4].map((to) => ({ from, to }))))
    const page = await suggested(calls, 0)
    expect([said(calls, page), page.suggestions[0]!.reasons[0]!.code]).toEqual([['0 related 1'], 'neighbours'])
    const [one, two] = calls.assets
    await calls.by((...args) => dismissSuggestions(...args, [{ from: two!.assetId, to: one!.assetId }]))
    expect([said(calls, await suggested(calls, 0)), said(calls, await suggested(calls, 1))]).toEqual([[], []])
  })

  test('the inbox has each pair once, page by page', async () => {
    const calls = await Calls.on(subject, 9, (i) => ({
      ...{ ...BLANK, publicId: `${['fig', 'kiwi', 'plum'][i % 3]}${['', '-v2', '-v3'][Math.floor(i / 3)]}` },
      uploadedAt: Date.now() + i,
    }))
    const all = said(calls, await suggested(calls))
    expect([all.length, new Set(all).size]).toEqual([9, 9])
    const pages: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await suggested(calls, undefined, { limit: 1, cursor })
      pages.push(...said(calls, page))
      cursor = page.nextCursor
      if (cursor === undefined) break
    }
    expect(pages).toEqual(all)
  })

  test('a rule relates what is uploaded from then on, and what is removed or dismissed stays so', async () => {
    const calls = await Calls.on(subject, 6, named('oak', 'oak-v2', 'oak-v3', 'oak-v4', 'oak-v5', 'elm'))
    const { library, cloud } = calls
    await putRule(library, callerOf(cloud), 'names', NAMES_ALIKE)
    const upload = (i: number) =>
      calls.by(({ store }, caller) =>
        store.write((tx) =>
          tx.changes.add(caller, { type: 'upload', asset: keyOf(calls.assets[i]!), overwritten: false }),
        ),
      )
    const errors: unknown[] = []
    const runner = new RuleRunner(library, (error) => errors.push(error))
    const lookedAt = async () => {
      const { last } = await subject.store.read.changes.marks(cloud.id)
      for (;;) {
        const reader = (await subject.store.read.ruleProgress.followed()).find(({ cloudId }) => cloudId === cloud.id)
        if (errors.length > 0 || reader!.position >= last) return
        await sleep(10)
      }
    }
    try {
      await calls.by((...args) =>
        dismissSuggestions(...args, [{ from: calls.assets[2]!.assetId, to: calls.assets[0]!.assetId }]),
      )
      await upload(2)
      await lookedAt()
      expect(await places(calls, 2)).toEqual([1, 3, 4])
      expect((await calls.list(2)).map(({ rule }) => rule)).toEqual(['names', 'names', 'names'])
      await calls.unrelate({ from: 2, to: 1, kind: 'alternate_of' })
      await upload(2)
      await upload(1)
      await lookedAt()
      expect([await places(calls, 2), await places(calls, 1)]).toEqual([
        [3, 4],
        [0, 3, 4],
      ])
      await deleteRule(library, callerOf(cloud), 'names')
      await upload(0)
      expect(await places(calls, 0)).toEqual([1])
      expect(errors).toEqual([])
    } finally {
      await runner.stop()
    }
  })

  test('a rule is tried without relating anything, and applied at once by several it relates each pair once', async () => {
    const calls = await Calls.on(subject, 4, named('yew', 'yew-v2', 'yew-v3', 'ash'))
    const { library, cloud } = calls
    await putRule(library, callerOf(cloud), 'yews', { ...NAMES_ALIKE, enabled: false })
    const run = async (dryRun: boolean) =>
      runRule(library, callerOf(cloud), await getRule(library.store.read, cloud, 'yews'), {
        dryRun,
        limit: 100,
        cursor: undefined,
      })
    expect((await run(true)).suggestions).toHaveLength(3)
    expect(await calls.related(0)).toEqual([])
    const before = await getRule(library.store.read, cloud, 'yews')
    await putRule(library, callerOf(cloud), 'yews', { ...NAMES_ALIKE, minScore: 0.99, enabled: false })
    const page = { dryRun: false, limit: 100, cursor: undefined }
    expect((await runRule(library, callerOf(cloud), before, page)).suggestions).toEqual([])
    await deleteRule(library, callerOf(cloud), 'yews')
    expect((await runRule(library, callerOf(cloud), before, page)).suggestions).toEqual([])
    expect(await calls.related(0)).toEqual([])
    await putRule(library, callerOf(cloud), 'yews', { ...NAMES_ALIKE, enabled: false })
    const runs = await Promise.all([run(false), run(false), run(false)])
    expect(runs.reduce((sum, { suggestions }) => sum + suggestions.length, 0)).toBe(3)
    expect(await places(calls, 0)).toEqual([1, 2])
  })
}

const places = async (calls: Calls, i: number): Promise<number[]> =>
  (await calls.related(i)).map(([other]) => other).sort((a, b) => a - b)
