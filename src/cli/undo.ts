import type { Command } from 'commander'
import type { Undo } from '../http/api/contract.ts'
import { fullName } from './asset-names.ts'
import { connect } from './client.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { note, printJson } from './output.ts'
import { printTable } from './table.ts'

export function defineUndo(command: Command): void {
  jsonOption(
    command
      .argument('<call>', 'what relata history shows a change with')
      .option('--dry-run', 'say what would be taken back, and do nothing'),
  ).action(undo)
}

type Result = Undo['results'][number]

/** Exit code 1 where something of it was left as it is. */
async function undo(undone: string, options: JsonOption & { dryRun?: true }): Promise<void> {
  const client = connect()
  const results: Result[] = []
  const calls = new Set<string>()
  let cursor: string | undefined
  do {
    const path = `/history/${encodeURIComponent(undone)}/undo`
    const answer: Undo = await client.api('POST', path, { json: { dry_run: options.dryRun ?? false, cursor } })
    if (options.json) answer.results.forEach(printJsonOf)
    results.push(...answer.results)
    calls.add(answer.call)
    cursor = answer.next_cursor
  } while (cursor !== undefined)
  if (!options.json) {
    printTable(
      [{ title: 'CHANGE' }, { title: 'OF', shrinks: 'middle' }, { title: 'RESULT', shrinks: 'end' }],
      results.map((result) => [result.type.replaceAll('_', ' '), nameOf(result), result.message ?? result.outcome]),
    )
  }
  const done = results.filter(({ outcome }) => outcome === 'undone').length
  if (results.some(({ outcome }) => outcome !== 'undone' && outcome !== 'already')) process.exitCode = 1
  const changes = `${done.toLocaleString('en')} of ${results.length.toLocaleString('en')} changes`
  if (options.dryRun) note(`${changes} would be taken back, nothing was done`)
  else note(`${changes} taken back${done > 0 ? `; to do it again: relata undo ${[...calls].join(' and ')}` : ''}`)
}

const printJsonOf = (result: Result): void => printJson(result)

function nameOf({ asset, relation, kind, rule }: Result): string {
  if (relation) return `${fullName(relation.from)} ${relation.kind} ${fullName(relation.to)}`
  return asset ? fullName(asset) : (kind ?? rule ?? '')
}
