import type { Cloud } from '../../src/core/cloud.ts'
import { lineage, parentFolder } from '../../src/core/folder.ts'
import { termsOf } from '../../src/core/terms.ts'
import { AssetQueries } from '../../src/store/assets.ts'
import type { Engine } from '../../src/store/engine.ts'
import { sql } from '../../src/store/sql.ts'
import { Totals } from '../../src/store/totals.ts'

/**
 * Compares the tables of a cloud, row by row: both ends of every relation, or the one that is parked, the counters, the
 * terms, the folders, the totals, and whether what they point to is there. Answers what is wrong, in sentences.
 */
export async function findDamage({ reader, locks }: Engine, { id }: Cloud): Promise<string[]> {
  const nos = await reader.all<{ assetId: string }>(sql`select asset_id as "assetId" from asset where cloud_id = ${id}`)
  const assets = (await new AssetQueries(reader, locks).find(id, nos)).filter((asset) => asset !== undefined)
  const relations = await reader.all<{ a: number; b: number; kind: number; aPosition: string; bPosition: string }>(sql`
    select a_no as "a", b_no as "b", kind as "kind", a_position as "aPosition", b_position as "bPosition"
    from relation where cloud_id = ${id}`)
  const ends = await reader.all<{ from: number; to: number; label: number; position: string }>(sql`
    select from_no as "from", to_no as "to", label as "label", position as "position"
    from relation_end where cloud_id = ${id}`)
  const parked = await reader.all<{ from: number; to: number; label: number; position: string }>(sql`
    select from_no as "from", to_no as "to", label as "label", position as "position"
    from parked_end where cloud_id = ${id}`)
  const trash = await reader.all<{ no: number }>(sql`select asset_no as "no" from deleted_asset where cloud_id = ${id}`)
  const counts = await reader.all<{ no: number; label: number; n: number }>(sql`
    select asset_no as "no", label as "label", cast(sum(n) as bigint) as "n" from relation_count
    where cloud_id = ${id} group by asset_no, label`)
  const terms = await reader.all<{ no: number; term: string }>(
    sql`select asset_no as "no", term as "term" from asset_term where cloud_id = ${id}`,
  )
  const folders = await reader.all<{ path: string; parent: string }>(
    sql`select path as "path", parent as "parent" from folder where cloud_id = ${id}`,
  )
  const paths = new Set(folders.map(({ path }) => path))
  const reading = new Totals(reader)
  const totals = await reading.at(id, Number.MAX_SAFE_INTEGER)
  const [types, kinds] = [await reading.byType(id), await reading.byKind(id)]
  const [derived] = await reader.all<{ n: number }>(sql`select count(*) as "n" from derived where cloud_id = ${id}`)
  const there = new Set(assets.map(({ no }) => no))
  const deleted = new Set(trash.map(({ no }) => no))
  const isHere = ({ a, b }: { a: number; b: number }) => there.has(a) && there.has(b)
  const sides = ({ a, b, kind, aPosition, bPosition }: (typeof relations)[number]) => [
    { from: a, text: `${a} to ${b} under ${2 * kind} at ${aPosition}` },
    { from: b, text: `${b} to ${a} under ${2 * kind + (kind % 2)} at ${bPosition}` },
  ]
  const parkedTexts = parked.map(({ from, to, label, position }) => `${from} to ${to} under ${label} at ${position}`)
  const degree = Map.groupBy(ends, ({ from, label }) => `${from} under ${label}`)
  return [
    ...differences(
      'ends',
      ends.map(({ from, to, label, position }) => `${from} to ${to} under ${label} at ${position}`),
      relations.filter(isHere).flatMap((relation) => sides(relation).map(({ text }) => text)),
    ),
    ...differences(
      'counters',
      counts.filter(({ n }) => n !== 0).map(({ no, label, n }) => `${no} under ${label}: ${n}`),
      [...degree].map(([key, list]) => `${key}: ${list.length}`),
    ),
    ...differences(
      'terms',
      terms.map(({ no, term }) => `${no}: ${term}`),
      assets.flatMap((asset) => [...termsOf(asset)].map((term) => `${asset.no}: ${term}`)),
    ),
    ...assets
      .flatMap(({ assetFolder }) => lineage(assetFolder))
      .filter((path) => !paths.has(path))
      .map((path) => `folders lack ${path}, which has an asset`),
    ...folders
      .filter(({ path, parent }) => parent !== parentFolder(path) || (parent !== '' && !paths.has(parent)))
      .map(({ path, parent }) => `the folder ${path} is said to be in ${parent}, which is wrong or not there`),
    ...differences(
      'totals',
      [
        ...[`${totals.assets} assets`, `${totals.bytes} bytes`, `${totals.derived} derived`],
        `${totals.relations} relations`,
        ...types.map(({ resourceType, type, assets, bytes }) => `${resourceType}/${type}: ${assets} of ${bytes} bytes`),
        ...[...kinds].map(([kind, n]) => `${n} of kind ${kind}`),
      ],
      [
        `${assets.length} assets`,
        `${assets.reduce((sum, { bytes }) => sum + bytes, 0)} bytes`,
        `${derived!.n} derived`,
        `${relations.filter(isHere).length} relations`,
        ...[...Map.groupBy(assets, ({ resourceType, type }) => `${resourceType}/${type}`)].map(
          ([name, of]) => `${name}: ${of.length} of ${of.reduce((sum, { bytes }) => sum + bytes, 0)} bytes`,
        ),
        ...[...Map.groupBy(relations.filter(isHere), ({ kind }) => kind)].map(
          ([kind, of]) => `${of.length} of kind ${kind}`,
        ),
      ],
    ),
    ...relations
      .filter((relation) => !isHere(relation))
      .map((relation) => ({ relation, ends: sides(relation).filter(({ text }) => parkedTexts.includes(text)) }))
      .filter(({ ends }) => ends.length !== 1)
      .map(({ relation: { a, b }, ends }) => `the relation ${a} to ${b} waits with ${ends.length} parked ends`),
    ...parked.filter(({ from }) => !deleted.has(from)).map(({ from }) => `${from} is not deleted, but has parked ends`),
    ...(parked.length === relations.filter((relation) => !isHere(relation)).length ? [] : ['parked ends are too many']),
    ...trash.filter(({ no }) => there.has(no)).map(({ no }) => `${no} is deleted and isn't`),
    ...relations
      .filter(({ a, b, kind }) => a === b || (kind % 2 === 0 && a > b))
      .map(({ a, b }) => `the relation ${a} to ${b} is the wrong way round`),
    ...ends
      .filter(({ from, to }) => !there.has(from) || !there.has(to))
      .map(({ from, to }) => `${from} to ${to} dangles`),
  ]
}

function differences(what: string, found: readonly string[], expected: readonly string[]): string[] {
  const [has, should] = [new Set(found), new Set(expected)]
  return [
    ...[...should].filter((row) => !has.has(row)).map((row) => `${what} lack ${row}`),
    ...[...has].filter((row) => !should.has(row)).map((row) => `${what} have ${row}`),
  ]
}
