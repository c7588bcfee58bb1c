import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deleteAssets } from '../../src/actions/delete-assets.ts'
import { editManyRelations } from '../../src/actions/edit-relations.ts'
import { mergeKinds } from '../../src/actions/merge-kinds.ts'
import { moveRelated, type Place as Spot } from '../../src/actions/move-related.ts'
import { relateMany, unrelateMany } from '../../src/actions/relate-many.ts'
import { updateKind } from '../../src/actions/relation-kinds.ts'
import { restoreAssets } from '../../src/actions/restore-assets.ts'
import type { Asset } from '../../src/core/asset.ts'
import { FIRST_KINDS, Kinds } from '../../src/core/relation-kind.ts'
import { findDamage } from './integrity.ts'
import { libraryOf } from './library.ts'
import type { Place } from './places.ts'
import { callerOf, Subject } from './subject.ts'

const ASSETS = 6
const KINDS = new Kinds([])
/** One that is symmetric, and two that aren't, by the names of both sides. */
const NAMES = ['related', 'alternate_of', 'poster_of', 'has_poster', 'derived_from', 'source_of'] as const
const MERGES = [
  ['poster_of', 'derived_from'],
  ['poster_of', 'source_of'],
  ['derived_from', 'alternate_of'],
  ['alternate_of', 'related'],
] as const

interface Named {
  readonly from: number
  readonly to: number
  readonly kind: string
}
interface ModelRelation extends Named {
  note: string | null
}

/** Relations as they read from their subjects; of each asset and name, the order that it lists them in. */
class Model {
  relations: ModelRelation[] = []
  readonly deleted = new Set<number>()
  readonly retired = new Set<string>()
  readonly #lists = new Map<string, ModelRelation[]>()
  /** Lists whose order the model can't tell: something was moved while some of it was away. */
  readonly #unsure = new Set<string>()

  /** The relation that these words name, if it is there. */
  find({ from, to, kind }: Named): ModelRelation | undefined {
    return this.relations.find(
      (one) => (one.kind === kind && one.from === from && one.to === to) || turned(one, { from, to, kind }),
    )
  }

  isHere = ({ from, to }: Named): boolean => !this.deleted.has(from) && !this.deleted.has(to)

