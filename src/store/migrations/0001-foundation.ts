import type { ColumnTypes } from '../engine.ts'

/**
 * `cloud_id` leads every key but those by which a cloud is found, so that environments can be spread over nodes.
 *
 * A relation is one row of `relation`, the truth; `relation_end` has it twice, once from each side in that side's order,
 * so that a list of related assets is one index range. Foreign keys on `from_no` alone suffice: the mirror covers `to_no`.
 * They are checked at commit: an asset's row and its ends go, and come back, in any order.
 */
export const foundation = ({ integer, text, keyed, plain }: ColumnTypes): string[] => [
  `create table cloud (
    cloud_id ${integer} not null primary key,
    name ${text} not null unique,
    next_no ${integer} not null,
    cursor_secret ${text} not null,
    created_at ${integer} not null
  ) ${plain}`,

  `create table api_key (
    key ${text} not null primary key,
    cloud_id ${integer} not null references cloud (cloud_id),
    secret ${text} not null,
    origin ${text} not null,
    created_at ${integer} not null,
    revoked_at ${integer}
  ) ${plain}`,
  'create index api_key_of_cloud on api_key (cloud_id, created_at)',

  `create table position_clock (
    id ${integer} not null primary key,
    mark ${integer} not null
  ) ${plain}`,

  `create table asset (
    cloud_id ${integer} not null,
    asset_no ${integer} not null,
    asset_id ${text} not null,
    resource_type ${text} not null,
    type ${text} not null,
    public_id ${text} not null,
    version ${integer} not null,
    version_id ${text} not null,
    format ${text},
    bytes ${integer} not null,
    width ${integer},
    height ${integer},
    duration_micros ${integer},
    pages ${integer},
    etag ${text} not null,
    blob ${text} not null,
    original_filename ${text} not null,
    display_name ${text} not null,
    asset_folder ${text} not null,
    tags ${text} not null,
    context ${text} not null,
    metadata ${text} not null,
    phash ${text},
    access_mode ${text} not null,
    access_control ${text},
    moderation ${text},
    coordinates ${text},
    created_at ${integer} not null,
    uploaded_at ${integer} not null,
    updated_at ${integer} not null,
    primary key (cloud_id, asset_no),
    unique (cloud_id, asset_id),
    unique (cloud_id, resource_type, type, public_id)
  ) ${plain}`,
  'create index asset_by_time on asset (cloud_id, resource_type, type, created_at, asset_no)',
  'create index asset_by_blob on asset (cloud_id, blob)',

  `create table asset_term (
    cloud_id ${integer} not null,
    term ${text} not null,
    resource_type ${text} not null,
    type ${text} not null,
    created_at ${integer} not null,
    asset_no ${integer} not null,
    primary key (cloud_id, term, resource_type, type, created_at, asset_no)
  ) ${keyed}`,

  `create table relation (
    cloud_id ${integer} not null,
    a_no ${integer} not null,
    b_no ${integer} not null,
    kind ${integer} not null,
    a_position ${text} not null,
    b_position ${text} not null,
    created_at ${integer} not null,
    primary key (cloud_id, a_no, b_no, kind)
  ) ${keyed}`,

  `create table relation_end (
    cloud_id ${integer} not null,
    from_no ${integer} not null,
    label ${integer} not null,
    position ${text} not null,
    to_no ${integer} not null,
    created_at ${integer} not null,
    primary key (cloud_id, from_no, label, position, to_no),
    foreign key (cloud_id, from_no) references asset (cloud_id, asset_no) deferrable initially deferred
  ) ${keyed}`,

  `create table relation_count (
    cloud_id ${integer} not null,
    asset_no ${integer} not null,
    label ${integer} not null,
    slot ${integer} not null,
    n ${integer} not null,
    primary key (cloud_id, asset_no, label, slot)
  ) ${keyed}`,

  `create table definition (
    cloud_id ${integer} not null,
    kind ${text} not null,
    name ${text} not null,
    body ${text} not null,
    created_at ${integer} not null,
    updated_at ${integer} not null,
    primary key (cloud_id, kind, name)
  ) ${keyed}`,

  `create table change (
    cloud_id ${integer} not null,
    position ${text} not null,
    at ${integer} not null,
    actor ${text} not null,
    request_id ${text} not null,
    body ${text} not null,
    primary key (cloud_id, position)
  ) ${keyed}`,
]
