import type { ColumnTypes } from '../engine.ts'

/** All but the last name of a path, in words of both databases: cut off what isn't a slash, then the slash. */
const PARENT = "rtrim(rtrim(path, replace(path, '/', '')), '/')"

/**
 * The folders, and how much came and went in an environment each day (of Unix time), so that no assets are counted when
 * that is asked. Both begin with what the assets that are there already say.
 */
export const folders = ({ integer, text, keyed }: ColumnTypes): string[] => [
  `create table folder (
    cloud_id ${integer} not null,
    path ${text} not null,
    parent ${text} not null,
    external_id ${text} not null,
    created_at ${integer} not null,
    primary key (cloud_id, path)
  ) ${keyed}`,
  'create index folder_by_parent on folder (cloud_id, parent, path)',
  `insert into folder (cloud_id, path, parent, external_id, created_at)
  with recursive known (cloud_id, path) as (
    select cloud_id, asset_folder from asset where asset_folder <> ''
    union
    select cloud_id, ${PARENT} from known where path like '%/%'
  ), numbered as (
    select cloud_id, path, cast(row_number() over (partition by cloud_id order by path) as text) as n from known
  )
  select cloud_id, path, ${PARENT}, substr('${'0'.repeat(32)}', 1, 32 - length(n)) || n,
    (select created_at from cloud c where c.cloud_id = numbered.cloud_id)
  from numbered`,

  `create table asset_total (
    cloud_id ${integer} not null,
    day ${integer} not null,
    slot ${integer} not null,
    assets ${integer} not null,
    bytes ${integer} not null,
    derived ${integer} not null,
    primary key (cloud_id, day, slot)
  ) ${keyed}`,
  `insert into asset_total (cloud_id, day, slot, assets, bytes, derived)
  select cloud_id, day, 0, cast(sum(assets) as ${integer}), cast(sum(bytes) as ${integer}), cast(sum(derived) as ${integer})
  from (
    select cloud_id, created_at / 86400000 as day, 1 as assets, bytes, 0 as derived from asset
    union all
    select cloud_id, created_at / 86400000, 0, 0, 1 from derived
  ) since group by cloud_id, day`,
]