  add(named: Named, note: string | null): void {
    const relation = { ...fromSubject(named), note }
    this.relations.push(relation)
    for (const list of this.#listsOf(relation)) list.push(relation)
  }

  remove(relation: ModelRelation): void {
    this.relations = this.relations.filter((one) => one !== relation)
    for (const list of this.#listsOf(relation)) list.splice(list.indexOf(relation), 1)
  }

  /** What an asset lists under a name, as [other, note]; sorted where nobody can tell the order. */
  listed(no: number, name: string): [number, string | null][] {
    const seen = (this.#lists.get(`${no} ${name}`) ?? [])
      .filter(this.isHere)
      .map((one): [number, string | null] => [one.from === no ? one.to : one.from, one.note])
    return this.isUnsure(no, name) ? seen.sort((a, b) => a[0] - b[0]) : seen
  }

  isUnsure = (no: number, name: string): boolean => this.#unsure.has(`${no} ${name}`)

  move(
    no: number,
    name: string,
    moved: ModelRelation[],
    anchor: ModelRelation | 'first' | 'last',
    after: boolean,
  ): void {
    const list = this.#lists.get(`${no} ${name}`)!
    if (!list.every(this.isHere)) this.#unsure.add(`${no} ${name}`)
    const rest = list.filter((one) => !moved.includes(one))
    const at = anchor === 'first' ? 0 : anchor === 'last' ? rest.length : rest.indexOf(anchor) + (after ? 1 : 0)
    list.splice(0, list.length, ...rest.slice(0, at), ...moved, ...rest.slice(at))
  }

  /** Those that both kinds were between stay as the other kind has them. Where lists are joined, nobody can tell the order. */
  merge(name: string, into: string): void {
    const { kind } = KINDS.named(name)
    const isTurned = KINDS.named(name).end !== KINDS.named(into).end
    for (const relation of this.relations.filter((one) => one.kind === kind.name)) {
      this.remove(relation)
      const { from, to, note } = relation
      const other = fromSubject({
        ...(isTurned ? { from: to, to: from } : { from, to }),
        kind: KINDS.named(into).kind.name,
      })
      if (!this.find(other)) this.add(other, note)
      this.#unsure.add(`${from} ${nameFrom(other, from)}`).add(`${to} ${nameFrom(other, to)}`)
    }
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

const turned = (one: Named, { from, to, kind }: Named): boolean => {
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

type Command =
  | { readonly do: 'relate' | 'edit'; readonly items: readonly (Named & { note: string })[] }
  | { readonly do: 'unrelate'; readonly items: readonly Named[] }
  | {
      readonly do: 'move'
      readonly of: Named
      readonly more: number
      readonly spot: 'first' | 'last' | 'before' | 'after'
      readonly anchor: number
    }
  | { readonly do: 'delete' | 'restore'; readonly nos: readonly number[] }
  | { readonly do: 'merge'; readonly n: number }
  | { readonly do: 'reopen' }

/** A library and its model side by side. */
class Run {
  readonly subject: Subject
  readonly assets: Asset[]
  readonly cloud: Awaited<ReturnType<Subject['newCloud']>>
  readonly model = new Model()

  constructor(subject: Subject, cloud: Run['cloud'], assets: Asset[]) {
    this.subject = subject
    this.cloud = cloud
    this.assets = assets
  }

  id = (no: number) => this.assets[no]!.assetId
  worded = <Item extends Named>(item: Item) => ({ ...item, from: this.id(item.from), to: this.id(item.to) })

  async do(command: Command): Promise<void> {
    const { model } = this
    const args = [libraryOf(this.subject.store), callerOf(this.cloud)] as const
    switch (command.do) {
      case 'relate':
        return this.#expectOutcomes(relateMany(...args, command.items.map(this.worded)), command.items, (item) => {
          if (model.retired.has(KINDS.named(item.kind).kind.name)) return 'retired_kind'
          if (!model.isHere(item)) return 'not_found'
          if (item.from === item.to) return 'self'
          if (model.find(item)) return 'already_related'
          model.add(item, item.note)
          return 'related'
        })
      case 'unrelate':
        return this.#expectOutcomes(unrelateMany(...args, command.items.map(this.worded)), command.items, (item) => {
          if (!model.isHere(item)) return 'not_found'
          if (item.from === item.to) return 'self'
          const relation = model.find(item)
          if (!relation) return 'not_related'
          model.remove(relation)
          return 'unrelated'
        })
      case 'edit': {
        const [item] = command.items
        return this.#expectOutcomes(editManyRelations(...args, [this.worded(item!)]), [item!], (item) => {
          if (!model.isHere(item)) return 'not_found'
          if (item.from === item.to) return 'self'
          const relation = model.find(item)
          if (!relation) return 'not_related'
          if (relation.note === item.note) return 'unchanged'
          relation.note = item.note
          return 'changed'
        })
      }
      case 'move':
        return this.#move(command)
      case 'delete': {
        const nos = [...new Set(command.nos)]
        await deleteAssets(
          ...args,
          nos.map((no) => ({ assetId: this.id(no) })),
        )
        for (const no of nos) model.deleted.add(no)
        return
      }
      case 'restore': {
        const nos = [...new Set(command.nos)].filter((no) => model.deleted.has(no))
        if (nos.length === 0) return
        await restoreAssets(
          ...args,
          nos.map((no) => ({ identifier: { assetId: this.id(no) } })),
        )
        for (const no of nos) model.deleted.delete(no)
        return
      }
      case 'merge': {
        const [name, into] = MERGES[command.n]!
        if (model.retired.has(KINDS.named(into).kind.name)) return
        expect((await mergeKinds(...args, name, into)).isDone).toBe(true)
        model.merge(name, into)
        // Half of the time it is brought back.
        if (command.n % 2 === 0) model.retired.add(KINDS.named(name).kind.name)
        else if (name !== 'alternate_of') await updateKind(args[0], this.cloud, name, { retired: false })
        else model.retired.add(name)
        return
      }
      case 'reopen':
        return this.subject.reopen()
    }
  }

