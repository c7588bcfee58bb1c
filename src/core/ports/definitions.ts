import type { Definition, DefinitionKind } from '../definition.ts'

export interface DefinitionReader {
  get<Body>(cloudId: number, kind: DefinitionKind, name: string): Promise<Definition<Body> | undefined>
  /** By name. */
  list<Body>(cloudId: number, kind: DefinitionKind, page: DefinitionPageQuery): Promise<Definition<Body>[]>
}

export interface DefinitionPageQuery {
  /** The name after which the page begins. */
  readonly after?: string
  readonly limit: number
}

export interface DefinitionWriter extends DefinitionReader {
  /** Whether the name was free; nothing is written if not. */
  insert(cloudId: number, kind: DefinitionKind, name: string, body: unknown): Promise<boolean>
  /** Whether there was one of that name. */
  replace(cloudId: number, kind: DefinitionKind, name: string, body: unknown): Promise<boolean>
  /** Whether there was one of that name. */
  remove(cloudId: number, kind: DefinitionKind, name: string): Promise<boolean>
}
