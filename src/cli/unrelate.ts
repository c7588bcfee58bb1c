import type { Command } from 'commander'
import { fullNameOf } from '../core/asset.ts'
import { MAX_RELATIONS_PER_CALL } from '../core/relation.ts'
import type { CheckedRelations } from '../http/api/contract.ts'
import { assetNames } from './asset-names.ts'
import { type Client, connect } from './client.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { count, note, plain, print, printJson } from './output.ts'
import { callForEach, type RelationItem, UNRELATE } from './relation-calls.ts'

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
  const from = fullNameOf(asset)
  const relations = (await assetNames(others)).map((to) => ({ from, to, kind }))
  if (!dryRun) return callForEach(client, UNRELATE, relations, options)
  const doomed = await present(client, from, relations, kind)
  for (const relation of doomed) {
    if (options.json) printJson({ ...relation, outcome: 'would_unrelate' })
    else print(plain(`would part ${from} from ${relation.to} (${kind})`))
  }
  note(`${doomed.length.toLocaleString('en')} of ${count(relations.length, 'relation')}, nothing was done`)
}

/** Those that there are. */
async function present(
  client: Client,
  asset: string,
  relations: readonly RelationItem[],
  kind: string,
): Promise<RelationItem[]> {
  const found: RelationItem[] = []
  for (let start = 0; start < relations.length; start += MAX_RELATIONS_PER_CALL) {
    const batch = relations.slice(start, start + MAX_RELATIONS_PER_CALL)
    const json = { asset, assets: batch.map(({ to }) => to), kind }
    const { results } = await client.api<CheckedRelations>('POST', '/relations/check', { json })
    found.push(...batch.filter((_, i) => results[i]?.outcome === 'related'))
  }
  return found
}
