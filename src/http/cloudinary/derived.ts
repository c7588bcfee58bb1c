import { deleteDerived } from '../../actions/delete-derived.ts'
import { listDerived } from '../../actions/list-derived.ts'
import type { Asset, AssetRef } from '../../core/asset.ts'
import type { Derived } from '../../core/derived.ts'
import { type Call, ok, operation } from '../operation.ts'
import { limitOf, MAX_IDS } from './listing.ts'
import { textList } from './schemas.ts'
import { type Linking, transformedUrl } from './wire.ts'

/** A derived file as details, and answers to eager transformations, list it. */
export function derivedItem(
  call: Linking,
  asset: AssetRef & Pick<Asset, 'version'>,
  derived: Omit<Derived, 'assetNo' | 'createdAt'>,
) {
  const { transformation, format, width, height, bytes, id } = derived
  const url = transformedUrl(call, asset, transformation, format)
  return { transformation, format, width, height, bytes, id, url, secure_url: url }
}

/** A page of what was made from an asset, for its details. */
export async function derivedOf(
  call: Call,
  asset: Asset,
  input: { readonly max_results?: number; readonly derived_next_cursor?: string },
) {
  const { library, cloud } = call
  const page = await listDerived(library.store.read, cloud, asset, limitOf(input), input.derived_next_cursor)
  return {
    derived: page.derived.map((derived) => derivedItem(call, asset, derived)),
    derived_next_cursor: page.nextCursor,
  }
}

export const deleteDerivedResources = operation({
  name: 'delete_derived_resources',
  summary: 'Deletes derived files by their IDs; they are made anew when they are asked for',
  method: 'DELETE',
  paths: ['/derived_resources'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { derived_resource_ids: { ...textList, minItems: 1, maxItems: MAX_IDS } },
    required: ['derived_resource_ids'],
  },
  async handle({ library, cloud }, { derived_resource_ids: ids }) {
    const deleted = await deleteDerived(library, cloud, ids)
    return ok({ deleted: Object.fromEntries(ids.map((id) => [id, deleted.has(id) ? 'deleted' : 'not_found'])) })
  },
})
