import type { Asset } from '../core/asset.ts'
import type { LoggedChange } from '../core/change.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Definition } from '../core/definition.ts'
import type { Library } from '../core/library.ts'
import type { EventType, NewDelivery, NotificationWords, Trigger } from '../core/notification.ts'
import { getAssets } from './get-asset.ts'
import { listTriggers } from './manage-triggers.ts'

/** Changes that are made into deliveries at once. */
const PAGE_SIZE = 20
const MAX_FOUND_AT_ONCE = 1000

export interface LogPage {
  /** Up to where the log was read. */
  readonly position: string
  /** How many changes were. */
  readonly changes: number
  /** Whether anything is to be sent: then deliveries and position were stored, together. */
  readonly isStored: boolean
  readonly isLast: boolean
}

/** Reads on in a log from a position, and makes what it finds into deliveries to everyone who is to be told of it. */
export async function makeDeliveries(
  { store }: Library,
  words: NotificationWords,
  cloud: Cloud,
  after: string,
): Promise<LogPage> {
  const changes = await store.read.changes.list(cloud.id, { after, limit: PAGE_SIZE })
  const position = changes.at(-1)?.position ?? after
  // Read after the changes: whoever asked before them to be told is among these.
  const triggers = changes.length === 0 ? [] : await listTriggers(store.read, cloud)
  const told = changes.filter((change) => triggers.length > 0 || change.notificationUrl !== undefined)
  const deliveries = told.length === 0 ? [] : await deliveriesOf({ store }, words, cloud, told, triggers)
  const isStored = deliveries.length > 0
  if (isStored) await store.write((tx) => tx.deliveries.advance(cloud.id, position, deliveries))
  return { position, changes: changes.length, isStored, isLast: changes.length < PAGE_SIZE }
}

async function deliveriesOf(
  { store }: Pick<Library, 'store'>,
  words: NotificationWords,
  cloud: Cloud,
  changes: readonly LoggedChange[],
  triggers: readonly Definition<Trigger>[],
): Promise<NewDelivery[]> {
  const [apiKey] = await store.read.clouds.keys(cloud.id)
  // Without a key in force there is nobody who could tell that it is genuine.
  if (!apiKey) return []
  const shown = new Set(changes.flatMap((change) => words.assetsShown(change)))
  const assets = await assetsById({ store }, cloud, [...shown])
  return changes.flatMap((change) =>
    words.notificationsOf({ cloud, apiKey }, change, assets).flatMap(({ eventType, body }) => {
      const text = JSON.stringify(body)
      return receiversOf(change, eventType, triggers).map((receiver) => ({ ...receiver, eventType, body: text }))
    }),
  )
}

/** Those that are still there. */
async function assetsById(
  { store }: Pick<Library, 'store'>,
  cloud: Cloud,
  assetIds: readonly string[],
): Promise<Map<string, Asset>> {
  const assets = new Map<string, Asset>()
  for (let i = 0; i < assetIds.length; i += MAX_FOUND_AT_ONCE) {
    const identifiers = assetIds.slice(i, i + MAX_FOUND_AT_ONCE).map((assetId) => ({ assetId }))
    for (const asset of await getAssets(store.read, cloud, identifiers)) if (asset) assets.set(asset.assetId, asset)
  }
  return assets
}

/**
 * Each URL once. As with Cloudinary, a call that names a URL of its own is told to that one instead of to the triggers,
 * but for additive ones.
 */
function receiversOf(
  { position, notificationUrl }: LoggedChange,
  eventType: EventType,
  triggers: readonly Definition<Trigger>[],
): Pick<NewDelivery, 'receiver' | 'uri'>[] {
  const receivers = new Map<string, string>()
  if (notificationUrl !== undefined) receivers.set(notificationUrl, new URL(notificationUrl).origin)
  for (const { name, body } of triggers) {
    const isMeant = body.eventType === 'all' || body.eventType === eventType
    const isTold = notificationUrl === undefined || body.additive
    if (isMeant && isTold && body.since < position && !receivers.has(body.uri)) receivers.set(body.uri, name)
  }
  return [...receivers].map(([uri, receiver]) => ({ uri, receiver }))
}
