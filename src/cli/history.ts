import { type Command, Option } from 'commander'
import { fullNameOf } from '../core/asset.ts'
import { CHANGE_TYPES } from '../core/change.ts'
import type { LoggedChange } from '../http/api/contract.ts'
import { fullName } from './asset-names.ts'
import { type Client, connect } from './client.ts'
import { listed, noteMore } from './listing.ts'
import { type ListOptions, listOptions } from './options.ts'
import { dim, note, plain, print, printJson, terminalWidth, time } from './output.ts'
import { serverEvents } from './server-events.ts'
import { cut } from './table.ts'
import { UsageError } from './usage-error.ts'

const PAGE = 500
/** Assets or relations of one change that people are shown. */
const MAX_SHOWN = 5

interface HistoryOptions extends ListOptions {
  readonly asset?: string
  readonly actor?: string
  readonly type?: string
  readonly since?: string
  readonly until?: string
  readonly follow?: true
}

interface ChangePage {
  readonly changes: readonly LoggedChange[]
  readonly next_cursor?: string
}

export function defineHistory(command: Command): void {
  listOptions(
    command
      .argument('[call]', 'a single call, whole; without it, all of them, newest first')
      .option('--asset <asset>', 'of one asset')
      .option('--actor <name>', 'by one API key, user:NAME or rule:NAME')
      .addOption(new Option('--type <type>', 'of one type').choices(CHANGE_TYPES))
      .option('--since <time>', 'from then on, as in 2026-11-24 or 2026-11-24T14:00Z')
      .option('--until <time>', 'before then')
      .option('--follow', 'print what changes from now on, as it changes; Ctrl-C ends it'),
  ).action(history)
}

async function history(call: string | undefined, options: HistoryOptions): Promise<void> {
  const client = connect()
  if (options.follow) {
    if (call ?? options.since ?? options.until)
      throw new UsageError('--follow prints what is to come: leave out the call, --since and --until')
    return follow(client, options)
  }
  const { type, actor, since, until } = options
  const asset = options.asset === undefined ? undefined : fullNameOf(options.asset)
  const show = options.json ? printJson : showChange
  const path = call === undefined ? '/history' : `/history/${encodeURIComponent(call)}`
  const filters = call === undefined ? { asset, actor, type, since, until } : {}
  const { items, more } = await listed(
    options,
    PAGE,
    async (limit, cursor) => {
      const { changes, next_cursor } = await client.api<ChangePage>('GET', path, {
        query: { ...filters, limit, cursor },
      })
      return { items: changes, next: next_cursor }
    },
    show,
  )
  if (items.length === 0) note('nothing has changed')
  if (more) noteMore(items.length, undefined, 'change')
}

async function follow(client: Client, { asset, actor, type, json }: HistoryOptions): Promise<void> {
  const name = asset === undefined ? undefined : fullNameOf(asset)
  const isMeant = (change: LoggedChange) =>
    (actor === undefined || change.actor === actor) &&
    (type === undefined || change.type === type) &&
    (name === undefined || change.assets.some((one) => one.asset_id === name || fullName(one) === name))
  for await (const data of serverEvents(client, '/history/events')) {
    const change = JSON.parse(data) as LoggedChange
    if (!isMeant(change)) continue
    if (json) printJson(change)
    else showChange(change)
  }
}

/** A line with the call, for `relata undo`, and below it what it did. */
function showChange(change: LoggedChange): void {
  const undone = change.undo_of === undefined ? '' : `  takes back ${change.undo_of}`
  print(`${dim(`${change.call}  ${time(change.at)}`)}  ${plain(change.actor)}${undone}`)
  const { lines, total } = linesOf(change)
  const width = terminalWidth() ?? Number.POSITIVE_INFINITY
  for (const line of lines.slice(0, MAX_SHOWN)) print(cut(`  ${plain(line)}`, width))
  if (total > MAX_SHOWN) print(dim(`  … and ${(total - MAX_SHOWN).toLocaleString('en')} more`))
}

function linesOf(change: LoggedChange): { lines: string[]; total: number } {
  const { type, relations, assets } = change
  if (relations) {
    const lines = relations.map(({ from, to, kind }) => `${type}  ${fullName(from)}  ${kind}  ${fullName(to)}`)
    return { lines, total: change.relations_count ?? lines.length }
  }
  const what = type.replaceAll('_', ' ')
  if (change.key)
    return { lines: [[what, change.key.action, change.key.key, change.key.name].join('  ').trim()], total: 1 }
  if (change.link) return { lines: [[what, change.link.action, change.link.id].join('  ')], total: 1 }
  if (assets.length === 0) return { lines: [[what, subjectOf(change)].join('  ')], total: 1 }
  const before = change.renamed_from ? `  from ${change.renamed_from.public_id}` : ''
  return { lines: assets.map((asset) => `${what}  ${fullName(asset)}${before}`), total: change.assets_count }
}

/** `still_in  name: stills_of → still_in`, or what else it is about that is no asset. */
function subjectOf({ kind, rule, search, webhook, before, after, folder, message }: LoggedChange): string {
  const name = kind ?? rule ?? search ?? webhook
  if (name === undefined) return folder ?? message ?? ''
  if (!before) return `${name}  made`
  if (!after) return `${name}  deleted`
  const [was, is] = [before, after] as [Record<string, unknown>, Record<string, unknown>]
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value ?? null))
  const changed = Object.keys({ ...was, ...is }).filter((field) => text(was[field]) !== text(is[field]))
  return `${name}  ${changed.map((field) => `${field}: ${text(was[field])} → ${text(is[field])}`).join(', ')}`
}
