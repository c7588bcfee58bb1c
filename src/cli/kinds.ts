import type { Command } from 'commander'
import type { Kind } from '../http/api/contract.ts'
import { connect } from './client.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printJson } from './output.ts'
import { printTable } from './table.ts'

export function defineKinds(command: Command): void {
  jsonOption(command.option('--retired', 'those too that nothing new is related by')).action(listKinds)
}

async function listKinds(options: JsonOption & { retired?: true }): Promise<void> {
  const { kinds } = await connect().api<{ kinds: Kind[] }>('GET', '/kinds')
  const shown = kinds.filter(({ retired }) => options.retired || !retired)
  if (options.json) return shown.forEach(printJson)
  printTable(
    [{ title: 'KIND' }, { title: 'FROM THE OTHER SIDE' }, { title: 'WHAT FOR', shrinks: 'end' }],
    shown.map(({ name, inverse, directed, description, retired }) => [
      retired ? `${name} (retired)` : name,
      directed ? inverse : '',
      description,
    ]),
  )
}
