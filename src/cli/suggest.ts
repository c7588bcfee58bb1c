import type { Command } from 'commander'
import { fullNameOf } from '../core/asset.ts'
import type { Suggestions } from '../http/api/contract.ts'
import { fullName, withInput } from './asset-names.ts'
import { type Client, connect } from './client.ts'
import { listed, noteMore } from './listing.ts'
import { type ListOptions, listOptions, share } from './options.ts'
import { dim, note, print, printJson, terminalWidth } from './output.ts'
import { ACCEPT, callForEach, DISMISS, type RelationItem } from './relation-calls.ts'
import { cut, tableLines } from './table.ts'
import { UsageError } from './usage-error.ts'

const PAGE = 100
const INDENT = '       '

interface SuggestOptions extends ListOptions {
  readonly minScore?: number
  readonly accept?: string[]
  readonly dismiss?: string[]
  readonly kind?: string
}

type Suggestion = Suggestions['suggestions'][number]

export function defineSuggest(command: Command): void {
  listOptions(
    command
      .argument('[asset]', 'of one asset; without it, of all, those uploaded last first')
      .option('--min-score <number>', 'only what is that likely, from 0 to 1', share)
      .option('--accept <others...>', 'relate the asset to these; -: suggestions as --json prints them')
      .option('--dismiss <others...>', 'never suggest these for it again; - likewise')
      .option('--kind <name>', 'by which kind to accept, instead of the proposed one'),
  ).action(suggest)
}

async function suggest(asset: string | undefined, options: SuggestOptions): Promise<void> {
  const client = connect()
  const { accept, dismiss, kind } = options
  if (accept && dismiss) throw new UsageError('--accept and --dismiss exclude each other')
  if (accept) {
    const items = await meant(client, asset, accept)
    return callForEach(client, ACCEPT, kind === undefined ? items : items.map((item) => ({ ...item, kind })), options)
  }
  if (dismiss) {
    const items = await meant(client, asset, dismiss)
    return callForEach(
      client,
      DISMISS,
      items.map(({ from, to }) => ({ from, to })),
      options,
    )
  }
  return list(client, asset === undefined ? undefined : fullNameOf(asset), options)
}

async function list(client: Client, asset: string | undefined, options: SuggestOptions): Promise<void> {
  const { items, more } = await listed(
    options,
    PAGE,
    (limit, cursor) => page(client, asset, options.minScore, limit, cursor),
    options.json && printJson,
  )
  if (!options.json) {
    const [titles, ...lines] = tableLines(
      [{ title: 'SCORE' }, { title: 'FROM', shrinks: 'middle' }, { title: 'KIND' }, { title: 'TO', shrinks: 'middle' }],
      items.map(({ score, from, kind, to }) => [score.toFixed(2), fullName(from), kind, fullName(to)]),
      terminalWidth(),
    )
    if (titles !== undefined) print(titles)
    for (const [i, line] of lines.entries()) {
      print(line)
      const width = (terminalWidth() ?? Number.POSITIVE_INFINITY) - INDENT.length
      for (const { words } of items[i]!.reasons) print(dim(INDENT + cut(words, width)))
    }
    if (items.length === 0) note('nothing to suggest')
  }
  if (more) noteMore(items.length, undefined, 'suggestion')
}

async function page(
  client: Client,
  asset: string | undefined,
  minScore: number | undefined,
  limit: number,
  cursor: string | undefined,
): Promise<{ items: readonly Suggestion[]; next?: string | undefined }> {
  const query = { asset, min_score: minScore, limit, cursor }
  const { suggestions, next_cursor } = await client.api<Suggestions>('GET', '/suggestions', { query })
  return { items: suggestions, next: next_cursor }
}

/** Suggestions as they were printed, or those of an asset with others, by the kind that is proposed now. */
async function meant(client: Client, asset: string | undefined, words: readonly string[]): Promise<RelationItem[]> {
  const lines = await withInput(words)
  if (asset === undefined) return lines.map(parseSuggestion)
  const one = fullNameOf(asset)
  const { items } = await listed({ limit: PAGE, all: true }, PAGE, (limit, cursor) =>
    page(client, one, 0, limit, cursor),
  )
  return lines.map((line) => {
    const other = fullNameOf(line)
    const isOther = (end: Suggestion['from']) => end.asset_id === other || fullName(end) === other
    const found = items.find(({ from, to }) => isOther(from) || isOther(to))
    if (!found) throw new UsageError(`${other} is not suggested for ${one}: relata relate relates them all the same`)
    return { from: found.from.asset_id, to: found.to.asset_id, kind: found.kind }
  })
}

function parseSuggestion(line: string): RelationItem {
  try {
    const { from, to, kind } = JSON.parse(line) as Suggestion
    return { from: from.asset_id, to: to.asset_id, kind }
  } catch {
    throw new UsageError('name the asset, or pass suggestions with -, as relata suggest --json prints them')
  }
}
