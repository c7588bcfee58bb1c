import type { ColumnTypes } from '../engine.ts'

/**
 * People, whom every environment of the server may know: `role` is what they have in all of them, `user_role` in one.
 * A session is found by the hash of its token; a user has it, or a key.
 */
export const users = ({ integer, text, keyed, plain }: ColumnTypes): string[] => [
  `create table users (
    user_no ${integer} not null primary key,
    name ${text} not null unique,
    password ${text} not null,
    role ${text},
    created_at ${integer} not null
  ) ${plain}`,

  `create table user_role (
    user_no ${integer} not null references users (user_no),
    cloud_id ${integer} not null references cloud (cloud_id),
    role ${text} not null,
    primary key (user_no, cloud_id)
  ) ${keyed}`,

  `create table session (
    token_hash ${text} not null primary key,
    user_no ${integer} references users (user_no),
    api_key ${text} references api_key (key),
    created_at ${integer} not null,
    expires_at ${integer} not null
  ) ${plain}`,
  'create index session_of_user on session (user_no, created_at) where user_no is not null',
  'create index session_of_key on session (api_key, created_at) where api_key is not null',
  'create index session_by_expiry on session (expires_at)',
]
