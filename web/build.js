// Builds the page into web/dist, if it isn't there as its sources are now. Plain JavaScript: it runs before anything else.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const web = fileURLToPath(new URL('.', import.meta.url))
const built = join(web, 'dist')
const stamp = join(built, '.built-from')

const sources = ['index.html', 'package.json', 'vite.config.ts', 'build.js']
for (const entry of readdirSync(join(web, 'src'), { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) sources.push(join(entry.parentPath, entry.name).slice(web.length))
}
const hash = createHash('sha256').update(readFileSync(join(web, '../package-lock.json')))
for (const source of sources.sort())
  hash
    .update(source)
    .update('\0')
    .update(readFileSync(join(web, source)))
const builtFrom = hash.digest('hex')

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === builtFrom) process.exit()
if (!process.argv.includes('--quiet')) console.error('Building the page ...')
rmSync(stamp, { force: true })
const { build } = await import('vite')
await build({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'warn' })
for (const name of readdirSync(built)) {
  const path = join(built, name)
  if (!statSync(path).isFile() || !/\.(js|css|svg|html)$/.test(basename(path))) continue
  const bytes = readFileSync(path)
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  )
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
}
writeFileSync(stamp, builtFrom)
