import { type Asset, DELIVERY_TYPES, formatRef, RESOURCE_TYPES } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { AppError, invalid } from '../core/errors.ts'
import { type Folder, isWithin, MAX_ASSETS_MOVED } from '../core/folder.ts'
import type { Library } from '../core/library.ts'
import type { AssetReplacement, FolderMove } from '../core/ports/assets.ts'
import { checkFolder, checkPublicId } from '../core/public-id.ts'
import type { Writer } from '../core/store.ts'
import { folderTerm } from '../core/terms.ts'
import { checkNamedFolder } from './create-folder.ts'
import { claimFolders } from './delete-folder.ts'

/** Assets that are read and written at a time. */
const BATCH = 200

/**
 * Gives a folder another path, with all that is below it, in one transaction; the assets keep their IDs and relations.
 * Where folders are fixed their public IDs change as well. Throws `not_found`, `conflict` where the new path is taken.
 */
export async function renameFolder(
  { store, folderMode }: Library,
  caller: Caller,
  wantedFrom: string,
  wantedTo: string,
): Promise<{ from: string; to: string }> {
  const { cloud } = caller
  const [from, to] = [checkNamedFolder(wantedFrom), checkNamedFolder(wantedTo)]
  if (isWithin(to, from)) throw invalid(`The folder ${from} can't be moved to ${to}: choose a path outside of it`)
  return store.write(async (tx) => {
    const folders = await claimFolders(tx, caller, from)
    if (await tx.folders.find(cloud.id, to)) throw taken(`folder with path ${to}`)
    const newPath = (path: string) => to + path.slice(from.length)
    for (const { path } of folders) checkFolder(newPath(path))
    await tx.folders.move(cloud.id, folders, from, to)
    const updatedAt = Date.now()
    for (const path of await fullFolders(tx, caller, folders)) {
      const move = { from: path, to: newPath(path), updatedAt }
      // What was moved isn't found any more.
      for (let moved = -1; moved !== 0; ) {
        moved =
          folderMode === 'fixed'
            ? await renameAssets(tx, caller, move)
            : await tx.assets.moveFolder(cloud.id, move, BATCH)
      }
    }
    await tx.changes.add(caller, { type: 'rename_folder', path: to, from })
    return { from, to }
  })
}

/** Those that assets are in. Throws `invalid` where these are too many. */
async function fullFolders(tx: Writer, { cloud }: Caller, folders: readonly Folder[]): Promise<string[]> {
  const paths = folders.map(({ path }) => path)
  const used = await tx.assets.termsInUse(cloud.id, paths.map(folderTerm))
  const full = paths.filter((path) => used.has(folderTerm(path)))
  let room = MAX_ASSETS_MOVED
  for (const path of full) {
    room -= await tx.assets.countTerm(cloud.id, folderTerm(path), room + 1)
    if (room < 0) {
      throw invalid(
        `More than ${MAX_ASSETS_MOVED} assets are in that folder: move the folders below it one by one first`,
      )
    }
  }
  return full
}

/** Moves a batch of what is in one folder, with its public IDs. Answers how many assets that was. */
async function renameAssets(tx: Writer, { cloud }: Caller, { from, to, updatedAt }: FolderMove): Promise<number> {
  const query = { resourceTypes: RESOURCE_TYPES, types: DELIVERY_TYPES, direction: 'asc', limit: BATCH } as const
  const { assets } = await tx.assets.list(cloud.id, { ...query, term: folderTerm(from) })
  const claimed = await tx.assets.claim(
    cloud.id,
    assets.map(({ assetId }) => ({ assetId })),
  )
  // Another process may have moved one meanwhile.
  const found = claimed.filter((asset) => asset?.assetFolder === from) as Asset[]
  const replacements = found.map((before) => {
    // Not that of an asset which was put into the folder while folders were dynamic.
    const publicId = isWithin(before.publicId, from)
      ? checkPublicId(to + before.publicId.slice(from.length))
      : before.publicId
    return { before, after: { ...before, assetFolder: to, publicId, updatedAt } }
  })
  await refuseTaken(tx, cloud.id, replacements)
  await tx.assets.replaceAll(cloud.id, replacements)
  return found.length
}

async function refuseTaken(tx: Writer, cloudId: number, replacements: readonly AssetReplacement[]): Promise<void> {
  const renamed = replacements.filter(({ before, after }) => before.publicId !== after.publicId)
  const inTheWay = await tx.assets.hold(
    cloudId,
    renamed.map(({ after: { resourceType, type, publicId } }) => ({ resourceType, type, publicId })),
  )
  const first = inTheWay.find((asset) => asset !== undefined)
  if (first) throw taken(formatRef(first))
}

const taken = (what: string): AppError =>
  new AppError('conflict', `There is already a ${what}: choose another path for to_folder`)
