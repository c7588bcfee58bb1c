import type { ColumnTypes } from '../engine.ts'

/**
 * `change_head` has the last position of each log, where several may write: whoever logs holds it until the end, so that
 * positions are in the order of commits. `change_ref` finds changes by what they are about, newest first; it is made
 * from the log afterwards, and `change_index` says how far that came, how large that part is, and up to where the log
 * was forgotten.
 */
export const history = ({ integer, text, keyed }: ColumnTypes): string[] => [
  `create table change_head (
    cloud_id ${integer} not null primary key,
    position ${text} not null
  ) ${keyed}`,

  `create table change_index (
    cloud_id ${integer} not null primary key,
    position ${text} not null,
    bytes ${integer} not null,
    swept ${text} not null
  ) ${keyed}`,

  `create table change_ref (
    cloud_id ${integer} not null,
    ref ${text} not null,
    position ${text} not null,
    primary key (cloud_id, ref, position)
  ) ${keyed}`,

  'create index parked_end_by_other on parked_end (cloud_id, to_no, label)',
]
