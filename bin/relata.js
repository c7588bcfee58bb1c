#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that one that is too old is told so in one line.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || major === 23 || (major === 22 && minor < 22)) {
  console.error(`relata: Node ${process.versions.node} is too old: use Node 24, or 22.22 and later`)
  process.exit(1)
}
const { enableCompileCache } = await import('node:module')
const { existsSync } = await import('node:fs')
enableCompileCache()
// A clone runs its sources; the published package has only what is built from them.
const source = new URL('../src/cli/main.ts', import.meta.url)
const { runCommandLine } = await import(existsSync(source) ? source.href : '../dist/cli/main.js')
await runCommandLine(process.argv.slice(2))
