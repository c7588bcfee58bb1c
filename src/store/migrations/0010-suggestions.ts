import type { ColumnTypes } from '../engine.ts'

/**
 * `dismissed` has pairs that are never suggested again, in a row for each side. `rule_reader` says up to where the log was looked through for
 * uploads that a rule may relate; `term_renewal`, in what was there before, up to which asset terms were made anew.
 */
export const suggestions = ({ integer, text, keyed }: ColumnTypes): string[] => [
  `alter table asset add column origin ${text}`,
  `create table dismissed (
    cloud_id ${integer} not null,
    from_no ${integer} not null,
    to_no ${integer} not null,
    dismissed_at ${integer} not null,
    primary key (cloud_id, from_no, to_no)
  ) ${keyed}`,
  `create table rule_reader (
    cloud_id ${integer} not null,
    position ${text} not null,
    primary key (cloud_id)
  ) ${keyed}`,
  `create table term_renewal (
    cloud_id ${integer} not null,
    after_no ${integer} not null,
    primary key (cloud_id)
  ) ${keyed}`,
  'insert into term_renewal (cloud_id, after_no) select cloud_id, -1 from cloud',
]
