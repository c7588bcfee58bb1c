import { expect, test } from 'vitest'
import type { Subject } from './subject.ts'

/** What environments define for themselves. */
export function describeDefinitions(subject: Subject): void {
  test('keeps definitions by kind and name, each name once', async () => {
    const cloud = await subject.newCloud()
    const body = { text: 'o\'brien é \\ " 😀', list: [1, null, { deep: true }] }
    const insert = (name: string, content: unknown) =>
      subject.store.write((tx) => tx.definitions.insert(cloud.id, 'upload_preset', name, content))
    expect([await insert('a', body), await insert('a', {}), await insert('B', 1), await insert('b', 2)]).toEqual([
      true,
      false,
      true,
      true,
    ])
    const { definitions } = subject.store.read
    expect(await definitions.get(cloud.id, 'upload_preset', 'a')).toEqual({
      name: 'a',
      body,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
    })
    expect(await definitions.get(cloud.id, 'trigger', 'a')).toBeUndefined()
    expect(await definitions.get((await subject.newCloud()).id, 'upload_preset', 'a')).toBeUndefined()
    const names = async (after?: string, limit = 9) =>
      (await definitions.list(cloud.id, 'upload_preset', { ...(after !== undefined && { after }), limit })).map(
        ({ name }) => name,
      )
    expect([await names(), await names(undefined, 2), await names('B')]).toEqual([
      ['B', 'a', 'b'],
      ['B', 'a'],
      ['a', 'b'],
    ])
  })

  test('replaces and removes definitions that are there', async () => {
    const cloud = await subject.newCloud()
    const { definitions } = subject.store.read
    await subject.store.write((tx) => tx.definitions.insert(cloud.id, 'trigger', 'a', { n: 1 }))
    const replaced = await subject.store.write(async (tx) => [
      await tx.definitions.replace(cloud.id, 'trigger', 'a', { n: 2 }),
      await tx.definitions.replace(cloud.id, 'trigger', 'b', { n: 2 }),
      await tx.definitions.replace(cloud.id, 'upload_preset', 'a', { n: 2 }),
    ])
    expect(replaced).toEqual([true, false, false])
    expect((await definitions.get(cloud.id, 'trigger', 'a'))?.body).toEqual({ n: 2 })
    const remove = () => subject.store.write((tx) => tx.definitions.remove(cloud.id, 'trigger', 'a'))
    expect([await remove(), await remove()]).toEqual([true, false])
    expect(await definitions.get(cloud.id, 'trigger', 'a')).toBeUndefined()
  })
}
