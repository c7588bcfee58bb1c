import type { Command } from 'commander'
import type { Hubs } from '../http/api/contract.ts'
import { fullName } from './asset-names.ts'
import { connect } from './client.ts'
import { type KindOptions, kindOptions } from './kind-options.ts'
import { listed, noteMore } from './listing.ts'
import { type ListOptions, listOptions } from './options.ts'
import { note, printJson } from './output.ts'
import { printTable } from './table.ts'

const PAGE = 1000

export function defineHubs(command: Command): void {
  listOptions(kindOptions(command)).action(hubs)
}

async function hubs(options: ListOptions & KindOptions): Promise<void> {
  const client = connect()
  const { items, more } = await listed(
    options,
    PAGE,
    async (limit, cursor) => {
      const query = { kinds: options.kind, direction: options.direction, limit, cursor }
      const { hubs, next_cursor } = await client.api<Hubs>('GET', '/assets/hubs', { query })
      return { items: hubs, next: next_cursor }
    },
    options.json && (({ asset, relations }) => printJson({ ...asset, relations })),
  )
  if (!options.json) {
    printTable(
      [
        { title: 'RELATIONS', align: 'right' },
        { title: 'ASSET', shrinks: 'middle' },
      ],
      items.map(({ asset, relations }) => [relations.toLocaleString('en'), fullName(asset)]),
    )
    if (items.length === 0) note('nothing is related yet')
  }
  if (more) noteMore(items.length, undefined, 'asset')
}
