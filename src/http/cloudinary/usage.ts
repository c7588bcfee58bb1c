import { getUsage } from '../../actions/get-usage.ts'
import { ok, operation } from '../operation.ts'
import { time } from './wire.ts'

/** Requests, bandwidth and transformations are not metered, and so not told of. Nothing but the size of a file has a limit. */
export const usage = operation({
  name: 'usage',
  summary: 'How many assets there are, and how many bytes their originals have',
  method: 'GET',
  paths: ['/usage', '/usage/{date}'],
  api: 'admin',
  input: {
    type: 'object',
    properties: { date: { type: 'string', description: 'YYYY-MM-DD; today without it' } },
  },
  async handle(call, input) {
    const { assets, bytes, derived } = await getUsage(call.library.store.read, call.cloud, input.date)
    const today = time(Date.now()).slice(0, 10)
    const { maxUploadBytes } = call.library.limits
    return ok({
      plan: 'Self-hosted',
      last_updated: today,
      date_requested: `${input.date ?? today}T00:00:00Z`,
      objects: { usage: assets + derived },
      storage: { usage: bytes },
      resources: assets,
      derived_resources: derived,
      media_limits: {
        image_max_size_bytes: maxUploadBytes,
        video_max_size_bytes: maxUploadBytes,
        raw_max_size_bytes: maxUploadBytes,
      },
    })
  },
})

export const config = operation({
  name: 'config',
  summary: 'The environment: its name, since when it is there, and with settings=true how its folders work',
  method: 'GET',
  paths: ['/config'],
  api: 'admin',
  input: { type: 'object', properties: { settings: { type: 'boolean', default: false } } },
  handle: async ({ cloud, library }, input) =>
    ok({
      cloud_name: cloud.name,
      created_at: time(cloud.createdAt),
      ...(input.settings && { settings: { folder_mode: library.folderMode } }),
    }),
})
