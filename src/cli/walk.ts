import type { Command } from 'commander'
import type { Walk } from '../http/api/contract.ts'
import { assetNames, fullName } from './asset-names.ts'
import { connect } from './client.ts'
import { type KindOptions, kindOptions } from './kind-options.ts'
import { listed, noteMore } from './listing.ts'
import { type ListOptions, listOptions, wholeNumber } from './options.ts'
import { note, printJson } from './output.ts'
import { printTable } from './table.ts'

const PAGE = 1000

export function defineWalk(command: Command): void {
  listOptions(
    kindOptions(
      command
        .argument('<assets...>', 'where to begin; - reads names from standard input')
        .option('--steps <number>', 'how far to go', wholeNumber, 2),
    ),
  ).action(walk)
}

async function walk(words: string[], options: ListOptions & KindOptions & { steps: number }): Promise<void> {
  const client = connect()
  const from = await assetNames(words)
  const names = new Map<string, string>()
  let truncated: Walk['truncated'] = []
  const { items, more } = await listed(
    options,
    PAGE,
    async (limit, cursor) => {
      const { kind: kinds, direction, steps } = options
      const answer = await client.api<Walk>('POST', '/walk', { json: { from, kinds, direction, steps, limit, cursor } })
      for (const asset of [...answer.from, ...answer.assets.map(({ asset }) => asset)])
        names.set(asset.asset_id, fullName(asset))
      truncated = answer.truncated
      return { items: answer.assets, next: answer.next_cursor }
    },
    // An object that names its asset can be piped into what takes names.
    options.json && (({ asset, ...how }) => printJson({ ...asset, ...how })),
  )
  if (!options.json) {
    printTable(
      [
        { title: 'STEPS', align: 'right' },
        { title: 'FROM', shrinks: 'middle' },
        { title: 'KIND' },
        { title: 'ASSET', shrinks: 'middle' },
      ],
      items.map(({ asset, distance, via }) => [
        String(distance),
        names.get(via.from) ?? via.from,
        via.kind,
        fullName(asset),
      ]),
    )
    if (items.length === 0) note('it is related to nothing that way')
  }
  if (more) noteMore(items.length, undefined, 'asset')
  else tellTruncated(truncated)
}

/** Which limit kept the server from finding more; steps are what was asked for. */
export function tellTruncated(limits: readonly string[]): void {
  const reached = limits.filter((limit) => limit !== 'steps')
  if (reached.length > 0) note(`there may be more: the limit of ${reached.join(' and ')} was reached`)
}
