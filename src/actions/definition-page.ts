import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Definition, DefinitionKind } from '../core/definition.ts'
import { AppError } from '../core/errors.ts'
import type { Reader } from '../core/store.ts'

export interface DefinitionPage<Body> {
  readonly definitions: Definition<Body>[]
  readonly nextCursor?: string
}

/** What an environment has of a kind, by name. */
export async function listDefinitions<Body>(
  reader: Reader,
  cloud: Cloud,
  kind: DefinitionKind,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<DefinitionPage<Body>> {
  const after = cursor === undefined ? {} : { after: decodeCursor(cloud, kind, cursor)[0] as string }
  const found = await reader.definitions.list<Body>(cloud.id, kind, { ...after, limit: limit + 1 })
  const definitions = found.slice(0, limit)
  const last = definitions.at(-1)
  return found.length > limit && last
    ? { definitions, nextCursor: encodeCursor(cloud, kind, [last.name]) }
    : { definitions }
}

/** Throws `conflict` where an environment has as many of a kind as it may. */
export async function checkRoom(reader: Reader, cloud: Cloud, kind: DefinitionKind, max: number): Promise<void> {
  const found = await reader.definitions.list(cloud.id, kind, { limit: max })
  if (found.length === max) {
    throw new AppError('conflict', `There are ${max} already, as many as there can be: delete some that aren't used`)
  }
}
