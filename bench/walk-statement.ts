import { openForReading } from '../src/store/sqlite-connection.ts'

const WALK = `
  with one as (
    select to_no as no, from_no as via, row_number() over (order by label, position, to_no) as place
    from relation_end where cloud_id = @cloud and from_no = @no),
  two as (
    select e.to_no as no, e.from_no as via, one.place as place, e.position as position,
      row_number() over (partition by e.to_no order by one.place, e.label, e.position) as nth
    from one cross join relation_end e
    where e.cloud_id = @cloud and e.from_no = one.no and e.to_no <> @no and e.to_no not in (select no from one))
  select asset.*, found.distance, via.asset_id as via
  from (
    select no, via, 1 as distance, place, '' as position from one
    union all select no, via, 2, place, position from two where nth = 1) found
  cross join asset on asset.cloud_id = @cloud and asset.asset_no = found.no
  cross join asset via on via.cloud_id = @cloud and via.asset_no = found.via
  order by found.distance, found.place, found.position`

/** The walk by hand: one statement for two steps from an asset, prepared once, on a connection as Relata's threads have. */
export function walkByHand(file: string) {
  const db = openForReading(file, 16384)
  return { db, walk: db.prepare(WALK) }
}
