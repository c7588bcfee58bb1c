import type { Caller } from '../core/cloud.ts'
import type { DefinitionKind } from '../core/definition.ts'
import type { Writer } from '../core/store.ts'

/** Writes a definition as it is to be, or removes it, whether there was one or not. Answers it as it was. */
export async function keepDefinition<Body extends object>(
  tx: Writer,
  { cloud: { id } }: Caller,
  kind: DefinitionKind,
  name: string,
  after: Body | undefined,
): Promise<Body | undefined> {
  const before = (await tx.definitions.get<Body>(id, kind, name))?.body
  if (!after) await tx.definitions.remove(id, kind, name)
  else if (before) await tx.definitions.replace(id, kind, name, after)
  else await tx.definitions.insert(id, kind, name, after)
  return before
}
