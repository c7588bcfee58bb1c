import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { untilDayLasts } from '../support/day.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

describe('the overview', () => {
  let relata: TestRelata
  beforeAll(async () => {
    await untilDayLasts()
    relata = await startTestRelata()
  })
  afterAll(() => relata.stop())

  const overview = async (query = '') => (await relata.api('GET', `/overview${query}`)).body

  it('of an empty library says so, with all kinds', async () => {
    const { totals, types, kinds, days } = await overview()
    expect([totals, types]).toEqual([{ assets: 0, bytes: 0, relations: 0, derived: 0 }, []])
    expect(kinds[0]).toEqual({ name: 'related', inverse: 'related', directed: false, retired: false, relations: 0 })
    expect(days).toHaveLength(90)
    const today = new Date().toISOString().slice(0, 10)
    expect(days.at(-1)).toEqual({ date: today, assets: 0, bytes: 0, relations: 0 })
    expect(new Set(days.map(({ date }: { date: string }) => date)).size).toBe(90)
  })

  it('counts assets, bytes and relations by type and by kind, whatever becomes of them', async () => {
    for (const id of ['a', 'b', 'c']) await relata.asset(id)
    await relata.upload('four', { public_id: 'd', type: 'private' })
    const relate = (from: string, to: string, kind: string) =>
      relata.api('POST', '/relations', { relations: [{ from: `raw/upload/${from}`, to: `raw/upload/${to}`, kind }] })
    for (const to of ['b', 'c']) expect((await relate('a', to, 'related')).status).toBe(200)
    await relate('a', 'b', 'poster_of')
    const kindsOf = ({ kinds }: { kinds: { name: string; relations: number }[] }) =>
      Object.fromEntries(kinds.filter(({ relations }) => relations > 0).map(({ name, relations }) => [name, relations]))
    const before = await overview('?days=2')
    expect(before.totals).toEqual({ assets: 4, bytes: 7, relations: 3, derived: 0 })
    expect(before.types).toEqual([
      { resource_type: 'raw', type: 'private', assets: 1, bytes: 4 },
      { resource_type: 'raw', type: 'upload', assets: 3, bytes: 3 },
    ])
    expect(kindsOf(before)).toEqual({ related: 2, poster_of: 1 })
    expect(before.days.map(({ date: _, ...day }: { date: string }) => day)).toEqual([
      { assets: 0, bytes: 0, relations: 0 },
      { assets: 4, bytes: 7, relations: 3 },
    ])
    // The relations of a deleted asset wait, and count again once it is back.
    await relata.admin('DELETE', '/resources/raw/upload?public_ids[]=b')
    expect([kindsOf(await overview()), (await overview()).totals.relations]).toEqual([{ related: 1 }, 1])
    await relata.admin('POST', '/resources/raw/upload/restore', { public_ids: ['b'] })
    expect(kindsOf(await overview())).toEqual({ related: 2, poster_of: 1 })
    // What gets another type counts there.
    const renamed = { from_public_id: 'd', to_public_id: 'd', type: 'private', to_type: 'upload' }
    expect((await relata.admin('POST', '/raw/rename', renamed)).status).toBe(200)
    expect((await overview()).types).toEqual([{ resource_type: 'raw', type: 'upload', assets: 4, bytes: 7 }])
    await relata.api('DELETE', '/relations', {
      relations: [{ from: 'raw/upload/a', to: 'raw/upload/b', kind: 'poster_of' }],
    })
    expect(kindsOf(await overview())).toEqual({ related: 2 })
  })

  it('refuses days that can not be', async () => {
    for (const days of ['0', '-1', '4000', 'all']) {
      expect((await relata.api('GET', `/overview?days=${days}`)).status).toBe(400)
    }
  })

  it('is of one environment', async () => {
    const other = await relata.addCloud('overview-elsewhere')
    const { body } = await relata.api('GET', '/overview', undefined, other)
    expect([body.totals.assets, body.types, body.days.at(-1).relations]).toEqual([0, [], 0])
  })
})
