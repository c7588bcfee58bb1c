import { type Asset, type AssetIdentifier, MAX_TO_EDIT } from '../core/asset.ts'
import type { Editable } from '../core/change.ts'
import type { Caller } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import type { AssetQuery } from '../core/ports/assets.ts'
import type { Writer } from '../core/store.ts'
import { editAssets } from './edit-assets.ts'

/** Assets changed in one transaction, where their number is not known before. */
const BATCH = 500

type Edit = (asset: Asset) => Partial<Editable>

/**
 * Changes assets by their names, in one transaction. Answers those that there are, in the order of their names, each once.
 *
 * @param isMeant decides about each asset as it is then.
 */
export async function editMany(
  library: Library,
  caller: Caller,
  identifiers: readonly AssetIdentifier[],
  prepare: (tx: Writer) => Promise<Edit>,
  isMeant: (asset: Asset) => boolean = () => true,
): Promise<Asset[]> {
  if (identifiers.length > MAX_TO_EDIT) {
    throw invalid(`public_ids takes at most ${MAX_TO_EDIT} IDs, got ${identifiers.length}`)
  }
  return library.store.write(async (tx) => {
    const edit = await prepare(tx)
    const claimed = await tx.assets.claim(caller.cloud.id, identifiers)
    const found = new Map(claimed.flatMap((asset) => (asset && isMeant(asset) ? [[asset.no, asset] as const] : [])))
    return editAssets(tx, caller, [...found.values()], edit)
  })
}

/** Changes all assets of a listing, batch by batch; `edit` must take an asset out of it, or `spared` name it. */
export async function editEach(
  library: Library,
  caller: Caller,
  query: Pick<AssetQuery, 'resourceTypes' | 'types' | 'term'>,
  edit: Edit,
  spared: ReadonlySet<number> = new Set(),
): Promise<void> {
  for (let after: AssetQuery['after']; ; ) {
    const page = { ...query, direction: 'desc', limit: BATCH, ...(after && { after }) } as const
    const end = await library.store.write(async (tx) => {
      const { assets, end } = await tx.assets.list(caller.cloud.id, page)
      const wanted = assets.filter(({ no }) => !spared.has(no))
      const claimed = await tx.assets.claim(caller.cloud.id, wanted)
      await editAssets(
        tx,
        caller,
        claimed.filter((asset) => asset !== undefined),
        edit,
      )
      return end
    })
    if (!end) return
    after = end
  }
}
