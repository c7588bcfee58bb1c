import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deleteAssets } from '../../src/actions/delete-assets.ts'
import { editManyRelations } from '../../src/actions/edit-relations.ts'
import { mergeKinds } from '../../src/actions/merge-kinds.ts'
import { moveRelated } from '../../src/actions/move-related.ts'
import { relateMany, unrelateMany } from '../../src/actions/relate-many.ts'
import { updateKind } from '../../src/actions/relation-kinds.ts'
import { restoreAssets } from '../../src/actions/restore-assets.ts'
import type { Asset } from '../../src/core/asset.ts'
import { FIRST_KINDS } from '../../src/core/relation-kind.ts'
import { findDamage } from './integrity.ts'
import { libraryOf } from './library.ts'
import { differencesFromLog } from './log-sum.ts'
import type { Place } from './places.ts'
import { callerOf, Subject } from './subject.ts'
import {
  ASSETS,
  type AtomicCommand,
  KINDS,
  MERGES,
  Model,
  type Move,
  movedBy,
  NAMES,
  type Named,
} from './typed-relations-model.ts'

type Command =
  | AtomicCommand
  /** Several at once. */
  | { readonly do: 'burst'; readonly commands: readonly AtomicCommand[] }
  | { readonly do: 'merge'; readonly n: number }
  | { readonly do: 'reopen' }

/** A library and its model side by side. */
class Run {
  readonly subject: Subject
  readonly assets: Asset[]
  readonly cloud: Awaited<ReturnType<Subject['newCloud']>>
  model = new Model()

  constructor(subject: Subject, cloud: Run['cloud'], assets: Asset[]) {
    this.subject = subject
    this.cloud = cloud
    this.assets = assets
  }

