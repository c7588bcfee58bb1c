import type { ColumnTypes } from '../engine.ts'

/**
 * How many relations came and went each day, and how much there is of each type and of each kind, so that none of it is
 * counted when it is asked. Of a relation, the end of its object is counted, or that of the asset with the smaller number.
 */
export const totals = ({ integer, text, keyed }: ColumnTypes): string[] => [
  `alter table asset_total add column relations ${integer} not null default 0`,
  `insert into asset_total (cloud_id, day, slot, assets, bytes, derived, relations)
  select cloud_id, created_at / 86400000, 0, 0, 0, 0, count(*) from relation_end
  where ${ONE_END} group by cloud_id, created_at / 86400000
  on conflict (cloud_id, day, slot) do update set relations = excluded.relations`,

  `create table part_total (
    cloud_id ${integer} not null,
    part ${text} not null,
    slot ${integer} not null,
    n ${integer} not null,
    bytes ${integer} not null,
    primary key (cloud_id, part, slot)
  ) ${keyed}`,
  `insert into part_total (cloud_id, part, slot, n, bytes)
  select cloud_id, resource_type || '/' || type, 0, count(*), cast(sum(bytes) as ${integer}) from asset
  group by cloud_id, resource_type, type`,
  `insert into part_total (cloud_id, part, slot, n, bytes)
  select cloud_id, '#' || cast(label / 2 as text), 0, count(*), 0 from relation_end
  where ${ONE_END} group by cloud_id, label / 2`,
]

/** One of the two ends of each relation. */
const ONE_END = '(label % 2 = 1 or (label / 2 % 2 = 0 and from_no < to_no))'
