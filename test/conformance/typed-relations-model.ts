import { Kinds } from '../../src/core/relation-kind.ts'

export const ASSETS = 6
export const KINDS = new Kinds([])
/** One that is symmetric, and two that aren't, by the names of both sides. */
export const NAMES = ['related', 'alternate_of', 'poster_of', 'has_poster', 'derived_from', 'source_of'] as const
export const MERGES = [
  ['poster_of', 'derived_from'],
  ['poster_of', 'source_of'],
  ['derived_from', 'alternate_of'],
  ['alternate_of', 'related'],
] as const

export interface Named {
  readonly from: number
  readonly to: number
  readonly kind: string
}
interface ModelRelation extends Named {
  note: string | null
}

export interface Move {
  readonly do: 'move'
  readonly of: Named
  readonly more: number
  readonly spot: 'first' | 'last' | 'before' | 'after'
  readonly anchor: number
}

/** What is one transaction, and so happens before or after any other. */
export type AtomicCommand =
  | { readonly do: 'relate'; readonly items: readonly (Named & { note: string })[] }
  | { readonly do: 'edit'; readonly item: Named & { note: string } }
  | { readonly do: 'unrelate'; readonly items: readonly Named[] }
  | Move
  | { readonly do: 'delete'; readonly nos: readonly number[] }
  | { readonly do: 'restore'; readonly no: number }

/** The assets that a move names. */
export const movedBy = ({ of: { to }, more }: Move): number[] => [...new Set([to, (to + more) % ASSETS])]

/** Relations as they read from their subjects; of each asset and name, the order that it lists them in. */
export class Model {
  relations: ModelRelation[] = []
  deleted = new Set<number>()
  retired = new Set<string>()
  #lists = new Map<string, ModelRelation[]>()
  /** Lists whose order the model can't tell: something was moved while some of it was away. */
  #unsure = new Set<string>()

