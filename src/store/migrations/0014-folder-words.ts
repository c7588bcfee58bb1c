import type { ColumnTypes } from '../engine.ts'

/** The words of their folders are among the terms of assets: those that are there get them while it serves. */
export const folderWords = (_: ColumnTypes): string[] => [
  'delete from term_renewal',
  'insert into term_renewal (cloud_id, after_no) select cloud_id, -1 from cloud',
]