  async do(command: Command): Promise<void> {
    switch (command.do) {
      case 'burst':
        return this.#burst(command.commands)
      case 'merge':
        return this.#merge(command.n)
      case 'reopen':
        return this.subject.reopen()
      default:
        expect({ command, answer: await this.#call(command) }).toEqual({ command, answer: this.model.do(command) })
    }
  }

  /**
   * What they answer, and what is there then, is what they do one after the other in some order. Where several write at a
   * time, what they put into one list may stand there in another order than that; what else is there stays as it was.
   */
  async #burst(commands: readonly AtomicCommand[]): Promise<void> {
    const before = this.model
    const answers = await Promise.all(commands.map((command) => this.#call(command)))
    const there = await this.#lists()
    const orders = ordersOf(commands.map((_, i) => i)).map((order) => {
      const model = before.copy()
      const expected: (readonly string[] | string)[] = []
      for (const i of order) expected[i] = model.do(commands[i]!)
      return { order, model, expected }
    })
    const { severalWriters } = this.subject.engine
    const explained = orders.find(({ model, expected }) => {
      const shown = [this.#expected(model), shownBy(model, there)].map((lists) =>
        severalWriters ? sorted(lists) : lists,
      )
      return isSame(expected, answers) && isSame(shown[0], shown[1])
    })
    if (!explained) {
      const tried = orders.map(({ order, expected, model }) => ({ order, expected, lists: this.#expected(model) }))
      expect({ commands, answers, there }, 'no order explains this').toEqual({ commands, tried })
      return
    }
    this.model = explained.model
    if (severalWriters) {
      expect(untouched(commands, this.model, there)).toEqual(untouched(commands, this.model, this.#expected(before)))
      for (const { i, name, entries } of there) this.model.takeOrder(i, name, entries, before)
      this.model.doubtAway(before)
    }
  }

  /** An outcome for each item, or the code of an error. */
  async #call(command: AtomicCommand): Promise<readonly string[] | string> {
    const args = [libraryOf(this.subject.store), callerOf(this.cloud)] as const
    const worded = <Item extends Named>(item: Item) => ({ ...item, from: this.#id(item.from), to: this.#id(item.to) })
    switch (command.do) {
      case 'relate':
        return relateMany(...args, command.items.map(worded))
      case 'unrelate':
        return unrelateMany(...args, command.items.map(worded))
      case 'edit':
        return editManyRelations(...args, [worded(command.item)])
      case 'move':
        return this.#move(command)
      case 'delete': {
        const deleted = await deleteAssets(
          ...args,
          command.nos.map((no) => ({ assetId: this.#id(no) })),
        )
        return deleted.map(({ outcome }) => outcome)
      }
      case 'restore': {
        const restored = await restoreAssets(...args, [{ identifier: { assetId: this.#id(command.no) } }])
        return restored.map(({ outcome }) => outcome)
      }
    }
  }

  #move(move: Move): Promise<string[] | string> {
    const { of, spot, anchor } = move
    const place =
      spot === 'before' ? { before: this.#id(anchor) } : spot === 'after' ? { after: this.#id(anchor) } : spot
    const moving = moveRelated(
      libraryOf(this.subject.store),
      callerOf(this.cloud),
      { assetId: this.#id(of.from) },
      of.kind,
      movedBy(move).map(this.#id),
      place,
    )
    return moving.catch((error) => {
      if (typeof error.code !== 'string') throw error
      return error.code
    })
  }

  async #merge(n: number): Promise<void> {
    const { model } = this
    const args = [libraryOf(this.subject.store), callerOf(this.cloud)] as const
    const [name, into] = MERGES[n]!
    if (model.retired.has(KINDS.named(into).kind.name) || model.isUnclear(name, into)) return
    expect((await mergeKinds(...args, name, into)).nextCursor).toBeUndefined()
    model.merge(name, into)
    // Half of the time it is brought back.
    if (n % 2 === 0) model.retired.add(KINDS.named(name).kind.name)
    else if (name !== 'alternate_of') {
      await updateKind(...args, name, { retired: false })
      model.retired.delete(KINDS.named(name).kind.name)
    } else model.retired.add(name)
  }

  #id = (no: number): string => this.assets[no]!.assetId

  /** What each asset that is there lists under each name, in order, as [other, note]; and how many it says these are. */
  async #lists(): Promise<List[]> {
    const { relations } = this.subject.store.read
    const byNo = new Map(this.assets.map(({ no }, i) => [no, i]))
    const here = await this.subject.store.read.assets.find(this.cloud.id, this.assets)
    const counts = await relations.counts(
      this.cloud.id,
      this.assets.map(({ no }) => no),
    )
    const lists: List[] = []
    for (const [i, asset] of here.entries()) {
      if (!asset) continue
      const rows = await relations.page(this.cloud.id, asset.no, { limit: 100 })
      for (const name of NAMES) {
        const [label] = KINDS.labelsNamed([name])
        const entries = rows
          .filter((row) => row.label === label)
          .map((row): [number, string | null] => [byNo.get(row.no)!, row.note])
        lists.push({ i, name, entries, count: counts.get(asset.no)?.get(label!) ?? 0 })
      }
    }
    return lists
  }

  #expected(model: Model): List[] {
    return this.assets.flatMap((_, i) =>
      model.deleted.has(i)
        ? []
        : NAMES.map((name) => {
            const entries = model.listed(i, name)
            return { i, name, entries, count: entries.length }
          }),
    )
  }

  async expectSame(): Promise<void> {
    expect(shownBy(this.model, await this.#lists())).toEqual(this.#expected(this.model))
    expect(await findDamage(this.subject.engine, this.cloud)).toEqual([])
    expect(await differencesFromLog(this.subject.engine, this.subject.store, this.cloud)).toEqual([])
  }
}

interface List {
  readonly i: number
  readonly name: string
  readonly entries: [number, string | null][]
  readonly count: number
}

/** As a model lists them: sorted where it can't tell the order. */
const shownBy = (model: Model, lists: readonly List[]): List[] =>
  lists.map((list) =>
    model.isUnsure(list.i, list.name) ? { ...list, entries: list.entries.toSorted((a, b) => a[0] - b[0]) } : list,
  )

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const sorted = (lists: readonly List[]): List[] =>
  lists.map((list) => ({ ...list, entries: list.entries.toSorted((a, b) => a[0] - b[0]) }))

/** The order of what these commands have nothing to do with, in the lists of those who are there. */
function untouched(commands: readonly AtomicCommand[], model: Model, lists: readonly List[]): unknown[] {
  const pairs = new Set<string>()
  const assets = new Set<number>()
  for (const command of commands) {
    if (command.do === 'delete') for (const no of command.nos) assets.add(no)
    else if (command.do === 'restore') assets.add(command.no)
    else if (command.do === 'move') for (const to of movedBy(command)) pairs.add(pairOf(command.of.from, to))
    else for (const { from, to } of 'items' in command ? command.items : [command.item]) pairs.add(pairOf(from, to))
  }
  return lists
    .filter(({ i, name }) => !assets.has(i) && !model.isUnsure(i, name))
    .map(({ i, name, entries }) => {
      const others = entries.map(([other]) => other)
      return { i, name, others: others.filter((other) => !assets.has(other) && !pairs.has(pairOf(i, other))) }
    })
}

const pairOf = (a: number, b: number): string => `${Math.min(a, b)} ${Math.max(a, b)}`

function ordersOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, i) => ordersOf(items.toSpliced(i, 1)).map((rest) => [item, ...rest]))
}

const no = fc.nat(ASSETS - 1)
const named = { from: no, to: no, kind: fc.constantFrom(...NAMES) }
const noted = fc.record({ ...named, note: fc.constantFrom('a', 'b') })
const atomic = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('relate' as const),
      items: fc.array(noted, { minLength: 1, maxLength: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), item: noted }) },
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
      spot: fc.constantFrom('first' as const, 'last' as const, 'before' as const, 'after' as const),
      anchor: no,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('delete' as const),
      nos: fc.uniqueArray(no, { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('restore' as const), no }) },
)
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 20, arbitrary: atomic },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('burst' as const),
      commands: fc.array(atomic, { minLength: 2, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), n: fc.nat(MERGES.length - 1) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
)

async function agreeAfter(subject: Subject, commands: readonly Command[]): Promise<void> {
  const cloud = await subject.newCloud()
  const run = new Run(subject, cloud, await subject.newAssets(cloud, ASSETS))
  for (const command of commands) await run.do(command)
  for (const no of [...run.model.deleted]) await run.do({ do: 'restore', no })
  await run.expectSame()
}

/**
 * Any sequence of calls, several of them at once now and then, does to typed relations what it does to a list of them. A
 * failure prints the seed that repeats it.
 */
export function describeTypedRelations(name: string, newPlace: () => Promise<Place>, numRuns: number): void {
  describe(`${name} store and the model of typed relations`, () => {
    const subject = new Subject(newPlace)
    beforeAll(() => subject.open())
    afterAll(() => subject.remove())

    test('agree after any sequence of calls, and of calls at once', async () => {
      expect(FIRST_KINDS.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['related', 'poster_of', 'derived_from']),
      )
      const agree = fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 30 }), (commands) =>
        subject.attempt(() => agreeAfter(subject, commands)),
      )
      await fc.assert(agree, { numRuns, interruptAfterTimeLimit: 100_000 })
    })
  })
}
