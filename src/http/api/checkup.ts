import { Readable } from 'node:stream'
import type { CloudFinding } from '../../actions/check-library.ts'
import type { CheckupResult, Checkups } from '../../actions/run-checkup.ts'
import type { Cloud } from '../../core/cloud.ts'
import { ok, operation } from '../operation.ts'

/** Between two lines that tell of the progress. */
const PROGRESS_MS = 250
const text = { type: 'string' } as const

const findingSchema = {
  type: 'object',
  properties: {
    text: { type: 'string', description: 'What is not as it must be, in words' },
    count: { type: 'integer' },
    examples: { type: 'array', items: text, description: 'A few of them' },
    damage: { type: 'boolean', description: 'false: it does no harm' },
    remedy: {
      type: 'string',
      description: 'What relata doctor --fix does about it; not there where that does nothing, as with lost files',
    },
  },
  required: ['text', 'count', 'examples', 'damage'],
} as const

export const checkupSchema = {
  type: 'object',
  properties: {
    running: { type: 'boolean', description: 'Whether this environment is being looked over now' },
    last: {
      type: 'object',
      description: 'The last result, since the server started',
      properties: {
        started_at: { type: 'string', description: 'ISO 8601' },
        ended_at: text,
        complete: { type: 'boolean', description: 'Whether all was looked at' },
        findings: { type: 'array', items: findingSchema },
      },
      required: ['started_at', 'ended_at', 'complete', 'findings'],
    },
  },
  required: ['running'],
} as const

const findingAnswer = ({ what, count, examples, isDamage, remedy }: CloudFinding) => ({
  ...{ text: `${count.toLocaleString('en')} ${what}`, count, examples, damage: isDamage },
  ...(remedy !== null && { remedy }),
})

const resultAnswer = ({ startedAt, endedAt, isComplete, findings }: CheckupResult) => ({
  started_at: new Date(startedAt).toISOString(),
  ended_at: new Date(endedAt).toISOString(),
  complete: isComplete,
  findings: findings.map(findingAnswer),
})

export const checkup = operation({
  name: 'checkup',
  summary: 'How the library was when it was looked over last, and whether it is being now',
  method: 'GET',
  paths: ['/checkup'],
  api: 'relata',
  access: 'write',
  input: { type: 'object', properties: {} },
  output: checkupSchema,
  async handle({ checkups, cloud }) {
    const last = checkups.last(cloud)
    return ok({ running: checkups.isRunning(cloud), ...(last && { last: resultAnswer(last) }) })
  },
})

export const runCheckup = operation({
  name: 'run_checkup',
  summary:
    'Looks over whether all of the library is as it must be, as relata doctor --quick does, and changes nothing. Answers JSON Lines as it goes: {"progress"}, {"finding"}, and last {"summary"}, which GET /checkup keeps. One at a time on a server; it goes on where the caller leaves',
  method: 'POST',
  paths: ['/checkup'],
  api: 'relata',
  access: 'admin',
  input: { type: 'object', properties: {} },
  answerTypes: ['application/x-ndjson'],
  async handle({ checkups, cloud }) {
    const events = checkups.run(cloud)
    const body = new Readable({ read() {} })
    void (async () => {
      for await (const line of linesOf(events, checkups, cloud)) if (!body.destroyed) body.push(line)
      if (!body.destroyed) body.push(null)
    })()
    return { status: 200, body, headers: { 'content-type': 'application/x-ndjson; charset=utf-8' } }
  },
})

const lineOf = (value: object): string => `${JSON.stringify(value)}\n`

async function* linesOf(events: ReturnType<Checkups['run']>, checkups: Checkups, cloud: Cloud): AsyncGenerator<string> {
  let progressAt = Number.NEGATIVE_INFINITY
  try {
    for await (const event of events) {
      if ('finding' in event) yield lineOf({ finding: findingAnswer(event.finding) })
      else if (performance.now() - progressAt > PROGRESS_MS) {
        progressAt = performance.now()
        yield lineOf({ progress: { part: event.part } })
      }
    }
  } catch {
    // That it is not complete says so; the thread has been told to end, or could not read the database.
    yield lineOf({ error: 'The library could not be looked over to the end: try again' })
  }
  yield lineOf({ summary: resultAnswer(checkups.last(cloud)!) })
}
