import type { ArchiveEntry } from './archive.ts'
import { lineage, parentFolder } from './folder.ts'
import type { Relation } from './relation.ts'
import type { RelationKind } from './relation-kind.ts'

/** Assets in one bundle, and the bytes of their files together: 20 GiB. */
export const MAX_BUNDLED_ASSETS = 1000
export const MAX_BUNDLE_BYTES = 20 * 1024 ** 3
export const MAX_BUNDLE_STEPS = 10
/** How long a link to a bundle may work. */
export const MAX_LINK_DAYS = 365
/** Links of one environment that work at a time. */
export const MAX_LINKS = 200

/** An asset in a bundle: the name of its file, that of what is said of it, and its media type where that is known. */
export interface BundleEntry extends ArchiveEntry {
  readonly sidecar: string
  readonly mediaType: string | undefined
}

/** A relation between two assets of a bundle, its subject first. */
export interface BundledRelation {
  readonly relation: Relation
  readonly kind: RelationKind
}

/** Files stand in a folder of their own, so that none takes the name of the manifest. */
const FILES = 'files/'
export const MANIFEST = 'manifest.jsonld'

/** The names of the files and of their sidecars, no two the same where letters' case makes no difference. */
export function placeEntries(entries: readonly ArchiveEntry[]): Omit<BundleEntry, 'mediaType'>[] {
  const names = entries.flatMap(({ name }) => [name, ...lineage(parentFolder(name))])
  const taken = new Set(names.map((name) => name.toLowerCase()))
  return entries.map(({ name, asset }) => {
    let sidecar = `${name}.xmp`
    for (let counter = 1; taken.has(sidecar.toLowerCase()); counter++) sidecar = `${name}_${counter}.xmp`
    taken.add(sidecar.toLowerCase())
    return { name: FILES + name, sidecar: FILES + sidecar, asset }
  })
}

/** What people call it. */
export const titleOf = ({ asset }: Pick<BundleEntry, 'asset'>): string =>
  asset.displayName || asset.originalFilename || asset.publicId

/** What is written of it for those who don't see it. */
export const descriptionOf = ({ asset: { context } }: Pick<BundleEntry, 'asset'>): string | undefined =>
  context.alt ?? context.caption
