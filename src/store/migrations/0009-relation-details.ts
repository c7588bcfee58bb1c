import type { ColumnTypes } from '../engine.ts'

/**
 * What is said of a relation, beside that it is. Plain relations, which are most, have none of it, and no part in the indexes:
 * by kind, and by the label under which assets have any.
 */
export const relationDetails = ({ integer, text }: ColumnTypes): string[] => [
  ...['note', 'metadata', 'a_version', 'b_version', 'rule'].map(
    (name) => `alter table relation add column ${name} ${text}`,
  ),
  ...['start_ms', 'end_ms'].map((name) => `alter table relation add column ${name} ${integer}`),
  'create index relation_by_kind on relation (cloud_id, kind, a_no, b_no) where kind > 0',
  'create index relation_count_by_label on relation_count (cloud_id, label, asset_no) where label > 0',
]
