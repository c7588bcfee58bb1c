import type { Command } from 'commander'
import { fullNameOf } from '../core/asset.ts'
import { MAX_RELATED_PAGE_SIZE } from '../core/relation.ts'
import type { Related } from '../http/api/contract.ts'
import { fullName } from './asset-names.ts'
import { connect } from './client.ts'
import { listed, noteMore } from './listing.ts'
import { commaList, type ListOptions, listOptions } from './options.ts'
import { bold, note, print, printJson, size, terminalWidth, time } from './output.ts'
import { tableLines } from './table.ts'

const INDENT = '  '

export function defineRelated(command: Command): void {
  listOptions(
    command
      .argument('<asset>', 'an asset: its ID, image/upload/dog, or dog for that')
      .option('--kind <names>', 'kinds of relations, with commas; all by default', commaList)
      .option('--at <time>', 'as it was then: 2026-11-24T14:00Z'),
  ).action(related)
}

type Item = Related['related'][number]

async function related(word: string, options: ListOptions & { kind?: string[]; at?: string }): Promise<void> {
  const client = connect()
  const asset = fullNameOf(word)
  let counts: Record<string, number> = {}
  let isIncomplete = false
  const { items, more } = await listed(
    options,
    MAX_RELATED_PAGE_SIZE,
    async (limit, cursor) => {
      const query = { asset, kinds: options.kind, at: options.at, limit, cursor }
      const answer = await client.api<Related>('GET', '/related', { query })
      counts = answer.counts as Record<string, number>
      isIncomplete = answer.incomplete === true
      return { items: answer.related, next: answer.next_cursor }
    },
    // An object that names its asset can be piped into what takes names.
    options.json && (({ asset, ...how }) => printJson({ ...asset, ...how })),
  )
  const asked = Object.entries(counts).filter(([kind]) => options.kind?.includes(kind) ?? true)
  const total = asked.reduce((sum, [, n]) => sum + n, 0)
  if (!options.json) {
    printByKind(items, counts)
    if (total === 0) note('it is related to nothing')
  }
  if (more) noteMore(items.length, total, 'relation')
  if (isIncomplete)
    note('there may have been more, to assets that are gone for good: the history tells nothing of them')
}

/** One table, with how many there are of a kind above those of it. */
function printByKind(items: readonly Item[], counts: Readonly<Record<string, number>>): void {
  const width = terminalWidth()
  const isAnythingSaid = items.some((item) => saidOf(item) !== '')
  const columns = [
    { title: 'ASSET', shrinks: 'middle' as const },
    { title: 'SIZE', align: 'right' as const },
    { title: 'RELATED' },
    ...(isAnythingSaid ? [{ title: 'NOTE', shrinks: 'end' as const }] : []),
  ]
  const rows = items.map((item) => [
    // Of the past, assets have their names alone.
    ...[fullName(item.asset), item.asset.bytes === undefined ? '' : size(item.asset.bytes), time(item.related_at)],
    ...(isAnythingSaid ? [saidOf(item)] : []),
  ])
  const [titles, ...lines] = tableLines(columns, rows, width && width - INDENT.length)
  if (titles !== undefined) print(INDENT + titles)
  for (const [i, line] of lines.entries()) {
    const { kind } = items[i]!
    if (kind !== items[i - 1]?.kind) print(`${bold(kind)}  ${counts[kind]!.toLocaleString('en')}`)
    print(INDENT + line)
  }
}

/** `0:12.4 the still` */
function saidOf({ note, start, end, rule, deleted, gone, from_version_status, to_version_status }: Item): string {
  const part = [start, end].flatMap((seconds) => (seconds === undefined ? [] : timecode(seconds))).join('–')
  const isOutdated = [from_version_status, to_version_status].includes('outdated')
  return [
    part,
    note ?? '',
    isOutdated ? '(of a file before)' : '',
    gone ? '(gone for good by now)' : deleted ? '(deleted by now)' : '',
    rule === undefined ? '' : `(by the rule ${rule})`,
  ]
    .filter((text) => text !== '')
    .join(' ')
}

function timecode(seconds: number): string {
  const rest = (seconds % 60).toFixed(3).replace(/\.?0+$/, '')
  return `${Math.floor(seconds / 60)}:${/^\d(\.|$)/.test(rest) ? '0' : ''}${rest}`
}
