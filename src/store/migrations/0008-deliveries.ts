import type { ColumnTypes } from '../engine.ts'

/** A row of `delivery_cursor` says up to where a cloud's log was made into deliveries; a log that nobody follows has none. */
export const deliveries = ({ integer, text, plain, keyed }: ColumnTypes): string[] => [
  `create table delivery_cursor (
    cloud_id ${integer} not null primary key,
    position ${text} not null
  ) ${keyed}`,

  `create table delivery (
    cloud_id ${integer} not null,
    position ${text} not null,
    receiver ${text} not null,
    uri ${text} not null,
    event_type ${text} not null,
    body ${text} not null,
    state ${text} not null,
    attempts ${integer} not null,
    due_at ${integer},
    status ${integer},
    error ${text},
    created_at ${integer} not null,
    primary key (cloud_id, position)
  ) ${plain}`,
  'create index delivery_due on delivery (cloud_id, receiver, due_at, position) where due_at is not null',
]
