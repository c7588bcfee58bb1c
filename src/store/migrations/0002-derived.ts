import type { ColumnTypes } from '../engine.ts'

/** Files that were made from assets: found by their ID, listed by their asset and by their transformation. */
export const derived = ({ integer, text, plain }: ColumnTypes): string[] => [
  `create table derived (
    cloud_id ${integer} not null,
    derived_id ${text} not null,
    asset_no ${integer} not null,
    transformation ${text} not null,
    format ${text} not null,
    width ${integer} not null,
    height ${integer} not null,
    bytes ${integer} not null,
    created_at ${integer} not null,
    primary key (cloud_id, derived_id)
  ) ${plain}`,
  'create index derived_of_asset on derived (cloud_id, asset_no, created_at, derived_id)',
  'create index derived_by_transformation on derived (cloud_id, transformation, created_at, derived_id)',
]
