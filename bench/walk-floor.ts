import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CLOUD, CLOUD_NO } from './library.ts'
import { walkByHand } from './walk-statement.ts'

/**
 * The walk by hand, its rows made into the bytes that Relata answers. No checks, no limits, no kinds, nobody authenticated;
 * whoever else asks waits meanwhile.
 */
const [file] = process.argv.slice(2)
const { db, walk } = walkByHand(file!)
const find = db.prepare(
  `select * from asset where cloud_id = ? and resource_type = 'image' and type = 'upload' and public_id = ?`,
)

// biome-ignore lint/suspicious/noExplicitAny: rows as they come
type Row = any

const time = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`

function asset(row: Row) {
  const path = (before: string) =>
    `/${CLOUD}/${row.resource_type}/${row.type}/${before}v${row.version}/${row.public_id}.${row.format}`
  return {
    asset_id: row.asset_id,
    resource_type: row.resource_type,
    type: row.type,
    public_id: row.public_id,
    display_name: row.display_name,
    folder: row.asset_folder,
    format: row.format,
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    created_at: time(row.created_at),
    version: row.version,
    url: path(''),
    thumbnail: path('c_limit,f_webp,h_{size},w_{size}/'),
  }
}

function answer(start: Row): string {
  const { asset_id, resource_type, type, public_id } = start
  return JSON.stringify({
    from: [{ asset_id, resource_type, type, public_id }],
    assets: walk.all({ cloud: CLOUD_NO, no: start.asset_no }).map((row: Row) => ({
      asset: asset(row),
      distance: row.distance,
      via: { from: row.via, to: row.asset_id, kind: 'related' },
    })),
    truncated: [],
  })
}

const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (chunk) => {
    text += chunk
  })
  request.on('end', () => {
    const [name] = JSON.parse(text).from as [string]
    const body = answer(find.get(CLOUD_NO, name.slice('image/upload/'.length)))
    response
      .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) })
      .end(body)
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
process.on('SIGTERM', () => process.exit())
