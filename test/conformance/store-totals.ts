import { expect, test } from 'vitest'
import { RELATED_KIND } from '../../src/core/relation-kind.ts'
import { untilDayLasts } from '../support/day.ts'
import { findDamage } from './integrity.ts'
import { numbersOf, type Subject } from './subject.ts'

const DIRECTED = 1
const DAY_MS = 24 * 60 * 60 * 1000

/** What is counted while it changes, so that nobody counts it when it is asked. */
export function describeTotals(subject: Subject): void {
  test('counts assets by type and relations by kind, as much as is kept of a transaction', async () => {
    await untilDayLasts()
    const cloud = await subject.newCloud()
    const { totals } = subject.store.read
    expect([await totals.byType(cloud.id), await totals.byKind(cloud.id), await totals.days(cloud.id, 0)]).toEqual([
      [],
      new Map(),
      [],
    ])
    const assets = await subject.newAssets(cloud, 4, (i) => ({ bytes: 10 + i, type: i === 3 ? 'private' : 'upload' }))
    const [a, b, c] = numbersOf(assets) as [number, number, number]
    const relate = [
      ...[a, b].map((from) => ({ from, to: c, kind: RELATED_KIND })),
      ...[a, c].map((from) => ({ from, to: b, kind: DIRECTED })),
    ]
    await subject.store.write((tx) => tx.relations.add(cloud.id, [...relate, relate[0]!]))
    const failing = subject.store.write(async (tx) => {
      await tx.relations.remove(cloud.id, relate)
      await tx.assets.remove(cloud.id, [assets[3]!])
      throw new Error('on purpose')
    })
    await expect(failing).rejects.toThrow('on purpose')
    const resourceType = assets[0]!.resourceType
    expect(await totals.byType(cloud.id)).toEqual([
      { resourceType, type: 'private', assets: 1, bytes: 13 },
      { resourceType, type: 'upload', assets: 3, bytes: 33 },
    ])
    expect(await totals.byKind(cloud.id)).toEqual(
      new Map([
        [RELATED_KIND, 2],
        [DIRECTED, 2],
      ]),
    )
    const [day, ...others] = await totals.days(cloud.id, Date.now() - 7 * DAY_MS)
    expect([day, others]).toEqual([
      { at: Math.floor(day!.at / DAY_MS) * DAY_MS, assets: 4, bytes: 46, derived: 0, relations: 4 },
      [],
    ])
    expect(await totals.days(cloud.id, Date.now() + DAY_MS)).toEqual([])
    await subject.store.write((tx) => tx.relations.clear(cloud.id, [c]))
    expect(await totals.byKind(cloud.id)).toEqual(new Map([[DIRECTED, 1]]))
    const moved = { ...assets[3]!, type: 'upload' as const, publicId: 'moved' }
    await subject.store.write((tx) => tx.assets.replace(cloud.id, assets[3]!, moved))
    expect(await totals.byType(cloud.id)).toEqual([{ resourceType, type: 'upload', assets: 4, bytes: 46 }])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })
}
