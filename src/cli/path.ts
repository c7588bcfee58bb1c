import type { Command } from 'commander'
import { fullNameOf } from '../core/asset.ts'
import type { Path } from '../http/api/contract.ts'
import { fullName } from './asset-names.ts'
import { connect } from './client.ts'
import { type KindOptions, kindOptions } from './kind-options.ts'
import { type JsonOption, jsonOption, wholeNumber } from './options.ts'
import { count, note, plain, print, printJson } from './output.ts'
import { tellTruncated } from './walk.ts'

export function definePath(command: Command): void {
  jsonOption(
    kindOptions(
      command
        .argument('<from>', 'an asset')
        .argument('<to>', 'another one')
        .option('--steps <number>', 'how long the way may be', wholeNumber),
    ),
  ).action(path)
}

/** Exit code 1 where there is none, as a search for a line has it. */
async function path(from: string, to: string, options: JsonOption & KindOptions & { steps?: number }): Promise<void> {
  const { found, assets, relations, truncated } = await connect().api<Path>('POST', '/path', {
    json: {
      from: [fullNameOf(from)],
      to: [fullNameOf(to)],
      kinds: options.kind,
      direction: options.direction,
      steps: options.steps,
    },
  })
  if (!found) process.exitCode = 1
  if (options.json) return printJson({ found, assets, relations, truncated })
  if (found) {
    const width = Math.max(0, ...relations.map(({ kind }) => kind.length))
    print(plain(fullName(assets[0]!)))
    for (const [i, { kind }] of relations.entries())
      print(`  ${kind.padEnd(width)}  ${plain(fullName(assets[i + 1]!))}`)
    note(count(relations.length, 'step'))
  } else {
    note(`nothing leads from ${fullNameOf(from)} to ${fullNameOf(to)}`)
  }
  tellTruncated(truncated)
}
