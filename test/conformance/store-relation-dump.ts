import { expect, test } from 'vitest'
import { exportRelations } from '../../src/actions/export-relations.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import { star } from '../../src/core/relation.ts'
import { labelOf, RELATED_KIND, RELATED_LABEL } from '../../src/core/relation-kind.ts'
import { numbersOf, type Subject } from './subject.ts'

/** All relations, by names alone. */
export function describeRelationDump(subject: Subject): void {
  const dumped = async (cloud: Cloud) => {
    const relations = []
    for await (const group of exportRelations(subject.store.read, cloud)) relations.push(...group)
    return relations
  }

  test('tells every relation once: by the names of its assets, whatever their numbers, and in the order of lists', async () => {
    const cloud = await subject.newCloud()
    const names = ['d', 'é', 'B', 'a', 'ü', 'A']
    const assets = await subject.newAssets(cloud, 6, (i) => ({
      publicId: names[i]!,
      resourceType: i === 5 ? 'raw' : 'image',
    }))
    const [d, e, b, a, u, raw] = numbersOf(assets) as [number, number, number, number, number, number]
    await subject.store.write(async (tx) => {
      await tx.relations.add(cloud.id, [
        { from: raw, to: a, kind: 1, note: 'x', metadata: { n: 1 }, fromVersion: 'r', toVersion: 'a', startMs: 5 },
        ...star(d, [e, b, a], RELATED_KIND),
        ...star(a, [u, raw, d], 1),
      ])
    })
    const relations = await dumped(cloud)
    expect(relations.map(({ from, to, kind }) => `${from.publicId} ${kind.name} ${to.publicId}`)).toEqual([
      'B related d',
      'a poster_of ü',
      'a poster_of A',
      'a poster_of d',
      'a related d',
      'd related é',
      'A poster_of a',
    ])
    expect(relations.at(-1)).toMatchObject({
      note: 'x',
      metadata: { n: 1 },
      fromVersion: 'r',
      toVersion: 'a',
      startMs: 5,
    })
    for (const { fromPosition, toPosition } of relations) expect(fromPosition).toBe(toPosition)
  })

  test('reads a list that is longer than a page in parts, and no other cloud', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const assets = await subject.newAssets(cloud, 1203)
    const [hub, ...others] = numbersOf(assets) as [number, ...number[]]
    const { relations } = subject.store.read
    await subject.store.write(async (tx) => {
      await tx.relations.add(cloud.id, star(hub, others.slice(0, 700), 1))
      await tx.relations.add(cloud.id, star(hub, others.slice(500), 1))
      await tx.relations.add(cloud.id, star(others[5]!, [hub], RELATED_KIND))
    })
    const listed = await relations.list(cloud.id, hub, labelOf(1, 'subject'), { limit: 2000 })
    const told = (await dumped(cloud)).filter(({ kind }) => kind.no === 1)
    expect(told.map(({ to }) => to.publicId)).toEqual(listed.map(({ publicId }) => publicId))
    expect(told.length).toBe(1202)
    expect(await dumped(other)).toEqual([])
    const { relationDump } = subject.store.read
    const parts = await relationDump.part(cloud.id, { no: hub, label: RELATED_LABEL }, { limit: 10 })
    expect(parts.map(({ no }) => no)).toEqual([others[5]])
    expect(await relationDump.lists(cloud.id, [])).toEqual([])
  })
}
