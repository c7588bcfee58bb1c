import type { Command } from 'commander'
import { assetNames } from './asset-names.ts'
import { connect } from './client.ts'
import { type JsonOption, jsonOption, seconds } from './options.ts'
import { callForEach, eachOther, RELATE } from './relation-calls.ts'
import { UsageError } from './usage-error.ts'

interface RelateOptions extends JsonOption {
  readonly kind?: string
  readonly note?: string
  readonly start?: number
  readonly end?: number
  readonly eachOther?: true
}

export function defineRelate(command: Command): void {
  jsonOption(
    command
      .argument('<asset>', 'an asset: its ID, image/upload/dog, or dog for that')
      .argument('<others...>', 'what it is related to; - reads names from standard input')
      .option('--kind <name>', 'how the asset stands to the others, as in poster_of', 'related')
      .option('--each-other', 'relate each with every other one')
      .option('--note <text>', 'what is to be said of it')
      .option('--start <time>', 'where the part begins that is meant, in seconds, or as 1:02.4', seconds)
      .option('--end <time>', 'where it ends', seconds),
  ).action(relate)
}

async function relate(asset: string, others: string[], options: RelateOptions): Promise<void> {
  const client = connect()
  const [first, ...rest] = await assetNames([asset, ...others])
  if (first === undefined || rest.length === 0) throw new UsageError('two assets are needed, to be related')
  const pairs = options.eachOther ? eachOther([first, ...rest]) : rest.map((to) => ({ from: first, to }))
  const { kind, note, start, end } = options
  const relations = pairs.map((pair) => ({ ...pair, kind, note, start, end }))
  await callForEach(client, RELATE, relations, options)
}
