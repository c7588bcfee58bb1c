import type { ColumnTypes } from '../engine.ts'

/** What keys are called, and what receivers of notifications answered, found by what became of them. */
export const operations = ({ text }: ColumnTypes): string[] => [
  `alter table api_key add column name ${text} not null default ''`,
  `alter table delivery add column answer ${text}`,
  'create index delivery_by_state on delivery (cloud_id, state, position)',
]
