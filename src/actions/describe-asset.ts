import type { Asset, AssetIdentifier, MetadataValue } from '../core/asset.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Derived } from '../core/derived.ts'
import type { Library } from '../core/library.ts'
import type { MetadataField, MetadataFields } from '../core/metadata-field.ts'
import { type FileVersion, MAX_LISTED_VERSIONS } from '../core/version.ts'
import { getAsset } from './get-asset.ts'
import { listDerived } from './list-derived.ts'
import { readMetadataFields } from './metadata-fields.ts'
import { type Protection, protectionsIn } from './protected-assets.ts'
import { kindsOf } from './relation-kinds.ts'

export interface DescribedAsset {
  readonly asset: Asset
  /** Of the environment's fields those that it has a value of, in their order. */
  readonly metadata: readonly { readonly id: string; readonly field: MetadataField; readonly value: MetadataValue }[]
  /** How many relations it has, by the names that they have from its side; those that it has none of are left out. */
  readonly counts: ReadonlyMap<string, number>
  readonly protection: Protection | undefined
  readonly derived: { readonly derived: readonly Derived[]; readonly nextCursor?: string }
  /** Its backups, oldest first. */
  readonly versions: readonly FileVersion[]
  readonly backupBytes: number | undefined
}

/** All that is known of an asset. Throws `not_found`. */
export async function describeAsset(
  { store: { read } }: Pick<Library, 'store'>,
  cloud: Cloud,
  identifier: AssetIdentifier,
  page: { readonly limit: number; readonly cursor: string | undefined },
): Promise<DescribedAsset> {
  const asset = await getAsset(read, cloud, identifier)
  const [fields, kinds, counts, derived, versions, backupBytes] = await Promise.all([
    readMetadataFields(read, cloud.id),
    kindsOf(read, cloud),
    read.relations.counts(cloud.id, [asset.no]),
    listDerived(read, cloud, asset, page.limit, page.cursor),
    read.versions.list(cloud.id, [asset.assetId], MAX_LISTED_VERSIONS),
    read.versions.bytes(cloud.id, [asset.assetId]),
  ])
  const byLabel = [...(counts.get(asset.no) ?? [])].filter(([, n]) => n > 0)
  return {
    asset,
    metadata: valuesOf(asset, fields),
    counts: new Map(byLabel.map(([label, n]) => [kinds.nameOfLabel(label), n])),
    protection: protectionsIn(kinds, counts).get(asset.no),
    derived,
    versions,
    backupBytes: backupBytes.get(asset.assetId),
  }
}

const valuesOf = ({ metadata }: Asset, fields: MetadataFields) =>
  [...fields].flatMap(([id, field]) => {
    const value = metadata[id]
    return value === undefined ? [] : [{ id, field, value }]
  })
