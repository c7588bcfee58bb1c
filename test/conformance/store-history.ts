import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Asset } from '../../src/core/asset.ts'
import { keyOf } from '../../src/core/asset.ts'
import type { Change } from '../../src/core/change.ts'
import { actorRef, assetRef, backRef, callRef, goneRef, typeRef, undoRef } from '../../src/core/change-refs.ts'
import { positionAt } from '../../src/core/clock.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import type { ChangePageQuery } from '../../src/core/ports/changes.ts'
import { sql } from '../../src/store/sql.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import { type Subject, sampleAsset } from './subject.ts'

const created = (path: string): Change => ({ type: 'create_folder', path })
const uploaded = (asset: Asset): Change => ({ type: 'upload', asset: keyOf(asset), overwritten: false })
const deleted = (asset: Asset): Change => ({ type: 'delete', assets: [{ ...keyOf(asset), ...sampleNames }] })
const sampleNames = { version: 1, assetFolder: '', displayName: 'x' }

/** What the log of changes is asked for later: pages of it, by what they are about, and what is left of it. */
export function describeHistory(subject: Subject): void {
  const log = (cloud: Cloud, changes: readonly Change[], { actor = 'k', requestId = 'r', undoOf = '' } = {}) =>
    subject.store.write(async (tx) => {
      for (const change of changes) await tx.changes.add({ cloud, actor, requestId, ...(undoOf && { undoOf }) }, change)
    })
  const index = (cloud: Cloud, limit = 100) => subject.store.write((tx) => tx.changes.index(cloud.id, limit))
  const read = async (cloud: Cloud, query: Partial<ChangePageQuery> = {}) => {
    const { changes, hasMore } = await subject.store.read.changes.page(cloud.id, {
      ...{ direction: 'desc', limit: 100, ...query },
    })
    const what = changes.map((change) => ('path' in change ? change.path : change.type))
    return hasMore ? [...what, '...'] : what
  }
  /** All that are logged, as whoever reads on from where it was does, until told that nothing more comes. */
  const followed = async (cloud: Cloud, isOver: () => boolean) => {
    const seen: string[] = []
    for (let after = '', last = false; ; ) {
      last = isOver()
      const { changes } = await subject.store.read.changes.page(cloud.id, { after, direction: 'asc', limit: 7 })
      for (const change of changes) seen.push('path' in change ? change.path : change.type)
      after = changes.at(-1)?.position ?? after
      if (last && changes.length === 0) return seen
      await sleep(0)
    }
  }

  test('whoever follows the log sees every change once, however many write, and however long each takes', async () => {
    const cloud = await subject.newCloud()
    // On PostgreSQL a second server, with a clock of its own.
    const second = subject.engine.severalWriters ? await SqlStore.open(subject.place.engine()) : subject.store
    let isOver = false
    const seen = Promise.all([0, 1].map(() => followed(cloud, () => isOver)))
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 0; i < 25; i++) {
          await (writer % 2 === 0 ? subject.store : second).write(async (tx) => {
            await tx.changes.add({ cloud, actor: 'k', requestId: 'r' }, created(`${writer}-${i}`))
            // What is logged first isn't always on disk first.
            for (let wait = (writer * 7 + i * 3) % 11; wait > 0; wait--) await tx.clouds.byName(cloud.name)
            if (i % 5 === 0) await tx.changes.add({ cloud, actor: 'k', requestId: 'r' }, created(`${writer}-${i}-b`))
          })
        }
      }),
    )
    isOver = true
    const all = Array.from({ length: 8 }, (_, w) =>
      Array.from({ length: 25 }, (_, i) => [`${w}-${i}`, ...(i % 5 === 0 ? [`${w}-${i}-b`] : [])]),
    ).flat(2)
    for (const one of await seen) expect(one.toSorted()).toEqual(all.toSorted())
    if (second !== subject.store) await second.close()
  })

  test('whoever holds a log keeps others from logging until the end', async () => {
    const cloud = await subject.newCloud()
    let others: Promise<void> | undefined
    await subject.store.write(async (tx) => {
      await tx.changes.hold(cloud.id)
      others = log(cloud, [created('later')])
      for (let i = 0; i < 20; i++) await tx.clouds.byName(cloud.name)
      expect(await tx.changes.list(cloud.id, { limit: 9 })).toEqual([])
    })
    await others
    expect(await read(cloud)).toEqual(['later'])
  })

  test('a log that another clock was ahead in goes on from there', async () => {
    const cloud = await subject.newCloud()
    const ahead = positionAt(Date.now() + 60 * 60 * 1000)
    await subject.engine.transaction(async (connection) => {
      await connection.run(sql`insert into change_head values (${cloud.id}, ${ahead})`)
      await connection.run(
        sql`insert into change values (${cloud.id}, ${ahead}, 1, 'k', 'r', ${JSON.stringify(created('a'))})`,
      )
    })
    await subject.reopen()
    await log(cloud, [created('b')])
    expect(await read(cloud)).toEqual(['b', 'a'])
    await subject.engine.transaction(async (connection) => {
      await connection.run(sql`delete from change where cloud_id = ${cloud.id}`)
      await connection.run(sql`delete from change_head where cloud_id = ${cloud.id}`)
    })
    await subject.reopen()
  })

  test('answers pages of the log in either direction', async () => {
    const cloud = await subject.newCloud()
    expect(await read(cloud)).toEqual([])
    await log(cloud, [created('a'), created('b'), created('c')])
    await log(cloud, [created('d')])
    const [a, b, , d] = await subject.store.read.changes.list(cloud.id, { limit: 9 })
    const at = { direction: 'asc', limit: 2 } as const
    expect(await read(cloud)).toEqual(['d', 'c', 'b', 'a'])
    expect(await read(cloud, { limit: 2 })).toEqual(['d', 'c', '...'])
    expect(await read(cloud, { before: b!.position })).toEqual(['a'])
    expect(await read(cloud, { after: a!.position, before: d!.position })).toEqual(['c', 'b'])
    expect(await read(cloud, at)).toEqual(['a', 'b', '...'])
    expect(await read(cloud, { ...at, after: b!.position })).toEqual(['c', 'd'])
    expect(await read(await subject.newCloud())).toEqual([])
  })

  test('a page of large changes is a short one, and has one of them at least', async () => {
    const cloud = await subject.newCloud()
    const large = (name: string) => created(name.repeat(450_000))
    await log(cloud, [large('a'), large('b'), large('c'), created('d'.repeat(1_200_000)), created('e')])
    const firsts = async (query: Partial<ChangePageQuery>) => (await read(cloud, query)).map((path) => path[0])
    expect(await firsts({ direction: 'asc' })).toEqual(['a', 'b', '.'])
    expect(await firsts({})).toEqual(['e', '.'])
    const [, , , d, e] = await subject.store.read.changes.list(cloud.id, { limit: 9 })
    expect(await firsts({ before: e!.position })).toEqual(['d', '.'])
    expect(await firsts({ before: d!.position })).toEqual(['c', 'b', '.'])
    expect([await index(cloud), await index(cloud), await index(cloud), await index(cloud)]).toEqual([2, 1, 1, 1])
    const { bytes } = await subject.store.read.changes.marks(cloud.id)
    expect(bytes).toBeGreaterThan(2_500_000)
    const sweep = () => subject.store.write((tx) => tx.changes.sweep(cloud.id, 'z', 100))
    expect([await sweep(), await sweep(), await sweep(), await sweep(), await sweep()]).toEqual([2, 1, 1, 1, 0])
    expect((await subject.store.read.changes.marks(cloud.id)).bytes).toBe(0)
  })

  test('finds changes by asset, call, actor and type, once they are indexed', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const [one, two] = [sampleAsset(1), sampleAsset(2)]
    await log(cloud, [uploaded(one), uploaded(two)], { actor: 'me', requestId: 'first' })
    await log(cloud, [deleted(one)], { actor: 'you', requestId: 'second' })
    await log(cloud, [{ type: 'restore', assets: [keyOf(one)], fromTrash: true }], {
      requestId: 'third',
      undoOf: 'second',
    })
    await log(other, [deleted(one)])
    expect(await read(cloud, { ref: assetRef(1) })).toEqual([])
    expect([await index(cloud, 3), await index(cloud), await index(cloud), await index(other)]).toEqual([3, 1, 0, 1])
    const found = (ref: string) => read(cloud, { ref })
    expect(await found(assetRef(1))).toEqual(['restore', 'delete', 'upload'])
    expect(await found(assetRef(2))).toEqual(['upload'])
    expect([await found(assetRef(3)), await found(callRef('x'))]).toEqual([[], []])
    expect([await found(callRef('first')), await found(callRef('second'))]).toEqual([['upload', 'upload'], ['delete']])
    expect([await found(actorRef('you')), await found(typeRef('upload'))]).toEqual([['delete'], ['upload', 'upload']])
    expect(await found(undoRef('second'))).toEqual(['restore'])
    expect(await read(cloud, { ref: assetRef(1), limit: 1 })).toEqual(['restore', '...'])
    const [, , third, fourth] = await subject.store.read.changes.list(cloud.id, { limit: 9 })
    expect(await read(cloud, { ref: assetRef(1), after: third!.position })).toEqual(['restore'])
    const { firstOf } = subject.store.read.changes
    const first = await firstOf.call(
      subject.store.read.changes,
      ...([cloud.id, [goneRef(1), backRef(1), goneRef(2), assetRef(1)], ''] as const),
    )
    expect(first.get(goneRef(1))).toBe(third!.position)
    expect(first.get(backRef(1))).toBe(fourth!.position)
    expect([...first.keys()].toSorted()).toEqual([assetRef(1), goneRef(1), backRef(1)].toSorted())
    const later = await subject.store.read.changes.firstOf(cloud.id, [goneRef(1), backRef(1)], third!.position)
    expect([...later.keys()]).toEqual([backRef(1)])
  })

  test('two that index the same log at once index it once', async () => {
    const cloud = await subject.newCloud()
    await log(
      cloud,
      Array.from({ length: 30 }, (_, i) => uploaded(sampleAsset(i % 3))),
    )
    const indexed = await Promise.all(Array.from({ length: 6 }, () => index(cloud, 10)))
    expect(indexed.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 10, 10, 10])
    expect(await read(cloud, { ref: assetRef(0) })).toHaveLength(10)
  })

  test('what is forgotten is found by nothing, and it is known up to where that is', async () => {
    const cloud = await subject.newCloud()
    const none = { last: '', indexed: '', swept: '', bytes: 0 }
    const marks = () => subject.store.read.changes.marks(cloud.id)
    expect(await marks()).toEqual(none)
    await log(cloud, [uploaded(sampleAsset(1)), uploaded(sampleAsset(1)), uploaded(sampleAsset(1))])
    const [a, b, c] = await subject.store.read.changes.list(cloud.id, { limit: 9 })
    expect(await marks()).toEqual({ ...none, last: c!.position })
    expect(await index(cloud, 2)).toBe(2)
    const { bytes } = await marks()
    expect(await marks()).toEqual({ last: c!.position, indexed: b!.position, swept: '', bytes })
    const sweep = (limit: number) => subject.store.write((tx) => tx.changes.sweep(cloud.id, 'z', limit))
    expect(await sweep(1)).toBe(1)
    expect(await marks()).toEqual({ last: c!.position, indexed: b!.position, swept: a!.position, bytes: bytes / 2 })
    expect(await read(cloud, { ref: assetRef(1) })).toEqual(['upload'])
    expect([await sweep(5), await sweep(5)]).toEqual([2, 0])
    expect(await marks()).toEqual({ last: '', indexed: c!.position, swept: c!.position, bytes: 0 })
    await log(cloud, [uploaded(sampleAsset(1))])
    expect([await index(cloud), await read(cloud, { ref: assetRef(1) })]).toEqual([1, ['upload']])
    const [{ n } = { n: 0 }] = await subject.engine.reader.all<{ n: number }>(sql`
      select count(*) as "n" from change_ref where cloud_id = ${cloud.id}`)
    expect(n).toBe(4)
  })
}
