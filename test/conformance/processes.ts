import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Child {
  /** Whole lines alone: the last one of a process that was killed may be cut. */
  readonly lines: AsyncIterable<string>
  kill(): Promise<void>
}

/** Runs a file of this folder in a process of its own. */
export function startProcess(url: URL, ...args: string[]): Child {
  return follow(spawn(process.execPath, [fileURLToPath(url), ...args], { stdio: ['ignore', 'pipe', 'inherit'] }))
}

/** The same, with a limit on how large its files may grow, in blocks of 512 or 1,024 bytes, as the shell has it. */
export function startLimitedProcess(blocks: number, url: URL, ...args: string[]): Child {
  const command = `ulimit -f ${blocks} && exec "$0" "$@"`
  const all = ['-c', command, process.execPath, fileURLToPath(url), ...args]
  return follow(spawn('sh', all, { stdio: ['ignore', 'pipe', 'inherit'] }))
}

function follow(child: ChildProcess): Child {
  const ended = once(child, 'exit')
  return {
    lines: createInterface(child.stdout!),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

export async function firstLine({ lines }: Child): Promise<string | undefined> {
  for await (const line of lines) return line
  return undefined
}
