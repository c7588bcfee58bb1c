import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const PROGRAM = join(import.meta.dirname, '../../bin/relata.js')

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly cwd?: string
  /** Is handed the process as soon as it runs. */
  readonly started?: (child: ChildProcess) => void
}

/** The command line as people call it, with nothing in its environment but what is given. */
export function runCommand(cloudinaryUrl: string | undefined, args: readonly string[], options: CommandOptions = {}) {
  return runProgram(process.execPath, [PROGRAM, ...args], {
    ...options,
    env: { ...(cloudinaryUrl !== undefined && { CLOUDINARY_URL: cloudinaryUrl }), ...options.env },
  })
}

/** A script of bash, in which `relata` is the command. */
export const runBash = (cloudinaryUrl: string, script: string): Promise<CommandResult> =>
  runProgram('bash', ['--norc', '-c', `relata() { '${process.execPath}' '${PROGRAM}' "$@"; }\n${script}`], {
    env: { CLOUDINARY_URL: cloudinaryUrl },
  })

/** What fish would offer after some of a command line. */
export const completeInFish = (cloudinaryUrl: string, typed: string): Promise<CommandResult> => {
  const script = `function relata; '${process.execPath}' '${PROGRAM}' $argv; end
    relata completion fish | source
    complete --do-complete '${typed}'`
  return runProgram('fish', ['--no-config', '-c', script], { env: { CLOUDINARY_URL: cloudinaryUrl } })
}

function runProgram(program: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { PATH: process.env.PATH, TZ: 'UTC', ...options.env },
      stdio: 'pipe',
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
    child.stdin.end(options.input ?? '')
    options.started?.(child)
  })
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into, not typed
export const jsonLines = (text: string): any[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
