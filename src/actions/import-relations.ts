import type { Caller } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { MAX_RELATIONS_PER_CALL } from '../core/relation.ts'
import { importBatch } from './import-batch.ts'
import type { WantedRelation } from './relate-many.ts'
import type { NewKind } from './relation-kinds.ts'

/** What a line of a file says: of a relation, of a kind, of both, or what is wrong with it. */
export interface ImportLine {
  readonly line: number
  readonly relation?: WantedRelation
  readonly kind?: NewKind
  readonly problem?: string
}

export interface ImportCounts {
  /** The last line up to which everything is done. */
  line: number
  related: number
  changed: number
  unchanged: number
  failed: number
  kindsCreated: number
}

/** What is told while a file is imported. */
export type ImportEvent =
  | { readonly problem: { readonly line: number; readonly message: string } }
  | { readonly progress: Readonly<ImportCounts> }

/** Kinds that a file may tell of. */
const MAX_DECLARED = 200

/**
 * Imports relations as they come in, so many in a transaction each: nothing is kept but one batch. What is wrong with a
 * line is told, and doesn't keep the others. Whole batches are done, or nothing of them; a second run changes nothing.
 */
export async function* importRelations(
  library: Library,
  caller: Caller,
  lines: AsyncIterable<readonly ImportLine[]>,
  dryRun: boolean,
): AsyncGenerator<ImportEvent> {
  const counts: ImportCounts = { line: 0, related: 0, changed: 0, unchanged: 0, failed: 0, kindsCreated: 0 }
  const declared = new Map<string, NewKind>()
  const told = new Map<string, number>()
  const created = new Set<string>()
  let batch: (ImportLine & { readonly relation: WantedRelation })[] = []
  let last = 0

  async function* flush(): AsyncGenerator<ImportEvent> {
    const { outcomes, kinds } = await importBatch(
      library,
      caller,
      batch.map(({ relation }) => relation),
      declared,
      dryRun,
    )
    for (const [name, result] of kinds) {
      const line = told.get(name)
      if (result === 'created') created.add(name)
      if (line !== undefined && result instanceof AppError) yield failure(line, result.message)
      told.delete(name)
    }
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome instanceof AppError) yield failure(batch[i]!.line, outcome.message)
      else counts[outcome]++
    }
    Object.assign(counts, { line: last, kindsCreated: created.size })
    batch = []
    yield { progress: counts }
  }

  function failure(line: number, message: string): ImportEvent {
    counts.failed++
    return { problem: { line, message } }
  }

  for await (const group of lines) {
    for (const { line, relation, kind, problem } of group) {
      if (kind && !declared.has(kind.name)) {
        if (declared.size < MAX_DECLARED) {
          declared.set(kind.name, kind)
          told.set(kind.name, line)
        } else yield failure(line, `A file tells of at most ${MAX_DECLARED} kinds`)
      }
      if (relation) batch.push({ line, relation })
      if (problem !== undefined) yield failure(line, problem)
      last = line
      if (batch.length === MAX_RELATIONS_PER_CALL) yield* flush()
    }
  }
  yield* flush()
}
