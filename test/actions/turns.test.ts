import { describe, expect, it } from 'vitest'
import { Turns } from '../../src/actions/turns.ts'

describe('turns', () => {
  it('are taken by so many at a time, in their order, also after one that fails', async () => {
    const turns = new Turns(2)
    const ends: (() => void)[] = []
    const started: number[] = []
    const work = (i: number) => () => {
      started.push(i)
      return new Promise<number>((resolve, reject) => {
        ends[i] = () => (i === 0 ? reject(new Error('on purpose')) : resolve(i))
      })
    }
    const all = Promise.allSettled([0, 1, 2, 3].map((i) => turns.take(work(i))))
    expect(started).toEqual([0, 1])
    ends[0]!()
    await expect.poll(() => started).toEqual([0, 1, 2])
    ends[1]!()
    ends[2]!()
    await expect.poll(() => started).toEqual([0, 1, 2, 3])
    ends[3]!()
    expect((await all).map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual(['failed', 1, 2, 3])
    await expect(turns.take(async () => 'free again')).resolves.toBe('free again')
  })
})
