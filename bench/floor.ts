import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CLOUD, othersOf, publicId } from './library.ts'
import { openBare } from './statements.ts'

/**
 * What the requests of the load must cost at least: node:http by hand, no checks, no authentication, bare statements.
 * With the argument `constant` every request is answered with the bytes of the first answer.
 * `/groups?ms=4000&assets=1000` writes without HTTP, for so long, and answers how many calls a second it did.
 */
const [file, constant] = process.argv.slice(2)
const bare = await openBare(file!)
const PREFIX = `/v1_1/${CLOUD}/resources/`
const RELATED_PREFIX = `${PREFIX}related_assets/image/upload/`
const ASSET_PREFIX = `${PREFIX}image/upload/`
const GROUP = 32

const time = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`

// biome-ignore lint/suspicious/noExplicitAny: rows as they come
function card(row: any, host: string) {
  const url = `http://${host}/${CLOUD}/${row.resourceType}/${row.type}/v${row.version}/${row.publicId}.${row.format}`
  return {
    asset_id: row.assetId,
    public_id: row.publicId,
    format: row.format,
    version: row.version,
    resource_type: row.resourceType,
    type: row.type,
    created_at: time(row.createdAt),
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    asset_folder: row.assetFolder,
    display_name: row.displayName,
    url,
    secure_url: url,
  }
}

function details(publicId: string, host: string): string {
  // biome-ignore lint/suspicious/noExplicitAny: rows as they come
  const row = bare.asset(publicId) as any
  const backups = bare.backups(row.assetId)
  const derived = bare.derived(row.no)
  const related = bare.related(row.no)
  return JSON.stringify({
    ...card(row, host),
    backup: backups.length > 0,
    backup_bytes: backups[0]?.bytes ?? 0,
    status: 'active',
    original_filename: row.originalFilename,
    folder: row.assetFolder,
    pixels: row.width * row.height,
    aspect_ratio: Math.round((1000 * row.width) / row.height) / 1000,
    etag: row.etag,
    uploaded_at: time(row.uploadedAt),
    last_updated: { updated_at: time(row.updatedAt) },
    tags: JSON.parse(row.tags),
    context: { custom: JSON.parse(row.context) },
    access_mode: row.accessMode,
    derived,
    related_assets: related.map((item) => ({
      ...card(item, host),
      status: 'active',
      related_at: time(item.relatedAt as number),
    })),
  })
}

/** Groups of calls that share a transaction, a savepoint each: all relate, then all unrelate. */
function groups(ms: number, assets: number): number {
  const started = performance.now()
  let calls = 0
  while (performance.now() - started < ms) {
    const group = Array.from({ length: GROUP }, () => {
      const subject = 1 + Math.floor(Math.random() * assets)
      return [subject, ...othersOf(subject, assets)].map(publicId)
    })
    for (const change of [bare.relate, bare.unrelate]) {
      bare.write.exec('begin immediate')
      for (const publicIds of group) {
        bare.write.exec('savepoint job')
        change(publicIds)
        bare.write.exec('release job')
      }
      bare.write.exec('commit')
      calls += GROUP
    }
  }
  return (calls * 1000) / (performance.now() - started)
}

let fixed: Buffer | undefined

const server = createServer((request, response) => {
  const url = request.url!
  const answer = (body: string | Buffer) =>
    response
      .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) })
      .end(body)
  if (request.method === 'GET') {
    if (fixed) return answer(fixed)
    if (url.startsWith('/groups')) {
      const query = new URLSearchParams(url.slice(url.indexOf('?')))
      return answer(String(groups(Number(query.get('ms')), Number(query.get('assets')))))
    }
    const body = details(url.slice(ASSET_PREFIX.length, url.indexOf('?')), request.headers.host!)
    if (constant) fixed = Buffer.from(body)
    return answer(body)
  }
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (chunk) => {
    text += chunk
  })
  request.on('end', () => {
    if (fixed) return answer(fixed)
    const relates = request.method === 'POST'
    const { assets_to_relate, assets_to_unrelate } = JSON.parse(text)
    const items: string[] = assets_to_relate ?? assets_to_unrelate
    const ids = items.map((item) => item.slice('image/upload/'.length))
    bare.write.exec('begin immediate')
    bare[relates ? 'relate' : 'unrelate']([url.slice(RELATED_PREFIX.length), ...ids])
    bare.write.exec('commit')
    const told = (asset: string) => ({ message: 'success', code: 'success_ids', asset, status: 200 })
    answer(JSON.stringify({ failed: [], success: items.map(told) }))
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
process.on('SIGTERM', () => process.exit())
