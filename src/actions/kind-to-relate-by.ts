import { invalid } from '../core/errors.ts'
import { type DirectedKind, type Kinds, RELATED_KIND } from '../core/relation-kind.ts'

/** The kind of that name, from either side; the plain one without a name. Throws `invalid` if nothing can be related by it. */
export function kindToRelateBy(kinds: Kinds, name: string | undefined): DirectedKind {
  const wanted: DirectedKind =
    name === undefined ? { kind: kinds.byNo(RELATED_KIND)!, end: 'subject' } : kinds.named(name)
  if (!wanted.kind.retired) return wanted
  throw invalid(`The kind ${wanted.kind.name} is retired: nothing new is related by it`)
}
