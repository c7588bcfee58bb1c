import { expect, test } from 'vitest'
import { deleteAssets } from '../../src/actions/delete-assets.ts'
import type { Finding } from '../../src/core/checkup.ts'
import { SqlCheckup } from '../../src/store/checkup/checkup.ts'
import { type Sql, sql } from '../../src/store/sql.ts'
import { Calls, KINDS } from './calls.ts'
import { findDamage } from './integrity.ts'
import type { Subject } from './subject.ts'

/** What must be true of the tables is found where it is not, and made true again. */
export function describeCheckup(subject: Subject): void {
  const findings = async ({ cloud }: Calls, fix: boolean): Promise<Finding[]> => {
    const found: Finding[] = []
    for await (const finding of new SqlCheckup(subject.engine).run(cloud, KINDS, fix, () => {})) found.push(finding)
    return found
  }

  test('a library that is as it must be has nothing to be found', async () => {
    expect(await findings(await library(), false)).toEqual([])
  })

  const damages: [what: string, damage: (id: number, nos: readonly number[]) => Sql, found: RegExp][] = [
    [
      'an end is gone',
      (id, [a]) => sql`delete from relation_end where cloud_id = ${id} and from_no = ${a!} and label = 0`,
      /^2 relations are missing in the list of an asset$/,
    ],
    [
      'an end stands elsewhere',
      (id, [a]) => sql`
        update relation_end set position = '0' || position where cloud_id = ${id} and from_no = ${a!} and label = 2`,
      /entries of lists are of no asset, or stand where their relation does not/,
    ],
    [
      'a relation is gone, and its ends are there',
      (id, [a, b]) => sql`delete from relation where cloud_id = ${id} and a_no = ${a!} and b_no = ${b!} and kind = 0`,
      /^2 entries of lists are of a relation that is not there/,
    ],
    [
      'a count is wrong',
      (id, [a]) => sql`
        update relation_count set n = n + 5 where cloud_id = ${id} and asset_no = ${a!} and label = 0
          and slot = (select min(slot) from relation_count where cloud_id = ${id} and asset_no = ${a!} and label = 0)`,
      /count|number/,
    ],
    [
      'an end that waits is gone',
      (id, nos) => sql`delete from parked_end where cloud_id = ${id} and from_no = ${nos.at(-1)!}`,
      /^1 relations of deleted assets would not come back/,
    ],
    [
      'a word is in no index',
      (id, [a]) => sql`delete from asset_term where cloud_id = ${id} and asset_no = ${a!} and term = 'tag=summer'`,
      /^1 assets are not found by all that is said of them/,
    ],
    [
      'a total is wrong',
      (id) => sql`update asset_total set assets = assets + 3 where cloud_id = ${id}`,
      /total|count|number/,
    ],
  ]

  test.each(damages)('%s: that is found, repaired, and found no more', async (_, damage, words) => {
    const calls = await library()
    const { cloud, assets } = calls
    const nos = assets.map(({ no }) => no)
    expect(await subject.engine.transaction((tx) => tx.run(damage(cloud.id, nos)))).toBeGreaterThan(0)
    const told = (found: readonly Finding[]) => found.map(({ count, what }) => `${count} ${what}`)
    const found = await findings(calls, false)
    expect(told(found)).toEqual(expect.arrayContaining([expect.stringMatching(words)]))
    // What is repaired first may be all that was wrong with the rest.
    const repaired = await findings(calls, true)
    expect(told(found)).toEqual(expect.arrayContaining(told(repaired)))
    expect(repaired.map((finding) => finding.repaired)).toEqual(repaired.map(() => true))
    expect(await findings(calls, false)).toEqual([])
    expect(await findDamage(subject.engine, cloud)).toEqual([])
  })

  /** Three related assets, and one that was deleted with what it was related to. */
  async function library(): Promise<Calls> {
    const calls = await Calls.on(subject, 4, () => ({ tags: ['summer'] }))
    await calls.relate({ from: 0, to: 1 }, { from: 0, to: 2 }, { from: 0, to: 1, kind: 'poster_of', note: 'x' })
    await calls.relate({ from: 3, to: 1, kind: 'derived_from' })
    await calls.by((...args) => deleteAssets(...args, [calls.id(3)]))
    return calls
  }
}