  async #move({ of: { from, to, kind }, more, spot, anchor }: Command & { do: 'move' }): Promise<void> {
    const { model } = this
    const nos = [...new Set([to, (to + more) % ASSETS])]
    const find = (no: number) =>
      no === from || !model.isHere({ from, to: no, kind }) ? undefined : model.find({ from, to: no, kind })
    const place: Spot =
      spot === 'before' ? { before: this.id(anchor) } : spot === 'after' ? { after: this.id(anchor) } : spot
    const answer = moveRelated(
      libraryOf(this.subject.store),
      callerOf(this.cloud),
      { assetId: this.id(from) },
      kind,
      nos.map(this.id),
      place,
    )
    if (model.deleted.has(from)) return expect(answer).rejects.toMatchObject({ code: 'not_found' })
    const beside = typeof place === 'string' ? place : find(anchor)
    if (!beside) return expect(answer).rejects.toMatchObject({ code: 'invalid' })
    const outcomes = nos.map((no) => (model.deleted.has(no) ? 'not_found' : find(no) ? 'changed' : 'not_related'))
    expect(await answer).toEqual(outcomes)
    const moved = nos.map(find).filter((one) => one !== undefined && one !== beside) as ModelRelation[]
    if (moved.length > 0) model.move(from, kind, moved, beside, spot === 'after')
  }

  async #expectOutcomes<Item>(
    answer: Promise<string[]>,
    items: readonly Item[],
    expected: (item: Item) => string,
  ): Promise<void> {
    expect(await answer).toEqual(items.map(expected))
  }

  async expectSame(): Promise<void> {
    const { relations } = this.subject.store.read
    const byNo = new Map(this.assets.map(({ no }, i) => [no, i]))
    for (const [i, { no }] of this.assets.entries()) {
      if (this.model.deleted.has(i)) continue
      const rows = await relations.page(this.cloud.id, no, { limit: 100 })
      const counts = (await relations.counts(this.cloud.id, [no])).get(no)
      for (const name of NAMES) {
        const [label] = KINDS.labelsNamed([name])
        const found = rows
          .filter((row) => row.label === label)
          .map((row): [number, string | null] => [byNo.get(row.no)!, row.note])
        if (this.model.isUnsure(i, name)) found.sort((a, b) => a[0] - b[0])
        expect({ i, name, found }).toEqual({ i, name, found: this.model.listed(i, name) })
        expect(counts?.get(label!) ?? 0).toBe(found.length)
      }
    }
    expect(await findDamage(this.subject.engine, this.cloud)).toEqual([])
  }
}

const no = fc.nat(ASSETS - 1)
const named = { from: no, to: no, kind: fc.constantFrom(...NAMES) }
const noted = fc.record({ ...named, note: fc.constantFrom('a', 'b') })
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('relate' as const),
      items: fc.array(noted, { minLength: 1, maxLength: 8 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('edit' as const), items: fc.array(noted, { minLength: 1, maxLength: 1 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('unrelate' as const),
      items: fc.array(fc.record(named), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      of: fc.record(named),
      more: fc.nat(3),
      spot: fc.constantFrom('first', 'last', 'before', 'after'),
      anchor: no,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('delete' as const), nos: fc.array(no, { minLength: 1, maxLength: 2 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('restore' as const), nos: fc.array(no, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), n: fc.nat(MERGES.length - 1) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
)

async function agreeAfter(subject: Subject, commands: readonly Command[]): Promise<void> {
  const cloud = await subject.newCloud()
  const run = new Run(subject, cloud, await subject.newAssets(cloud, ASSETS))
  for (const command of commands) await run.do(command)
  await run.do({ do: 'restore', nos: [...run.model.deleted] })
  await run.expectSame()
}

/** Any sequence of calls does to typed relations what it does to a list of them. A failure prints the seed that repeats it. */
export function describeTypedRelations(name: string, newPlace: () => Promise<Place>, numRuns: number): void {
  describe(`${name} store and the model of typed relations`, () => {
    const subject = new Subject(newPlace)
    /** One that is under way when the time is over goes on. */
    let running: Promise<void> | undefined
    beforeAll(() => subject.open())
    afterAll(async () => {
      await running?.catch(() => {})
      await subject.remove()
    })

    test('agree after any sequence of calls', async () => {
      expect(FIRST_KINDS.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['related', 'poster_of', 'derived_from']),
      )
      const agree = fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 30 }), (commands) => {
        running = agreeAfter(subject, commands)
        return running
      })
      await fc.assert(agree, { numRuns, interruptAfterTimeLimit: 25_000 })
    })
  })
}