  copy(): Model {
    const copy = new Model()
    // Together, so that lists have the relations themselves.
    const { relations, lists } = structuredClone({ relations: this.relations, lists: this.#lists })
    copy.relations = relations
    copy.#lists = lists
    copy.deleted = new Set(this.deleted)
    copy.retired = new Set(this.retired)
    copy.#unsure = new Set(this.#unsure)
    return copy
  }

  /** What a command answers: an outcome for each of its items, or the code of the error that it throws. */
  do(command: AtomicCommand): readonly string[] | string {
    switch (command.do) {
      case 'relate':
        return command.items.map((item) => this.#relate(item))
      case 'unrelate':
        return command.items.map((item) => this.#unrelate(item))
      case 'edit':
        return [this.#edit(command.item)]
      case 'move':
        return this.#move(command)
      case 'delete': {
        const outcomes = command.nos.map((no) => (this.deleted.has(no) ? 'not_found' : 'deleted'))
        for (const no of command.nos) this.deleted.add(no)
        return outcomes
      }
      case 'restore':
        return [this.deleted.delete(command.no) ? 'restored' : 'no_backup']
    }
  }

  /** What an asset lists under a name, as [other, note]; sorted where nobody can tell the order. */
  listed(no: number, name: string): [number, string | null][] {
    const seen = (this.#lists.get(`${no} ${name}`) ?? [])
      .filter(this.#isHere)
      .map((one): [number, string | null] => [one.from === no ? one.to : one.from, one.note])
    return this.isUnsure(no, name) ? seen.sort((a, b) => a[0] - b[0]) : seen
  }

  isUnsure = (no: number, name: string): boolean => this.#unsure.has(`${no} ${name}`)

  /**
   * Takes over the order of a list that has the same entries, as [other, note]. Where one that came since `before` is away,
   * nobody can tell where it stands.
   */
  takeOrder(no: number, name: string, entries: readonly [number, string | null][], before: Model): void {
    const list = this.#lists.get(`${no} ${name}`)
    if (!list || this.isUnsure(no, name)) return
    if (list.every(this.#isHere)) {
      const others = entries.map(([other]) => other)
      const placeOf = ({ from, to }: ModelRelation) => others.indexOf(from === no ? to : from)
      list.sort((a, b) => placeOf(a) - placeOf(b))
      return
    }
    const isAsExpected = JSON.stringify(this.listed(no, name)) === JSON.stringify(entries)
    const hasNewAway = list.some((one) => !this.#isHere(one) && !before.#find(one))
    if (!isAsExpected || hasNewAway) this.#unsure.add(`${no} ${name}`)
  }

  /** Of whoever is away, nobody can see in which order its lists have what was put there since `before`. */
  doubtAway(before: Model): void {
    const order = (list: readonly ModelRelation[] = []) => JSON.stringify(list.map(({ from, to }) => [from, to]))
    for (const [key, list] of this.#lists) {
      const isAway = this.deleted.has(Number.parseInt(key, 10))
      if (isAway && order(list) !== order(before.#lists.get(key))) this.#unsure.add(key)
    }
  }

  /** Whether a merge would make one relation of two of which different things are said: which of them stays, nobody says. */
  isUnclear(name: string, into: string): boolean {
    const kind = KINDS.named(name).kind.name
    return this.relations.some((one) => {
      const other = one.kind === kind && this.#find({ from: one.to, to: one.from, kind })
      return other && other.note !== one.note && KINDS.named(into).kind.inverse === KINDS.named(into).kind.name
    })
  }

  /** Those that both kinds were between stay as the other kind has them. Where lists are joined, nobody can tell the order. */
  merge(name: string, into: string): void {
    const { kind } = KINDS.named(name)
    const isTurned = KINDS.named(name).end !== KINDS.named(into).end
    for (const relation of this.relations.filter((one) => one.kind === kind.name)) {
      this.#remove(relation)
      const { from, to, note } = relation
      const other = fromSubject({
        ...(isTurned ? { from: to, to: from } : { from, to }),
        kind: KINDS.named(into).kind.name,
      })
      if (!this.#find(other)) this.#add(other, note)
      this.#unsure.add(`${from} ${nameFrom(other, from)}`).add(`${to} ${nameFrom(other, to)}`)
    }
  }

  #relate(item: Named & { note: string }): string {
    if (this.retired.has(KINDS.named(item.kind).kind.name)) return 'retired_kind'
    if (!this.#isHere(item)) return 'not_found'
    if (item.from === item.to) return 'self'
    if (this.#find(item)) return 'already_related'
    this.#add(item, item.note)
    return 'related'
  }

  #unrelate(item: Named): string {
    if (!this.#isHere(item)) return 'not_found'
    if (item.from === item.to) return 'self'
    const relation = this.#find(item)
    if (!relation) return 'not_related'
    this.#remove(relation)
    return 'unrelated'
  }

  #edit(item: Named & { note: string }): string {
    if (!this.#isHere(item)) return 'not_found'
    if (item.from === item.to) return 'self'
    const relation = this.#find(item)
    if (!relation) return 'not_related'
    if (relation.note === item.note) return 'unchanged'
    relation.note = item.note
    return 'changed'
  }

  #move(move: Move): readonly string[] | string {
    const { of, spot, anchor } = move
    const { from, kind } = of
    const find = (no: number) =>
      no === from || !this.#isHere({ from, to: no, kind }) ? undefined : this.#find({ from, to: no, kind })
    if (this.deleted.has(from)) return 'not_found'
    const beside = spot === 'before' || spot === 'after' ? find(anchor) : spot
    if (!beside) return 'invalid'
    const nos = movedBy(move)
    const moved = nos.map(find).filter((one): one is ModelRelation => one !== undefined && one !== beside)
    if (moved.length > 0) this.#put(from, kind, moved, beside, spot === 'after')
    return nos.map((no) => (this.deleted.has(no) ? 'not_found' : find(no) ? 'changed' : 'not_related'))
  }

  #put(
    no: number,
    name: string,
    moved: readonly ModelRelation[],
    anchor: ModelRelation | 'first' | 'last',
    after: boolean,
  ): void {
    const list = this.#lists.get(`${no} ${name}`)!
    if (!list.every(this.#isHere)) this.#unsure.add(`${no} ${name}`)
    const rest = list.filter((one) => !moved.includes(one))
    const at = anchor === 'first' ? 0 : anchor === 'last' ? rest.length : rest.indexOf(anchor) + (after ? 1 : 0)
    list.splice(0, list.length, ...rest.slice(0, at), ...moved, ...rest.slice(at))
  }

  /** The relation that these words name, if it is there. */
  #find({ from, to, kind }: Named): ModelRelation | undefined {
    return this.relations.find(
      (one) => (one.kind === kind && one.from === from && one.to === to) || isTurned(one, { from, to, kind }),
    )
  }

  #isHere = ({ from, to }: Named): boolean => !this.deleted.has(from) && !this.deleted.has(to)

  #add(named: Named, note: string | null): void {
    const relation = { ...fromSubject(named), note }
    this.relations.push(relation)
    for (const list of this.#listsOf(relation)) list.push(relation)
  }

  #remove(relation: ModelRelation): void {
    this.relations = this.relations.filter((one) => one !== relation)
    for (const list of this.#listsOf(relation)) list.splice(list.indexOf(relation), 1)
  }

  #listsOf(relation: ModelRelation): ModelRelation[][] {
    return [relation.from, relation.to].map((no) => {
      const key = `${no} ${nameFrom(relation, no)}`
      const list = this.#lists.get(key) ?? []
      this.#lists.set(key, list)
      return list
    })
  }
}

const isTurned = (one: Named, { from, to, kind }: Named): boolean => {
  const { inverse, name } = KINDS.named(kind).kind
  return one.from === to && one.to === from && one.kind === name && (kind === inverse || name === inverse)
}

const fromSubject = ({ from, to, kind: name }: Named): Named => {
  const { kind, end } = KINDS.named(name)
  return end === 'object' && kind.name !== kind.inverse
    ? { from: to, to: from, kind: kind.name }
    : { from, to, kind: kind.name }
}

const nameFrom = ({ from, kind }: Named, no: number): string => {
  const { name, inverse } = KINDS.named(kind).kind
  return from === no ? name : inverse
}
