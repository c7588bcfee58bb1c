import { deleteByToken } from '../../actions/delete-by-token.ts'
import { anonymousIn } from '../auth.ts'
import { ok, operation } from '../operation.ts'

export const deleteAssetByToken = operation({
  name: 'delete_by_token',
  summary: 'Deletes an asset with the token that its upload answered, without credentials',
  method: 'POST',
  paths: ['/delete_by_token'],
  api: 'upload',
  anonymous: anonymousIn,
  input: {
    type: 'object',
    properties: { token: { type: 'string', description: 'delete_token of the upload, for 10 minutes' } },
    required: ['token'],
  },
  handle: async (call, { token }) =>
    ok({ result: (await deleteByToken(call.library, call, token)) ? 'ok' : 'not found' }),
})
