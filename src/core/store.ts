import type { AssetReader, AssetWriter } from './ports/assets.ts'
import type { ChangeReader, ChangeWriter } from './ports/changes.ts'
import type { CloudReader, CloudWriter } from './ports/clouds.ts'
import type { DefinitionReader, DefinitionWriter } from './ports/definitions.ts'
import type { DeliveryReader, DeliveryWriter } from './ports/deliveries.ts'
import type { DerivedReader, DerivedWriter } from './ports/derived.ts'
import type { FolderReader, FolderWriter } from './ports/folders.ts'
import type { GraphReader } from './ports/graph.ts'
import type { ParkedRelationWriter } from './ports/parked-relations.ts'
import type { PastReader } from './ports/past.ts'
import type { RelationDumpReader } from './ports/relation-dump.ts'
import type { RelationReader, RelationWriter } from './ports/relations.ts'
import type { RuleProgressReader, RuleProgressWriter } from './ports/rule-progress.ts'
import type { SearchReader } from './ports/search.ts'
import type { SessionReader, SessionWriter } from './ports/sessions.ts'
import type { SuggestionReader, SuggestionWriter } from './ports/suggestions.ts'
import type { TotalReader } from './ports/totals.ts'
import type { TrashReader, TrashWriter } from './ports/trash.ts'
import type { UserReader, UserWriter } from './ports/users.ts'
import type { VersionReader, VersionWriter } from './ports/versions.ts'

/** The queries. One small port for each noun. */
export interface Reader {
  readonly search: SearchReader
  readonly graph: GraphReader
  readonly relationDump: RelationDumpReader
  readonly assets: AssetReader
  readonly relations: RelationReader
  readonly trash: TrashReader
  readonly versions: VersionReader
  readonly clouds: CloudReader
  readonly users: UserReader
  readonly sessions: SessionReader
  readonly definitions: DefinitionReader
  readonly folders: FolderReader
  readonly derived: DerivedReader
  readonly changes: ChangeReader
  readonly past: PastReader
  readonly deliveries: DeliveryReader
  readonly suggestions: SuggestionReader
  readonly ruleProgress: RuleProgressReader
  readonly totals: TotalReader
}

/** The queries and the changes. Handed out by `Store.write` alone, so that a change outside a transaction does not compile. */
export interface Writer extends Reader {
  readonly assets: AssetWriter
  readonly relations: RelationWriter
  readonly parkedRelations: ParkedRelationWriter
  readonly trash: TrashWriter
  readonly versions: VersionWriter
  readonly clouds: CloudWriter
  readonly users: UserWriter
  readonly sessions: SessionWriter
  readonly definitions: DefinitionWriter
  readonly folders: FolderWriter
  readonly derived: DerivedWriter
  readonly changes: ChangeWriter
  readonly deliveries: DeliveryWriter
  readonly suggestions: SuggestionWriter
  readonly ruleProgress: RuleProgressWriter
}

export interface Store {
  readonly read: Reader
  /**
   * Runs `change` in a transaction and answers once that is on disk. If it throws, nothing of it is written.
   * `change` awaits nothing but its Writer and has no side effects: it may share its transaction with others, wait for
   * them, or be run again after a conflict. Throws `unavailable` where the disk is full or the database is away.
   */
  write<T>(change: (tx: Writer) => Promise<T>): Promise<T>
  /**
   * Calls the listener, with the clouds whose logs have grown, each time that a transaction which logged changes is on
   * disk. Answers how to stop that.
   */
  onChange(listener: (cloudIds: ReadonlySet<number>) => void): () => void
  /** A number for a new asset, never given out before. */
  nextAssetNo(cloudId: number): Promise<number>
  close(): Promise<void>
}
