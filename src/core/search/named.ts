import { Kinds, labelOf } from '../relation-kind.ts'

/** A value that stands for something of the environment: whether there is such a thing, only the store knows. */
export interface NamedValue {
  readonly kind: 'asset' | 'relation_kind'
  readonly text: string
  /** The error that says what is wrong with it, and where it stands. */
  readonly problem: (what: string) => Error
}

/** What the named values of an expression stand for. */
export interface SearchNames {
  /** Numbers of the assets that each text names. */
  readonly assets: ReadonlyMap<string, readonly number[]>
  readonly kinds: Kinds
}

export const NO_NAMES: SearchNames = { assets: new Map(), kinds: new Kinds([]) }

/** Under which label an asset has relations of a kind, by the name that it has from its side. */
export function labelNamed({ kinds }: SearchNames, name: string): number | undefined {
  const found = kinds.byName(name)
  return found && labelOf(found.kind.no, found.end)
}
