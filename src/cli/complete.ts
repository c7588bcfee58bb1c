import type { Command, Option } from 'commander'
import type { Kind } from '../http/api/contract.ts'
import { connect } from './client.ts'
import { plain, print } from './output.ts'

/** A key that is pressed waits no longer for a server. */
const MAX_WAIT_MS = 3000

/** What could be typed next, a line each, for the scripts of `relata completion`. The last word is what is there of it. */
export async function complete(program: Command, words: readonly string[]): Promise<void> {
  const typed = words.at(-1) ?? ''
  for (const [value, description] of await candidates(program, words.slice(0, -1), typed)) {
    if (value.startsWith(typed)) print(description ? `${value}\t${plain(description)}` : value)
  }
}

async function candidates(
  program: Command,
  before: readonly string[],
  typed: string,
): Promise<(readonly [string, string])[]> {
  let command = program
  for (const word of before) command = command.commands.find((child) => child.name() === word) ?? command
  const option = command.options.find(({ long, short }) => [long, short].includes(before.at(-1)))
  if (option?.required) return valuesOf(option)
  if (typed.startsWith('-')) {
    const used = new Set(before)
    return [...command.options, ...command.createHelp().visibleOptions(command)]
      .filter(({ long, hidden }, i, all) => long && !hidden && all.findIndex((other) => other.long === long) === i)
      .filter(({ long }) => !used.has(long!))
      .map(({ long, description }) => [long!, description])
  }
  const commands = command.createHelp().visibleCommands(command)
  if (commands.length > 0) return commands.map((child) => [child.name(), child.description()])
  return (command.registeredArguments[0]?.argChoices ?? []).map((choice) => [choice, ''])
}

async function valuesOf({ argChoices, long }: Option): Promise<(readonly [string, string])[]> {
  if (argChoices) return argChoices.map((choice) => [choice, ''])
  if (long !== '--kind') return []
  try {
    const { kinds } = await connect().api<{ kinds: Kind[] }>('GET', '/kinds', {
      signal: AbortSignal.timeout(MAX_WAIT_MS),
    })
    return kinds
      .filter(({ retired }) => !retired)
      .flatMap(({ name, inverse, description }) =>
        [...new Set([name, inverse])].map((word) => [word, description] as const),
      )
  } catch {
    // Without a server there is nothing to offer, and nobody to tell.
    return []
  }
}
