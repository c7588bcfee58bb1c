import { PositionClock } from '../core/clock.ts'
import type { Reader, Store, Writer } from '../core/store.ts'
import { AssetQueries } from './assets.ts'
import { ChangeQueries } from './changes.ts'
import { CloudQueries, readPositionMark, reserveAssetNos, storePositionMark } from './clouds.ts'
import { DefinitionQueries } from './definitions.ts'
import { DeliveryQueries } from './deliveries.ts'
import { DerivedQueries } from './derived.ts'
import type { Connection, Engine } from './engine.ts'
import { FolderQueries } from './folders.ts'
import { GraphQueries } from './graph.ts'
import { LogPositions, lastLogged } from './log-positions.ts'
import { migrate } from './migrate.ts'
import { ParkedRelationQueries } from './parked-relations.ts'
import { PastQueries } from './past.ts'
import { RelationDumpQueries } from './relation-dump.ts'
import { RelationQueries } from './relations.ts'
import { RuleProgressQueries } from './rule-progress.ts'
import { SearchQueries } from './search.ts'
import { SessionQueries } from './sessions.ts'
import { empty } from './sql.ts'
import { SuggestionQueries } from './suggestions.ts'
import { Totals } from './totals.ts'
import { TrashQueries } from './trash.ts'
import { UserQueries } from './users.ts'
import { VersionQueries } from './versions.ts'

/** Asset numbers that a process takes at once, so that the counter of a cloud is no place where uploads meet. */
const ASSET_NO_BLOCK = 64

/** The store's port over any engine. */
export class SqlStore implements Store {
  readonly read: Reader
  readonly #engine: Engine
  readonly #clock: PositionClock
  /** Beside the other, which runs ahead of the time after a restart: what was logged when is told by its position. */
  readonly #logClock: PositionClock
  readonly #listeners = new Set<(cloudIds: ReadonlySet<number>) => void>()
  readonly #assetNos = new Map<number, Promise<{ next: number; end: number }>>()

  private constructor(engine: Engine, clock: PositionClock, logClock: PositionClock) {
    this.#engine = engine
    this.#clock = clock
    this.#logClock = logClock
    const { search, graph, suggestions, past, relationDump } = this.#ports(engine.slowReader)
    this.read = { ...this.#ports(engine.reader), search, graph, suggestions, past, relationDump }
  }

  /** Brings the schema up to date first. */
  static async open(engine: Engine): Promise<SqlStore> {
    await migrate(engine)
    const logClock = new PositionClock(0)
    logClock.passed(await lastLogged(engine.reader))
    return new SqlStore(engine, new PositionClock(await readPositionMark(engine.reader)), logClock)
  }

  async write<T>(change: (tx: Writer) => Promise<T>): Promise<T> {
    let mark: number | undefined
    let logged: ReadonlySet<number> = new Set()
    const result = await this.#engine.transaction(async (connection) => {
      const ports = this.#ports(connection)
      const result = await change(ports)
      await ports.totals.flush()
      logged = await ports.changes.flush()
      mark = this.#clock.overdueMark()
      if (mark !== undefined) await storePositionMark(connection, mark)
      return result
    })
    if (mark !== undefined) this.#clock.stored(mark)
    if (logged.size > 0) for (const listener of this.#listeners) listener(logged)
    return result
  }

  onChange(listener: (cloudIds: ReadonlySet<number>) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async nextAssetNo(cloudId: number): Promise<number> {
    for (;;) {
      const pending = this.#assetNos.get(cloudId) ?? this.#reserve(cloudId)
      const block = await pending
      if (block.next < block.end) return block.next++
      if (this.#assetNos.get(cloudId) === pending) this.#assetNos.delete(cloudId)
    }
  }

  close(): Promise<void> {
    return this.#engine.close()
  }

  /** One reservation at a time for each cloud; it is a transaction of its own, so that no roll-back takes it back. */
  #reserve(cloudId: number): Promise<{ next: number; end: number }> {
    const pending = this.#engine
      .transaction((connection) => reserveAssetNos(connection, cloudId, ASSET_NO_BLOCK))
      .then((first) => ({ next: first, end: first + ASSET_NO_BLOCK }))
    this.#assetNos.set(cloudId, pending)
    pending.catch(() => this.#assetNos.delete(cloudId))
    return pending
  }

  #ports(connection: Connection): Ports {
    return portsOver(connection, this.#engine, this.#clock, this.#logClock)
  }
}

/** The queries over a connection that only reads, for threads beside the one that has the store. */
export function readerOver(connection: Connection): Reader {
  const clock = new PositionClock(0)
  return portsOver(
    connection,
    { locks: { hold: empty, claim: empty }, counterSlots: 1, severalWriters: false },
    clock,
    clock,
  )
}

type Ports = Writer & { readonly changes: ChangeQueries; readonly totals: Totals }

function portsOver(
  connection: Connection,
  { locks, counterSlots, severalWriters }: Pick<Engine, 'locks' | 'counterSlots' | 'severalWriters'>,
  clock: PositionClock,
  logClock: PositionClock,
): Ports {
  const totals = new Totals(connection, counterSlots)
  const positions = new LogPositions(connection, logClock, severalWriters)
  return {
    assets: new AssetQueries(connection, locks, totals),
    relations: new RelationQueries(connection, clock, locks, counterSlots, totals),
    parkedRelations: new ParkedRelationQueries(connection, locks, counterSlots, totals),
    totals,
    trash: new TrashQueries(connection, locks),
    versions: new VersionQueries(connection),
    clouds: new CloudQueries(connection),
    users: new UserQueries(connection),
    sessions: new SessionQueries(connection),
    definitions: new DefinitionQueries(connection),
    folders: new FolderQueries(connection, locks),
    derived: new DerivedQueries(connection, totals),
    changes: new ChangeQueries(connection, positions),
    deliveries: new DeliveryQueries(connection, clock, positions),
    search: new SearchQueries(connection),
    graph: new GraphQueries(connection),
    suggestions: new SuggestionQueries(connection),
    ruleProgress: new RuleProgressQueries(connection, positions),
    past: new PastQueries(connection),
    relationDump: new RelationDumpQueries(connection),
  }
}
