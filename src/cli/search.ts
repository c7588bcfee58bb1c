import type { Command } from 'commander'
import { fullName } from './asset-names.ts'
import { connect } from './client.ts'
import { listed, noteMore } from './listing.ts'
import { type ListOptions, listOptions, repeated } from './options.ts'
import { note, printJson, size, time } from './output.ts'
import { printTable } from './table.ts'
import { UsageError } from './usage-error.ts'

const PAGE = 500

interface Found {
  readonly public_id: string
  readonly resource_type: string
  readonly type: string
  readonly format?: string
  readonly bytes: number
  readonly width?: number
  readonly height?: number
  readonly uploaded_at: string
}

interface SearchAnswer {
  readonly total_count: number
  readonly resources: readonly Found[]
  readonly next_cursor?: string
}

export function defineSearch(command: Command): void {
  listOptions(
    command
      .argument('[expression...]', "what to look for, as in 'tags:dog AND relations=0'; without it, everything")
      .option('--sort <field:direction>', 'uploaded_at:desc, public_id:asc, ...; can be repeated', repeated),
  ).action(search)
}

async function search(words: string[], options: ListOptions & { sort?: string[] }): Promise<void> {
  const client = connect()
  const sortBy = options.sort?.map(parseSort)
  let total = 0
  const { items, more } = await listed(
    options,
    PAGE,
    async (limit, cursor) => {
      const json = { expression: words.join(' '), sort_by: sortBy, max_results: limit, next_cursor: cursor }
      const answer = await client.cloudinary<SearchAnswer>('POST', '/resources/search', { json })
      total = answer.total_count
      return { items: answer.resources, next: answer.next_cursor }
    },
    options.json && printJson,
  )
  if (!options.json) {
    printTable(
      [
        { title: 'ASSET', shrinks: 'middle' },
        { title: 'FORMAT' },
        { title: 'SIZE', align: 'right' },
        { title: 'PIXELS', align: 'right' },
        { title: 'UPLOADED' },
      ],
      items.map((asset) => [
        fullName(asset),
        asset.format ?? '',
        size(asset.bytes),
        asset.width && asset.height ? `${asset.width}×${asset.height}` : '',
        time(asset.uploaded_at),
      ]),
    )
    if (items.length === 0) note('nothing was found')
  }
  if (more) noteMore(items.length, total, 'asset')
}

function parseSort(text: string): Record<string, string> {
  const [, field, direction = 'desc'] = /^([\w.]+)(?::(asc|desc))?$/.exec(text) ?? []
  if (!field) throw new UsageError(`--sort ${JSON.stringify(text)}: expected a field and a direction, as in bytes:desc`)
  return { [field]: direction }
}
