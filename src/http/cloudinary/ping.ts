import { ok, operation } from '../operation.ts'

export const ping = operation({
  name: 'ping',
  summary: 'Tells that the server answers and the credentials are right',
  method: 'GET',
  paths: ['/ping'],
  api: 'admin',
  input: { type: 'object', properties: {} },
  handle: async () => ok({ status: 'ok' }),
})
