import type { ColumnTypes } from '../engine.ts'

/** Where `bytes` begins in a body: after the asset ID, the version and the version ID, whose names and quotes are fixed. */
const BYTES = 'substr(body, 113 + length(cast(version as text)), 16)'

/** The size of each backup, so that what an asset's backups take is summed up without reading their bodies. */
export const backupBytes = ({ integer }: ColumnTypes): string[] => [
  `alter table asset_version add column bytes ${integer} not null default 0`,
  `update asset_version
  set bytes = cast(substr(${BYTES}, 1, length(${BYTES}) - length(ltrim(${BYTES}, '0123456789'))) as ${integer})`,
]
