#!/usr/bin/env node
// Without top-level await, which a Node that is too old would trip over before the check says so.
import './check-node.cjs'

run()

async function run() {
  // Read when the first of them is wanted. With Node's four, a few large uploads on their way to the disk, or people who
  // sign in, would make every write wait for a thread that brings it there.
  process.env.UV_THREADPOOL_SIZE ??= '16'
  const { enableCompileCache } = await import('node:module')
  const { existsSync } = await import('node:fs')
  enableCompileCache()
  // A clone runs its sources; the published package has only what is built from them.
  const source = new URL('../src/cli/main.ts', import.meta.url)
  const { runCommandLine } = await import(existsSync(source) ? source.href : '../dist/cli.js')
  await runCommandLine(process.argv.slice(2))
}
