import type { ColumnTypes } from '../engine.ts'

/**
 * Deleted assets are in a table of their own, so that no query of those that are there has to pass them over. Their
 * relations stay in `relation`, without ends: of each, one end is parked with the side that was deleted (first).
 * `asset_version` has the files that are kept as backups, an asset's present one among them.
 */
export const versions = ({ integer, text, keyed, plain }: ColumnTypes): string[] => [
  `create table deleted_asset (
    cloud_id ${integer} not null,
    asset_no ${integer} not null,
    asset_id ${text} not null,
    resource_type ${text} not null,
    type ${text} not null,
    public_id ${text} not null,
    blob ${text} not null,
    is_backed_up ${integer} not null,
    deleted_at ${integer} not null,
    body ${text} not null,
    primary key (cloud_id, asset_no),
    unique (cloud_id, asset_id)
  ) ${plain}`,
  'create index deleted_asset_by_name on deleted_asset (cloud_id, resource_type, type, public_id, deleted_at, asset_no)',
  'create index deleted_asset_by_time on deleted_asset (cloud_id, is_backed_up, deleted_at, asset_no)',
  'create index deleted_asset_by_blob on deleted_asset (cloud_id, blob)',

  `create table parked_end (
    cloud_id ${integer} not null,
    from_no ${integer} not null,
    label ${integer} not null,
    position ${text} not null,
    to_no ${integer} not null,
    primary key (cloud_id, from_no, label, position, to_no),
    foreign key (cloud_id, from_no) references deleted_asset (cloud_id, asset_no) deferrable initially deferred
  ) ${keyed}`,

  `create table asset_version (
    cloud_id ${integer} not null,
    asset_id ${text} not null,
    version ${integer} not null,
    version_id ${text} not null,
    blob ${text} not null,
    body ${text} not null,
    primary key (cloud_id, asset_id, version),
    unique (cloud_id, version_id)
  ) ${plain}`,
  'create index asset_version_by_blob on asset_version (cloud_id, blob)',
]
