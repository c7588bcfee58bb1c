import { basename } from 'node:path'
import type { Command } from 'commander'
import type { BundleLink, BundleLinks } from '../http/api/contract.ts'
import { assetNames } from './asset-names.ts'
import { type Client, connect } from './client.ts'
import { type KindOptions, kindOptions } from './kind-options.ts'
import { duration, type JsonOption, jsonOption, wholeNumber } from './options.ts'
import { note, print, printJson, size } from './output.ts'
import { Progress } from './progress.ts'
import { save } from './save.ts'
import { printTable } from './table.ts'
import { UsageError } from './usage-error.ts'

const DEFAULT_EXPIRES_MS = 7 * 24 * 60 * 60 * 1000

interface BundleOptions extends JsonOption, KindOptions {
  readonly steps: number
  readonly output?: string
  readonly link?: true
  readonly expires?: number
  readonly links?: true
  readonly revoke?: string
}

export function defineBundle(command: Command): void {
  jsonOption(
    kindOptions(
      command
        .argument('[assets...]', 'what is taken along with what it is related to; - reads names from standard input')
        .option('--steps <number>', 'how far to go', wholeNumber, 1)
        .option('--output <file>', 'the zip, which is there once it is whole; else named after the first asset')
        .option('--link', 'print an address that gives the zip to whoever has it, instead')
        .option(
          '--expires <time>',
          'for how long the address is good: 30m, 12h or 7d, which it is unless you say so',
          duration,
        )
        .option('--links', 'list the addresses that work, instead')
        .option('--revoke <id>', 'take one of them back, so that it gives nothing any more'),
    ),
  ).action(bundle)
}

async function bundle(words: string[], options: BundleOptions): Promise<void> {
  const client = connect()
  const { steps, kind: kinds, direction, link, expires } = options
  if (options.links || options.revoke !== undefined) {
    if (words.length > 0) throw new UsageError('--links and --revoke take no assets')
    return options.links ? listLinks(client, options) : revokeLink(client, options.revoke!)
  }
  if (words.length === 0) throw new UsageError('which assets? Name them, or - to read them from standard input')
  if (expires !== undefined && !link) throw new UsageError('--expires is of a --link')
  const assets = await assetNames(words)
  const wanted = { assets, steps, kinds, direction }
  if (link) {
    const until = new Date(Date.now() + (expires ?? DEFAULT_EXPIRES_MS)).toISOString()
    const answer = await client.api<BundleLink>('POST', '/bundle/link', { json: { ...wanted, expires_at: until } })
    if (options.json) printJson(answer)
    else {
      print(answer.url)
      note(`good until ${answer.expires_at}`)
    }
    return
  }
  const { body } = await client.open('/api/v1', 'POST', '/bundle', { json: wanted })
  const output = options.output ?? (process.stdout.isTTY ? `${basename(assets[0]!)}.zip` : undefined)
  const progress = new Progress()
  let bytes = 0
  const counted = async function* () {
    for await (const chunk of body) {
      bytes += chunk.length
      progress.show(() => `${size(bytes)}  ${progress.rate(bytes)}`)
      yield chunk
    }
  }
  await save(counted(), output)
  progress.clear()
  note(`${output ?? 'the bundle'}: ${size(bytes)}`)
}

async function listLinks(client: Client, { json }: JsonOption): Promise<void> {
  const { links } = await client.api<BundleLinks>('GET', '/bundle/links')
  if (json) return links.forEach(printJson)
  printTable(
    [{ title: 'ID' }, { title: 'ASSETS', shrinks: 'middle' }, { title: 'GOOD UNTIL' }, { title: 'MADE BY' }],
    links.map(({ id, assets, asset_count, expires_at, made_by }) => {
      const names = assets.map(({ public_id }) => public_id).join(', ')
      const more = asset_count - assets.length
      return [id, more > 0 ? `${names} and ${more} more` : names, expires_at, made_by]
    }),
  )
}

async function revokeLink(client: Client, id: string): Promise<void> {
  await client.api('POST', `/bundle/links/${encodeURIComponent(id)}/revoke`)
  note(`${id} gives nothing any more`)
}
