import type { Asset } from './asset.ts'
import { lineage, parentFolder } from './folder.ts'
import { filenameOf } from './public-id.ts'

export const ARCHIVE_FORMATS = ['zip', 'tgz'] as const
export type ArchiveFormat = (typeof ARCHIVE_FORMATS)[number]

/** Assets in one archive. */
export const MAX_ARCHIVED_ASSETS = 5000

export interface ArchiveNaming {
  /** Whether every file stands at the root of the archive. */
  readonly flattenFolders: boolean
  /** Whether files are called what they were when they were uploaded, and not by their public IDs. */
  readonly useOriginalFilename: boolean
}

export interface ArchiveEntry {
  readonly name: string
  readonly asset: Asset
}

/**
 * Gives each asset the name of a file in an archive, which unpacks anywhere: no two are the same where letters' case makes
 * no difference, no file has the name of a folder, and none leaves the folder that it is unpacked in.
 */
export function nameEntries(assets: readonly Asset[], naming: ArchiveNaming): ArchiveEntry[] {
  const wanted = assets.map((asset) => ({ asset, path: wantedPath(asset, naming) }))
  const taken = new Set(wanted.flatMap(({ path }) => lineage(parentFolder(path))).map(folded))
  return wanted.map(({ asset, path }) => {
    let name = path
    for (let counter = 1; taken.has(folded(name)); counter++) name = path.replace(/(\.[^./]*)?$/, `_${counter}$1`)
    taken.add(folded(name))
    return { name, asset }
  })
}

const folded = (path: string): string => path.normalize('NFC').toLowerCase()

function wantedPath(asset: Asset, { flattenFolders, useOriginalFilename }: ArchiveNaming): string {
  const { publicId, originalFilename, resourceType, format } = asset
  const folders = flattenFolders ? [] : parentFolder(publicId).split('/').filter(Boolean)
  const stem = filenameOf(publicId)
  // A raw asset has its extension in the public ID, and none in the name that is kept of its file.
  const extension = resourceType === 'raw' ? (/\.[^.]+$/.exec(stem)?.[0] ?? '') : format ? `.${format}` : ''
  const name =
    useOriginalFilename && originalFilename !== ''
      ? originalFilename + extension
      : stem + (resourceType === 'raw' ? '' : extension)
  return [...folders, name].map(safeSegment).join('/')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSAFE = /[\u0000-\u001f\u007f<>:"/\\|?*]/g
/** Names that Windows keeps for itself. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** A name that some system keeps for itself, or takes for a way out, is changed a little. */
function safeSegment(segment: string): string {
  const plain = segment.replace(UNSAFE, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length))
  return RESERVED.test(plain) ? `_${plain}` : plain
}
