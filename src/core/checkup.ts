import type { Cloud } from './cloud.ts'
import type { Kinds } from './relation-kind.ts'

/** What is not as it must be, in words that follow its number: "relations lack an end". */
export interface Finding {
  readonly what: string
  readonly count: number
  /** A few of them, as people name them. */
  readonly examples: readonly string[]
  /** What repairing does about it, in words that follow "it"; null where nothing but a backup, or time, helps. */
  readonly remedy: string | null
  /** Whether it is right again. */
  readonly repaired: boolean
}

/** A file that the store knows, and what it must be like. */
export interface KnownFile {
  readonly name: string
  readonly blob: string
  readonly bytes: number
  /** MD5, 32 hex digits. */
  readonly etag: string
}

/** Looks whether the tables of an environment agree with one another. In batches, so that memory doesn't grow with them. */
export interface StoreCheckup {
  /** Numbers of the kinds that relations are of, or entries of lists, from which relations are made again. */
  kindsInUse(cloudId: number): Promise<number[]>
  /** Compares, and repairs where that is asked. `onPart` is told what is being looked at. */
  run(cloud: Cloud, kinds: Kinds, fix: boolean, onPart: (part: string) => void): AsyncIterable<Finding>
  /** All files of assets, of deleted ones and of backups, each once. */
  files(cloudId: number): AsyncIterable<readonly KnownFile[]>
}
