import type { ColumnTypes } from '../engine.ts'

/** What searches sort by, and what they ask ranges of. Each ends with the key, so that pages go on where one ended. */
export const search = (_: ColumnTypes): string[] => [
  'create index asset_by_creation on asset (cloud_id, created_at, asset_no)',
  'create index asset_by_upload on asset (cloud_id, uploaded_at, asset_no)',
  'create index asset_by_update on asset (cloud_id, updated_at, asset_no)',
  'create index asset_by_public_id on asset (cloud_id, public_id, asset_no)',
  'create index asset_by_name on asset (cloud_id, display_name, asset_no)',
  'create index asset_by_bytes on asset (cloud_id, bytes, asset_no)',
  'create index asset_by_width on asset (cloud_id, width, asset_no)',
  'create index asset_by_height on asset (cloud_id, height, asset_no)',
  'create index asset_by_duration on asset (cloud_id, duration_micros, asset_no) where duration_micros is not null',
  'create index asset_by_pages on asset (cloud_id, pages, asset_no) where pages is not null',
]
