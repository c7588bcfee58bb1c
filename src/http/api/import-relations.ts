import { Readable } from 'node:stream'
import type { ImportProblem } from '../../actions/import-batch.ts'
import { type ImportCounts, type ImportLine, importRelations } from '../../actions/import-relations.ts'
import { AppError } from '../../core/errors.ts'
import { operation } from '../operation.ts'
import { type FileLine, readLines } from './import-lines.ts'
import { importLine } from './import-params.ts'
import { CONTENT_TYPES } from './relation-format.ts'
import { MESSAGES } from './relations.ts'
import { dryRun } from './schemas.ts'

/** Of more, only the number is told. */
const MAX_TOLD = 10_000
/** Between two lines that tell of the progress. */
const PROGRESS_MS = 1000

export const importRelationsOperation = operation({
  name: 'import_relations',
  summary: `Imports relations from JSON Lines or CSV of any size, as export_relations writes them. Answers JSON Lines as it goes: {"line", "outcome", "message"} for each line that something is wrong with, in their order (the first ${MAX_TOLD}), {"progress"}, and last {"summary"}, with counts as of other calls, and how many of those changed are newly related. What a line leaves out stays as it is. Every 1,000 lines are a transaction: where it breaks off, run it again, and what is done changes nothing`,
  method: 'POST',
  paths: ['/relations/import'],
  api: 'relata',
  bodyTypes: Object.values(CONTENT_TYPES),
  input: { type: 'object', properties: { dry_run: dryRun } },
  answerTypes: [CONTENT_TYPES.jsonl],
  async handle(call, { dry_run = false }) {
    const groups = readLines(call.stream!)
    // What can't be read at all is refused as a whole.
    const first = await groups.next()
    const lines = linesOf(first.done ? [] : first.value, groups)
    const events = importRelations(call.library, call, lines, dry_run)
    const texts = answers(events, dry_run)
    // Whoever sends all before they read must not wait for ever: nothing of the body waits for the answer, which is small.
    const body = new Readable({ read() {} })
    void (async () => {
      try {
        for await (const text of texts) body.push(text)
        body.push(null)
      } catch (error) {
        body.destroy(error as Error)
      }
    })()
    return { status: 200, body, headers: { 'content-type': `${CONTENT_TYPES.jsonl}; charset=utf-8` } }
  },
})

async function* linesOf(
  first: readonly FileLine[],
  rest: AsyncIterable<readonly FileLine[]>,
): AsyncGenerator<ImportLine[]> {
  yield await Promise.all(first.map(importLine))
  for await (const group of rest) yield await Promise.all(group.map(importLine))
}

const lineOf = (value: object): string => `${JSON.stringify(value)}\n`

const progressAnswer = ({ line, related, changed, unchanged, failed, kindsCreated }: Readonly<ImportCounts>) => ({
  line,
  counts: { changed: related + changed, unchanged, failed },
  related,
  kinds_created: kindsCreated,
})

const PROBLEMS = { ...MESSAGES, unknown_kind: 'there is no such kind here, and no line says what it is' }

/** In the words of other calls; what is wrong with the line itself is `invalid`. */
const problemAnswer = (problem: ImportProblem) =>
  typeof problem === 'string'
    ? { outcome: problem, message: PROBLEMS[problem] }
    : { outcome: problem.code, message: problem.message }

async function* answers(events: ReturnType<typeof importRelations>, dry_run: boolean): AsyncGenerator<string> {
  let counts: Readonly<ImportCounts> | undefined
  let told = 0
  let progressAt = performance.now()
  const summary = (complete: boolean) =>
    lineOf({ summary: { ...(counts && progressAnswer(counts)), errors_told: told, dry_run, complete } })
  try {
    for await (const event of events) {
      if ('problem' in event) {
        if (told >= MAX_TOLD) continue
        told++
        yield lineOf({ line: event.line, ...problemAnswer(event.problem) })
      } else {
        counts = event.progress
        if (performance.now() - progressAt < PROGRESS_MS) continue
        progressAt = performance.now()
        yield lineOf({ progress: progressAnswer(counts) })
      }
    }
    yield summary(true)
  } catch (error) {
    // A body that breaks off has nobody any more to read the answer.
    if (!(error instanceof AppError)) throw error
    yield lineOf({ error: { code: error.code, message: error.message } })
    yield summary(false)
  }
}
