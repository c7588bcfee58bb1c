import type { Caller, Cloud } from '../core/cloud.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import {
  checkKindName,
  FIRST_KINDS,
  FIRST_OWN_KIND,
  isDirected,
  Kinds,
  MAX_KINDS,
  RELATED_KIND,
  type RelationKind,
} from '../core/relation-kind.ts'
import type { Reader, Writer } from '../core/store.ts'

/** Of the definitions that kinds are kept as, by their numbers. */
export const RELATION_KIND = 'relation_kind'

/** Only what the environment has changed of the first kinds is stored, and its own ones; named by their numbers. */
export async function kindsOf(reader: Reader, cloud: Cloud): Promise<Kinds> {
  const own = await reader.definitions.list<RelationKind>(cloud.id, RELATION_KIND, { limit: MAX_KINDS })
  return new Kinds(own.map(({ body }) => body))
}

export interface NewKind {
  readonly name: string
  /** Without one, the kind is symmetric. */
  readonly inverse?: string
  readonly description?: string
  readonly protects?: RelationKind['protects']
  readonly retired?: boolean
}

/** Throws `conflict` where a name is taken, `invalid` for one that can't be. */
export function createKind(library: Library, caller: Caller, kind: NewKind): Promise<RelationKind> {
  return library.store.write(async (tx) => addKind(tx, caller, await kindsOf(tx, caller.cloud), kind))
}

/** As `createKind`, in a transaction; where it throws, nothing was written. */
export async function addKind(
  tx: Writer,
  caller: Caller,
  kinds: Kinds,
  { name, inverse = name, description = '', protects = 'none', retired = false }: NewKind,
): Promise<RelationKind> {
  if (kinds.all.length >= MAX_KINDS) {
    throw invalid(`An environment has at most ${MAX_KINDS} kinds of relations: merge some of them`)
  }
  const kind = { no: nextNo(kinds, inverse !== name), name, inverse, description, protects, retired }
  await keepKind(tx, caller, kinds, kind)
  return kind
}

/** Gives one of the first kinds, which the environment has not changed yet, what is said of it elsewhere. */
export async function describeFirstKind(
  tx: Writer,
  caller: Caller,
  kinds: Kinds,
  kind: RelationKind,
  { description = kind.description, protects = kind.protects, retired = kind.retired }: NewKind,
): Promise<void> {
  if (kind !== FIRST_KINDS.find(({ no }) => no === kind.no)) return
  const described = { ...kind, description, protects, retired: retired && kind.no !== RELATED_KIND }
  if (JSON.stringify(described) !== JSON.stringify(kind)) await keepKind(tx, caller, kinds, described)
}

/** Renames a kind, describes it anew, retires it or brings it back; its relations stay. Throws as `createKind`, and `not_found`. */
export function updateKind(
  library: Library,
  caller: Caller,
  name: string,
  changes: Partial<Omit<RelationKind, 'no'>>,
): Promise<RelationKind> {
  return library.store.write(async (tx) => {
    const kinds = await kindsOf(tx, caller.cloud)
    const before = getKind(kinds, name)
    // A symmetric kind has one name.
    const both = !isDirected(before.no) && changes.name !== undefined ? { inverse: changes.name } : {}
    const kind = { ...before, ...both, ...changes }
    if (isDirected(kind.no) === (kind.name === kind.inverse)) {
      throw invalid(
        isDirected(kind.no)
          ? 'A directed kind needs two names, one for each direction'
          : `${before.name} is symmetric and has one name for both directions: make a directed kind and merge this one into it`,
      )
    }
    if (kind.retired && kind.no === RELATED_KIND) {
      throw invalid(`${before.name} is the kind of relations that are made without one: it can't be retired`)
    }
    await keepKind(tx, caller, kinds, kind)
    return kind
  })
}

/** By either name. Throws `not_found`. */
export function getKind(kinds: Kinds, name: string): RelationKind {
  const found = kinds.byName(name)
  if (found) return found.kind
  throw new AppError('not_found', `There is no kind of relation ${JSON.stringify(name)}: GET /kinds lists them`)
}

/** Writes a kind as it is to be, and logs what that changes. Throws `conflict` where a name of it is another kind's. */
export async function keepKind(tx: Writer, caller: Caller, kinds: Kinds, kind: RelationKind): Promise<void> {
  for (const [field, name] of [['name', kind.name] as const, ['inverse', kind.inverse] as const]) {
    const taken = kinds.byName(checkKindName(field, name))
    if (taken && taken.kind.no !== kind.no) {
      throw new AppError('conflict', `${name} is a name of the kind ${taken.kind.name} already: choose another`)
    }
  }
  const before = kinds.byNo(kind.no)
  if (JSON.stringify(before) === JSON.stringify(kind)) return
  const [{ id }, name] = [caller.cloud, String(kind.no)]
  if (!(await tx.definitions.replace(id, RELATION_KIND, name, kind))) {
    await tx.definitions.insert(id, RELATION_KIND, name, kind)
  }
  await tx.changes.add(caller, { type: 'kind', ...(before && { before }), after: kind })
}

/** Even for a symmetric kind, odd for a directed one. Numbers are never given out twice, as kinds are never removed. */
function nextNo(kinds: Kinds, directed: boolean): number {
  const last = Math.max(FIRST_OWN_KIND, ...kinds.all.map(({ no }) => no))
  return last + 1 + (isDirected(last + 1) === directed ? 0 : 1)
}
