import { invalid } from './errors.ts'

/** Which of the two assets of a relation can't be deleted without force. */
export const PROTECTED_ENDS = ['none', 'subject', 'object', 'both'] as const
export type ProtectedEnd = (typeof PROTECTED_ENDS)[number]

/** How two assets belong together. A relation reads: subject, name, object; from the other side: object, inverse, subject. */
export interface RelationKind {
  /** Even for a symmetric kind, odd for a directed one, so that the store can tell. Never leaves the server. */
  readonly no: number
  readonly name: string
  /** The same as the name where the kind is symmetric. */
  readonly inverse: string
  readonly description: string
  readonly protects: ProtectedEnd
  /** What is retired stays as it is, and nothing new is related by it. */
  readonly retired: boolean
}

/** The kind of a relation made without one: plain, symmetric, what Cloudinary's related assets are. */
export const RELATED_KIND = 0
/** What that kind answers to everywhere, whatever else an environment calls it. */
export const RELATED_NAME = 'related'

export const isDirected = (kind: number): boolean => kind % 2 === 1

/** Under what an asset's relations of a kind are listed, by which end of them it is. A symmetric kind has one label for both. */
export const labelOf = (kind: number, end: 'subject' | 'object'): number =>
  2 * kind + (end === 'object' && isDirected(kind) ? 1 : 0)

export const kindOfLabel = (label: number): number => Math.floor(label / 2)

export const endOfLabel = (label: number): 'subject' | 'object' => (label % 2 === 1 ? 'object' : 'subject')

export const RELATED_LABEL = labelOf(RELATED_KIND, 'subject')

const kind = (
  no: number,
  name: string,
  inverse: string,
  description: string,
  protects: ProtectedEnd = 'none',
): RelationKind => ({ no, name, inverse, description, protects, retired: false })

/** What every environment has from the start; each can be renamed and retired. */
export const FIRST_KINDS: readonly RelationKind[] = [
  kind(RELATED_KIND, RELATED_NAME, RELATED_NAME, 'Belongs together in whatever way'),
  kind(1, 'poster_of', 'has_poster', 'A picture that stands for a video'),
  kind(3, 'transcript_of', 'has_transcript', 'Subtitles, captions or a transcript of what is said'),
  kind(5, 'derived_from', 'source_of', 'Made from another asset: an edit, a crop, a rendition'),
  kind(7, 'manual_of', 'has_manual', 'A document about what is shown'),
  kind(2, 'alternate_of', 'alternate_of', 'Another angle, take, format or language of the same'),
  kind(9, 'uses_as_overlay', 'overlay_of', 'Has the other one laid over it, such as a logo'),
  kind(
    11,
    'licensed_by',
    'licence_of',
    'May be used under the terms of a document, which stays as long as it is needed',
    'object',
  ),
]

/** Numbers below are those of kinds that every environment has. */
export const FIRST_OWN_KIND = 100

/** Kinds of one environment: more would be too many to choose from. */
export const MAX_KINDS = 200

const MAX_KIND_NAME_LENGTH = 64

/** Names are words for code as well as for people: letters, digits and underscores, a letter first. */
export function checkKindName(field: string, name: string): string {
  if (name.length <= MAX_KIND_NAME_LENGTH && /^[a-z][a-z0-9_]*$/.test(name)) return name
  throw invalid(
    `Invalid value for ${field} - ${JSON.stringify(name.slice(0, 100))}: use at most ${MAX_KIND_NAME_LENGTH} small letters, digits and underscores, a letter first, as in poster_of`,
  )
}

/** A kind, and which end of its relations an asset is that is named first with it. */
export interface DirectedKind {
  readonly kind: RelationKind
  readonly end: 'subject' | 'object'
}

/** The kinds of an environment, by their numbers and names. */
export class Kinds {
  readonly all: readonly RelationKind[]
  readonly #byNo: ReadonlyMap<number, RelationKind>
  readonly #byName = new Map<string, DirectedKind>()

  /** `own`: those that the environment has made, or has changed of the first ones. */
  constructor(own: readonly RelationKind[]) {
    this.#byNo = new Map([...FIRST_KINDS, ...own].map((kind) => [kind.no, kind]))
    this.all = [...this.#byNo.values()]
    for (const kind of this.all) {
      this.#byName.set(kind.inverse, { kind, end: 'object' })
      this.#byName.set(kind.name, { kind, end: 'subject' })
    }
    // Another kind may have got that name before it was kept for this one.
    if (!this.#byName.has(RELATED_NAME)) {
      this.#byName.set(RELATED_NAME, { kind: this.#byNo.get(RELATED_KIND)!, end: 'subject' })
    }
  }

  byNo(no: number): RelationKind | undefined {
    return this.#byNo.get(no)
  }

  /** By either name. */
  byName(name: string): DirectedKind | undefined {
    return this.#byName.get(name)
  }

  /** As `byName`. Throws `invalid` for a name that no kind has. */
  named(name: string): DirectedKind {
    const found = this.byName(name)
    if (found) return found
    const known = [...this.#byName.keys()].sort().join(', ')
    throw invalid(`There is no kind of relation ${JSON.stringify(name.slice(0, 100))}. There are: ${known}`)
  }

  /** How relations are called from the side of an asset that has them under this label. */
  nameOfLabel(label: number): string {
    const kind = this.byNo(kindOfLabel(label))
    if (!kind) return `kind_${kindOfLabel(label)}`
    return endOfLabel(label) === 'object' ? kind.inverse : kind.name
  }

  /** The labels under which an asset's relations keep it from being deleted without force. */
  get protectedLabels(): ReadonlySet<number> {
    const labels = this.all.flatMap(({ no, protects }) =>
      (['subject', 'object'] as const)
        .filter((end) => protects === 'both' || protects === end)
        .map((end) => labelOf(no, end)),
    )
    return new Set(labels)
  }

  /** The labels that names stand for, each once, as `page` and `walk` take them. */
  labelsNamed(names: readonly string[]): number[] {
    const labels = names.map((name) => {
      const { kind, end } = this.named(name)
      return labelOf(kind.no, end)
    })
    return [...new Set(labels)]
  }
}
