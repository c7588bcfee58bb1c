import { type Asset, DELIVERY_TYPES, formatRef, RESOURCE_TYPES } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { AppError, invalid } from '../core/errors.ts'
import { isWithin, MAX_ASSETS_MOVED } from '../core/folder.ts'
import type { Library } from '../core/library.ts'
import { checkFolder, checkPublicId } from '../core/public-id.ts'
import type { AssetReplacement, Writer } from '../core/store.ts'
import { folderTerm } from '../core/terms.ts'
import { checkNamedFolder } from './create-folder.ts'
import { claimFolders } from './delete-folder.ts'

/** Assets that are read and written at a time. */
const BATCH = 500

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
    const renamed = (asset: Asset): Asset => ({
      ...asset,
      assetFolder: newPath(asset.assetFolder),
      // Not that of an asset which was put into the folder while folders were dynamic.
      ...(folderMode === 'fixed' &&
        isWithin(asset.publicId, from) && { publicId: checkPublicId(newPath(asset.publicId)) }),
      updatedAt,
    })
    const terms = folders.map(({ path }) => folderTerm(path))
    let room = MAX_ASSETS_MOVED
    for (const term of await tx.assets.termsInUse(cloud.id, terms))
      room = await moveAssets(tx, caller, term, renamed, room)
    await tx.changes.add(caller, { type: 'rename_folder', path: to, from })
    return { from, to }
  })
}

/** Moves what is in one folder, a batch at a time. Answers how many more may be moved. */
async function moveAssets(
  tx: Writer,
  { cloud }: Caller,
  term: string,
  renamed: (asset: Asset) => Asset,
  room: number,
): Promise<number> {
  for (;;) {
    // What was moved isn't found any more.
    const query = {
      resourceTypes: RESOURCE_TYPES,
      types: DELIVERY_TYPES,
      term,
      direction: 'asc',
      limit: BATCH,
    } as const
    const { assets, end } = await tx.assets.list(cloud.id, query)
    const claimed = await tx.assets.claim(
      cloud.id,
      assets.map(({ assetId }) => ({ assetId })),
    )
    // Another process may have moved one meanwhile.
    const found = claimed.filter((asset) => asset !== undefined && folderTerm(asset.assetFolder) === term) as Asset[]
    room -= found.length
    if (room < 0) {
      throw invalid(
        `More than ${MAX_ASSETS_MOVED} assets are in that folder: move the folders below it one by one first`,
      )
    }
    const replacements = found.map((before) => ({ before, after: renamed(before) }))
    await refuseTaken(tx, cloud.id, replacements)
    await tx.assets.replaceAll(cloud.id, replacements)
    if (!end) return room
  }
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
