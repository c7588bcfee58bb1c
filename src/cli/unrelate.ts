import type { Command } from 'commander'
import { MAX_RELATED_PAGE_SIZE } from '../core/relation.ts'
import type { Related } from '../http/api/contract.ts'
import { assetName, assetNames, fullName } from './asset-names.ts'
import { type Client, connect } from './client.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { count, note, print, printJson } from './output.ts'
import { callForEach, UNRELATE } from './relation-calls.ts'

interface UnrelateOptions extends JsonOption {
  readonly kind: string
  readonly dryRun?: true
}

export function defineUnrelate(command: Command): void {
  jsonOption(
    command
      .argument('<asset>', 'an asset: its ID, image/upload/dog, or dog for that')
      .argument('<others...>', 'from which it is parted; - reads names from standard input')
      .option('--kind <name>', 'by which kind; others between the same two stay', 'related')
      .option('--dry-run', 'say what would be removed, and do nothing'),
  ).action(unrelate)
}

async function unrelate(asset: string, others: string[], options: UnrelateOptions): Promise<void> {
  const client = connect()
  const { kind, dryRun } = options
  const from = assetName(asset)
  const named = await assetNames(others)
  const relations = named.map((to) => ({ from, to, kind }))
  if (!dryRun) return callForEach(client, UNRELATE, relations, options)
  const present = await relatedNames(client, from, kind)
  const doomed = relations.filter(({ to }) => present.has(to))
  for (const relation of doomed) {
    if (options.json) printJson({ ...relation, outcome: 'would_unrelate' })
    else print(`would part ${from} from ${relation.to} (${kind})`)
  }
  note(`${count(doomed.length, 'relation')} of ${relations.length}, nothing was done`)
}

/** Both names of each asset that is related that way. */
async function relatedNames(client: Client, asset: string, kind: string): Promise<Set<string>> {
  const query = { asset, kinds: [kind], limit: MAX_RELATED_PAGE_SIZE }
  const names = new Set<string>()
  let cursor: string | undefined
  do {
    const page: Related = await client.api('GET', '/related', { query: { ...query, cursor } })
    for (const { asset } of page.related) names.add(asset.asset_id).add(fullName(asset))
    cursor = page.next_cursor
  } while (cursor !== undefined)
  return names
}
