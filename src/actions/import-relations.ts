import type { Caller } from '../core/cloud.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { MAX_RELATIONS_PER_CALL } from '../core/relation.ts'
import { type BatchResult, type ImportProblem, importBatch } from './import-batch.ts'
import type { WantedRelation } from './relate-many.ts'
import type { NewKind } from './relation-kinds.ts'

/** What a line of a file says: of a relation, of a kind, of both, or what is wrong with it. */
export interface ImportLine {
  readonly line: number
  readonly relation?: WantedRelation
  readonly kind?: NewKind
  readonly problem?: AppError
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

/** What is told while a file is imported: what is wrong with lines, in their order, and how far it is. */
export type ImportEvent =
  | { readonly line: number; readonly problem: ImportProblem }
  | { readonly progress: Readonly<ImportCounts> }

/** Kinds that a file may tell of. */
const MAX_DECLARED = 200

/**
 * Imports relations as they come in, so many lines in a transaction each: nothing is kept but one batch. What is wrong with
 * a line is told, and doesn't keep the others. Whole batches are done, or nothing of them; a second run changes nothing.
 */
export async function* importRelations(
  library: Library,
  caller: Caller,
  lines: AsyncIterable<readonly ImportLine[]>,
  dryRun: boolean,
): AsyncGenerator<ImportEvent> {
  const counts: ImportCounts = { line: 0, related: 0, changed: 0, unchanged: 0, failed: 0, kindsCreated: 0 }
  const declared = new Map<string, NewKind>()
  const created = new Set<string>()
  let batch: ImportLine[] = []

  async function* flush(): AsyncGenerator<ImportEvent> {
    const relations = batch.flatMap(({ relation }) => relation ?? [])
    const result = await importBatch(library, caller, relations, declared, dryRun)
    for (const [name, became] of result.kinds) if (became === 'created') created.add(name)
    for (const [line, outcome] of outcomesOf(batch, result)) {
      if (outcome === 'related' || outcome === 'changed' || outcome === 'unchanged') counts[outcome]++
      else {
        counts.failed++
        yield { line, problem: outcome }
      }
    }
    Object.assign(counts, { line: batch.at(-1)?.line ?? counts.line, kindsCreated: created.size })
    batch = []
    yield { progress: counts }
  }

  for await (const group of lines) {
    for (const line of group) {
      batch.push(declare(declared, line))
      if (batch.length === MAX_RELATIONS_PER_CALL) yield* flush()
    }
  }
  yield* flush()
}

/** Takes in what a line says of a kind, where none before it has: later ones don't count. */
function declare(declared: Map<string, NewKind>, line: ImportLine): ImportLine {
  const { kind, ...rest } = line
  if (!kind) return line
  if (declared.has(kind.name)) return rest
  if (declared.size === MAX_DECLARED) {
    return { line: line.line, problem: invalid(`A file tells of at most ${MAX_DECLARED} kinds`) }
  }
  declared.set(kind.name, kind)
  return line
}

/** What became of each line that is one of a relation, or that something is wrong with. */
function* outcomesOf(
  batch: readonly ImportLine[],
  { outcomes, kinds }: BatchResult,
): Generator<readonly [line: number, outcome: BatchResult['outcomes'][number]]> {
  const next = outcomes.values()
  for (const { line, relation, kind, problem } of batch) {
    const ofKind = kind && kinds.get(kind.name)
    if (problem) yield [line, problem]
    else if (relation) yield [line, next.next().value!]
    else if (ofKind instanceof AppError) yield [line, ofKind]
  }
}
