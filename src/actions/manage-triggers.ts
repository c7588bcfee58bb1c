import type { LoggedWebhook } from '../core/change.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import type { Definition } from '../core/definition.ts'
import { AppError, invalid } from '../core/errors.ts'
import { randomHex32 } from '../core/ids.ts'
import type { Library } from '../core/library.ts'
import { type EventType, MAX_TRIGGER_URIS, MAX_TRIGGERS, type Trigger } from '../core/notification.ts'
import type { Reader, Writer } from '../core/store.ts'

/** What is said of a trigger by whoever makes it. */
type Told = Omit<Trigger, 'since'>

/** All of an environment's triggers, or those of one event type; oldest first. */
export async function listTriggers(
  reader: Reader,
  cloud: Cloud,
  eventType?: EventType,
): Promise<Definition<Trigger>[]> {
  const triggers = await reader.definitions.list<Trigger>(cloud.id, 'trigger', { limit: MAX_TRIGGERS })
  return triggers
    .filter(({ body }) => eventType === undefined || body.eventType === eventType)
    .sort((a, b) => a.createdAt - b.createdAt)
}

/**
 * Notifies a URL of every event of a type, from now on. Throws `invalid` for a URL that may not be notified, or past the
 * limit, `conflict` if it is notified of that type already.
 */
export async function createTrigger(
  library: Library,
  caller: Caller,
  trigger: Told,
  field = 'uri',
): Promise<Definition<Trigger>> {
  library.outbound.check(field, trigger.uri)
  const id = randomHex32()
  return library.store.write(async (tx) => {
    const { cloud } = caller
    checkUri(await listTriggers(tx, cloud), trigger)
    const since = await tx.deliveries.follow(cloud.id)
    await tx.definitions.insert(cloud.id, 'trigger', id, { ...trigger, since })
    await log(tx, caller, id, undefined, trigger)
    return (await tx.definitions.get<Trigger>(cloud.id, 'trigger', id))!
  })
}

/** Changes a trigger; another URL is for what waits to be sent as well. Throws `not_found`, and what `createTrigger` does. */
export async function updateTrigger(
  library: Library,
  caller: Caller,
  id: string,
  changes: Partial<Told>,
  field = 'new_uri',
): Promise<Definition<Trigger>> {
  if (changes.uri !== undefined) library.outbound.check(field, changes.uri)
  return library.store.write(async (tx) => {
    const { cloud } = caller
    const triggers = await listTriggers(tx, cloud)
    const before = triggers.find(({ name }) => name === id)
    if (!before) throw notFound(id)
    const after = { ...before.body, ...changes }
    checkUri(
      triggers.filter(({ name }) => name !== id),
      after,
    )
    await tx.definitions.replace(cloud.id, 'trigger', id, after)
    if (JSON.stringify(after) !== JSON.stringify(before.body)) await log(tx, caller, id, before.body, after)
    return (await tx.definitions.get<Trigger>(cloud.id, 'trigger', id))!
  })
}

/** Throws `not_found`. What waits to be sent is given up. */
export function deleteTrigger({ store }: Library, caller: Caller, id: string): Promise<void> {
  return store.write(async (tx) => {
    const before = await tx.definitions.get<Trigger>(caller.cloud.id, 'trigger', id)
    if (!before) throw notFound(id)
    await tx.definitions.remove(caller.cloud.id, 'trigger', id)
    await log(tx, caller, id, before.body, undefined)
  })
}

const log = (
  tx: Writer,
  caller: Caller,
  id: string,
  before: Told | undefined,
  after: Told | undefined,
): Promise<void> =>
  tx.changes.add(caller, {
    ...{ type: 'webhook', id },
    ...(before && { before: logged(before) }),
    ...(after && { after: logged(after) }),
  })

const logged = ({ uri, eventType, additive }: Told): LoggedWebhook => ({
  host: new URL(uri).host,
  event: eventType,
  additive,
})

/** The messages begin with the words that Cloudinary's OpenAPI has for them. */
function checkUri(others: readonly Definition<Trigger>[], { uri, eventType }: Told): void {
  if (others.some(({ body }) => body.uri === uri && body.eventType === eventType)) {
    throw new AppError('conflict', `record_already_exists - ${uri} is notified of ${eventType} already`)
  }
  const uris = new Set([uri, ...others.map(({ body }) => body.uri)])
  if (uris.size > MAX_TRIGGER_URIS) {
    throw invalid(
      `limit_reached - at most ${MAX_TRIGGER_URIS} URLs can be notified: delete the triggers of another first`,
    )
  }
}

const notFound = (id: string): AppError =>
  new AppError(
    'not_found',
    `record_not_found - there is no trigger ${JSON.stringify(id.slice(0, 100))}: GET /triggers lists them, and GET /webhooks of our own API`,
  )
