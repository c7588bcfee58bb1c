import { expect, test } from 'vitest'
import { randomApiKey, randomHex32, randomName, randomSecret } from '../../src/core/ids.ts'
import { sql } from '../../src/store/sql.ts'
import type { Subject } from './subject.ts'

const newKey = () => ({ key: randomApiKey(), secret: randomSecret(), origin: 'generated' as const })

/** Clouds and their keys. */
export function describeClouds(subject: Subject): void {
  test('finds a cloud by its name, and lists it last', async () => {
    const name = `cloud-${randomName(12)}`
    const cloud = await subject.store.write((tx) => tx.clouds.insert(name, 'a secret'))
    expect(cloud).toEqual({ id: expect.any(Number), name, cursorSecret: 'a secret', createdAt: expect.any(Number) })
    const { clouds } = subject.store.read
    expect(await clouds.byName(name)).toEqual(cloud)
    expect(await clouds.byName(name.toUpperCase())).toBeUndefined()
    expect((await clouds.list()).at(-1)).toEqual(cloud)
  })

  test('refuses a cloud whose name is taken', async () => {
    const { name } = await subject.newCloud()
    const again = subject.store.write((tx) => tx.clouds.insert(name, randomHex32()))
    await expect(again).rejects.toMatchObject({ code: 'conflict' })
  })

  test('finds a key with its cloud, and no key that was not given out', async () => {
    const cloud = await subject.newCloud()
    const apiKey = { key: `o'brien-${randomName(8)}`, secret: '"%_ é', origin: 'given' as const }
    await subject.store.write((tx) => tx.clouds.insertKey(cloud.id, apiKey))
    const { clouds } = subject.store.read
    // Exactly these fields: whoever logs a cloud must not log a secret with it.
    expect(await clouds.credentials(apiKey.key)).toEqual({ cloud, apiKey })
    expect(await clouds.credentials(`${apiKey.key} `)).toBeUndefined()
    expect(await clouds.credentials('%')).toBeUndefined()
    expect(await clouds.credentials('')).toBeUndefined()
  })

  test('lists the keys of a cloud, oldest first', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const keys = [newKey(), newKey(), newKey()]
    for (const key of keys) await subject.store.write((tx) => tx.clouds.insertKey(cloud.id, key))
    await subject.store.write((tx) => tx.clouds.insertKey(other.id, newKey()))
    const listed = await subject.store.read.clouds.keys(cloud.id)
    expect(new Set(listed)).toEqual(new Set(keys))
    for (const [i, { key }] of keys.entries()) {
      await subject.engine.transaction((connection) =>
        connection.run(sql`update api_key set created_at = ${1_700_000_000_000 - i} where key = ${key}`),
      )
    }
    expect(await subject.store.read.clouds.keys(cloud.id)).toEqual(keys.toReversed())
  })

  test('refuses a key that is in use, in whichever cloud', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const key = newKey()
    await subject.store.write((tx) => tx.clouds.insertKey(cloud.id, key))
    const again = subject.store.write((tx) => tx.clouds.insertKey(other.id, { ...key, secret: 'other' }))
    await expect(again).rejects.toMatchObject({ code: 'conflict' })
    expect((await subject.store.read.clouds.credentials(key.key))?.apiKey.secret).toBe(key.secret)
  })

  test('describes keys without their secrets, and knows one no more once it has ended', async () => {
    const [cloud, other] = [await subject.newCloud(), await subject.newCloud()]
    const [first, second] = [newKey(), newKey()]
    await subject.store.write((tx) => tx.clouds.insertKey(cloud.id, first, 'a shop'))
    await subject.store.write((tx) => tx.clouds.insertKey(cloud.id, second))
    const { clouds } = subject.store.read
    const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1)
    const described = async () => (await clouds.describeKeys(cloud.id)).toSorted(byKey)
    const common = { origin: 'generated', createdAt: expect.any(Number), endsAt: null }
    expect(await described()).toEqual(
      [
        { ...common, key: first.key, name: 'a shop' },
        { ...common, key: second.key, name: '' },
      ].toSorted(byKey),
    )
    const later = Date.now() + 60_000
    await subject.store.write(async (tx) => {
      await tx.clouds.renameKey(other.id, first.key, 'not theirs')
      await tx.clouds.endKey(other.id, first.key, 1)
      await tx.clouds.renameKey(cloud.id, second.key, 'b')
      await tx.clouds.endKey(cloud.id, second.key, later)
    })
    expect(await described()).toEqual(
      [
        { ...common, key: first.key, name: 'a shop' },
        { ...common, key: second.key, name: 'b', endsAt: later },
      ].toSorted(byKey),
    )
    expect((await clouds.credentials(second.key))?.apiKey).toEqual(second)
    await subject.store.write((tx) => tx.clouds.endKey(cloud.id, second.key, Date.now()))
    expect(await clouds.credentials(second.key)).toBeUndefined()
    expect([await described(), await clouds.keys(cloud.id)]).toMatchObject([[{ key: first.key }], [first]])
  })

  test('knows a revoked key no more', async () => {
    const cloud = await subject.newCloud()
    const [revoked, kept] = [newKey(), newKey()]
    for (const key of [revoked, kept]) await subject.store.write((tx) => tx.clouds.insertKey(cloud.id, key))
    await subject.engine.transaction((connection) =>
      connection.run(sql`update api_key set revoked_at = ${Date.now()} where key = ${revoked.key}`),
    )
    expect(await subject.store.read.clouds.credentials(revoked.key)).toBeUndefined()
    expect(await subject.store.read.clouds.keys(cloud.id)).toEqual([kept])
  })
}
