import { expect, test } from 'vitest'
import type { Change } from '../../src/core/change.ts'
import { callerOf, type Subject } from './subject.ts'

const created = (path: string): Change => ({ type: 'create_folder', path })

/** The log of what was changed. */
export function describeChanges(subject: Subject): void {
  test('logs changes in their order, with who made them, also across restarts', async () => {
    const cloud = await subject.newCloud()
    await subject.store.write(async (tx) => {
      await tx.changes.add(callerOf(cloud), created('a'))
      await tx.changes.add({ cloud, actor: 'é', requestId: 'r' }, created("b'"))
    })
    await subject.reopen()
    await subject.store.write((tx) => tx.changes.add(callerOf(cloud), created('c')))
    const logged = await subject.store.read.changes.list(cloud.id, { limit: 9 })
    const common = { type: 'create_folder', at: expect.any(Number), position: expect.any(String) }
    expect(logged).toEqual([
      { ...common, path: 'a', actor: 'tester', requestId: 'a-request' },
      { ...common, path: "b'", actor: 'é', requestId: 'r' },
      { ...common, path: 'c', actor: 'tester', requestId: 'a-request' },
    ])
    const page = (after: string) => subject.store.read.changes.list(cloud.id, { after, limit: 1 })
    expect([await page(logged[0]!.position), await page(logged[2]!.position)]).toEqual([[logged[1]], []])
    expect(await subject.store.read.changes.list((await subject.newCloud()).id, { limit: 9 })).toEqual([])
  })

  test('tells listeners of changes once they are kept, and of nothing else', async () => {
    const cloud = await subject.newCloud()
    const seen: number[] = []
    const stop = subject.store.onChange(() => seen.push(seen.length))
    await subject.store.write((tx) => tx.changes.add(callerOf(cloud), created('a')))
    await subject.newAssets(cloud, 1)
    const failing = subject.store.write(async (tx) => {
      await tx.changes.add(callerOf(cloud), created('never'))
      throw new Error('on purpose')
    })
    await expect(failing).rejects.toThrow('on purpose')
    expect(seen).toEqual([0])
    stop()
    await subject.store.write((tx) => tx.changes.add(callerOf(cloud), created('b')))
    expect(seen).toEqual([0])
    const paths = (await subject.store.read.changes.list(cloud.id, { limit: 9 })).map(
      (change) => 'path' in change && change.path,
    )
    expect(paths).toEqual(['a', 'b'])
  })
}
