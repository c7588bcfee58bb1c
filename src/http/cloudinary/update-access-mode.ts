import { editMany } from '../../actions/edit-many.ts'
import { ok, operation } from '../operation.ts'
import { state } from './edit-params.ts'
import { shownOf } from './listed-asset.ts'
import { deliveryType } from './schemas.ts'
import { selectAssets, selected } from './selected-assets.ts'

export const updateAccessMode = operation({
  name: 'update_resources_access_mode',
  summary: 'Sets the access mode of assets: by IDs, prefix or tag',
  method: 'POST',
  paths: ['/resources/{resource_type}/{type}/update_access_mode'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { ...selected, type: deliveryType, access_mode: state.access_mode },
    required: ['resource_type', 'type', 'access_mode'],
  },
  async handle(call, input) {
    const { identifiers, isMeant, nextCursor } = await selectAssets(call, input, [input.type])
    const edit = () => ({ accessMode: input.access_mode })
    const updated = await editMany(call.library, call, identifiers, async () => edit, isMeant)
    return ok({ updated: await shownOf({})(call, updated), failed: [], next_cursor: nextCursor })
  },
})
