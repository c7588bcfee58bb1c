import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { type Command, Option } from 'commander'
import { connect } from './client.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { count, fail, note, printJson } from './output.ts'
import { bar, Progress } from './progress.ts'
import { UsageError } from './usage-error.ts'

const CONTENT_TYPES = { jsonl: 'application/x-ndjson', csv: 'text/csv' } as const

interface ImportOptions extends JsonOption {
  readonly format?: keyof typeof CONTENT_TYPES
  readonly dryRun?: true
}

interface Done {
  /** The last line up to which everything is done. */
  readonly line: number
  readonly counts: { readonly changed: number; readonly unchanged: number; readonly failed: number }
  /** Of those changed, the ones that weren't there before. */
  readonly related: number
  readonly kinds_created: number
}

/** A line of the answer: what is wrong with a line of the file, or with all of it, how far it is, and the end. */
interface ImportEvent {
  readonly line?: number
  readonly message?: string
  readonly error?: { readonly message: string }
  readonly progress?: Done
  readonly summary?: Done
}

export function defineImport(command: Command): void {
  jsonOption(
    command
      .argument('<file>', 'what relata export wrote, here or elsewhere; - is standard input')
      .addOption(
        new Option('--format <format>', 'JSON Lines or CSV; by the file name if left out').choices(['jsonl', 'csv']),
      )
      .option('--dry-run', 'say what would change, and do nothing'),
  ).action(importRelations)
}

/** In one request, however large the file: neither side has more of it than it works on. */
async function importRelations(path: string, options: ImportOptions): Promise<void> {
  const client = connect()
  const bytes = path === '-' ? 0 : await sizeOf(path)
  const format = options.format ?? (path.endsWith('.csv') ? 'csv' : 'jsonl')
  const progress = new Progress()
  let sent = 0
  let done: Done | undefined
  const source = path === '-' ? process.stdin : createReadStream(path)
  source.on('data', (chunk: Buffer | string) => {
    sent += chunk.length
  })
  const { body } = await client.open('/api/v1', 'POST', '/relations/import', {
    query: { dry_run: options.dryRun ?? false },
    body: () => ({ type: CONTENT_TYPES[format], stream: Readable.toWeb(source) as ReadableStream }),
  })
  for await (const line of createInterface({ input: Readable.fromWeb(body) })) {
    const event = JSON.parse(line) as ImportEvent
    done = event.summary ?? event.progress ?? done
    const problem = event.error?.message ?? event.message
    if (problem !== undefined) {
      progress.clear()
      if (options.json) printJson(event)
      fail(event.line === undefined ? problem : `line ${event.line}: ${problem}`)
    }
    progress.show(() => `${bytes > 0 ? `${bar(sent, bytes)}  ` : ''}${count(done?.line ?? 0, 'line')}`)
  }
  progress.clear()
  if (options.json) printJson(done)
  if (done) tell(done, options.dryRun ?? false)
}

function tell({ line, counts, related, kinds_created }: Done, dryRun: boolean): void {
  const { changed, unchanged, failed } = counts
  const counted = { related, changed: changed - related, unchanged, failed, 'kinds made': kinds_created }
  const told = Object.entries(counted).map(([what, n]) => `${n.toLocaleString('en')} ${what}`)
  note(`${count(line, 'line')}: ${told.join(', ')}${dryRun ? '; nothing was done' : ''}`)
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw new UsageError(`there is no file ${path}`)
  return found.size
}
