import type { Asset } from '../asset.ts'
import type { SearchColumn } from './condition.ts'

/** A column, or how many relations an asset has. */
export type SortColumn = SearchColumn | 'relations'

export interface SortKey {
  readonly column: SortColumn
  readonly direction: 'asc' | 'desc'
}

/** What results can be sorted by, under Cloudinary's names; `relations` is our own. */
export const SORT_FIELDS = {
  public_id: 'publicId',
  asset_id: 'assetId',
  display_name: 'displayName',
  asset_folder: 'assetFolder',
  folder: 'assetFolder',
  format: 'format',
  resource_type: 'resourceType',
  type: 'type',
  bytes: 'bytes',
  width: 'width',
  height: 'height',
  pixels: 'pixels',
  aspect_ratio: 'aspectRatio',
  duration: 'durationMicros',
  pages: 'pages',
  created_at: 'createdAt',
  uploaded_at: 'uploadedAt',
  updated_at: 'updatedAt',
  last_updated: 'updatedAt',
  relations: 'relations',
} as const satisfies Readonly<Record<string, SortColumn>>

export const NEWEST_FIRST: readonly SortKey[] = [{ column: 'createdAt', direction: 'desc' }]

const TEXT_COLUMNS: ReadonlySet<SortColumn> = new Set([
  ...(['assetId', 'publicId', 'displayName', 'assetFolder', 'format', 'resourceType', 'type', 'accessMode'] as const),
])

/** What an asset without a value is sorted by: before all that have one. */
export const lowest = (column: SortColumn): string | number => (TEXT_COLUMNS.has(column) ? '' : -1)

/** What an asset is sorted by, where it says so itself. */
export const sortValue = (asset: Asset, column: SearchColumn): string | number =>
  columnValue(asset, column) ?? lowest(column)

function columnValue(asset: Asset, column: SearchColumn): string | number | null {
  const { width, height } = asset
  switch (column) {
    case 'pixels':
      return width === null || height === null ? null : width * height
    case 'aspectRatio':
      return width === null || height === null || height === 0 ? null : width / height
    default:
      return asset[column]
  }
}
