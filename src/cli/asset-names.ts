import { createInterface } from 'node:readline'
import { fullNameOf } from '../core/asset.ts'
import { UsageError } from './usage-error.ts'

/** The names of a command line; `-` stands for the lines of standard input. */
export async function assetNames(words: readonly string[]): Promise<string[]> {
  return (await withInput(words)).map((line) => fullNameOf(assetOfJson(line) ?? line))
}

export async function withInput(words: readonly string[]): Promise<string[]> {
  const at = words.indexOf('-')
  if (at === -1) return [...words]
  if (process.stdin.isTTY) console.error('relata: reading names from the terminal, one a line; Ctrl-D ends them')
  const lines: string[] = []
  for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== '') lines.push(line.trim())
  if (lines.length === 0 && words.length === 1) throw new UsageError('standard input has no names: expected one a line')
  return words.toSpliced(at, 1, ...lines)
}

/** So that what another command prints with --json can be piped into one that takes names. */
function assetOfJson(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line).asset_id
  } catch {
    return undefined
  }
}

/** Of an asset in an answer, however it is named there. */
export const fullName = (asset: {
  readonly resource_type: string
  readonly type: string
  readonly public_id: string
}): string => `${asset.resource_type}/${asset.type}/${asset.public_id}`
