import type { ListEntry, RelationEdit } from '../core/ports/relations.ts'
import type { Relation } from '../core/relation.ts'
import { isDirected, labelOf } from '../core/relation-kind.ts'
import type { Writer } from '../core/store.ts'

/** What one asset is related to by a kind, on its own side. */
export class RelatedList {
  readonly #tx: Writer
  readonly #cloudId: number
  readonly #no: number
  readonly #kind: number
  readonly #end: 'subject' | 'object'

  constructor(tx: Writer, cloudId: number, no: number, kind: number, end: 'subject' | 'object') {
    this.#tx = tx
    this.#cloudId = cloudId
    this.#no = no
    this.#kind = kind
    this.#end = isDirected(kind) ? end : 'subject'
  }

  /** The relations with these assets, as they are; nobody else changes them. */
  claim(nos: readonly number[]): Promise<(Relation | undefined)[]> {
    const [from, kind] = [this.#no, this.#kind]
    return this.#tx.relations.claim(
      this.#cloudId,
      nos.map((no) => (this.#end === 'subject' ? { from, to: no, kind } : { from: no, to: from, kind })),
    )
  }

  entry({ from, to, fromPosition, toPosition }: Relation): ListEntry {
    return this.#end === 'subject' ? { no: to, position: fromPosition } : { no: from, position: toPosition }
  }

  /** The nearest on one side of an entry, or of an end of the list, without these. */
  async others(
    side: 'before' | 'after',
    of: ListEntry | undefined,
    without: readonly number[],
    limit: number,
  ): Promise<ListEntry[]> {
    const found = await this.#tx.relations.neighbours(this.#cloudId, this.#no, labelOf(this.#kind, this.#end), {
      side,
      ...(of && { of }),
      limit: limit + without.length,
    })
    const passed = new Set(without)
    return found.filter(({ no }) => !passed.has(no)).slice(0, limit)
  }

  /** Behind all that there are. */
  nextPosition(): string {
    return this.#tx.relations.nextPosition()
  }

  /** The edits that give assets these positions. */
  async moves(positions: ReadonlyMap<number, string>): Promise<RelationEdit[]> {
    const found = await this.claim([...positions.keys()])
    const side = this.#end === 'subject' ? 'fromPosition' : 'toPosition'
    return [...positions.values()].flatMap((position, i) => {
      const before = found[i]
      return before ? [{ before, after: { ...before, [side]: position } }] : []
    })
  }
}
