import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Database from 'better-sqlite3'
import { CLOUD, CLOUD_NO } from './library.ts'

/**
 * The walk by hand: one statement for two steps from an asset, prepared once, its rows made into the bytes that Relata
 * answers. No checks, no limits, no kinds, nobody authenticated; whoever else asks waits meanwhile. `/bare?no=7&times=10`
 * walks without making anything of it, and answers the milliseconds of one walk.
 */
const [file] = process.argv.slice(2)
const db = new Database(file!, { readonly: true })
db.pragma('cache_size = -16384')
db.pragma(`mmap_size = ${2 ** 31}`)

const walk = db.prepare(`
  with one as (
    select to_no as no, from_no as via, row_number() over (order by label, position, to_no) as place
    from relation_end where cloud_id = @cloud and from_no = @no),
  two as (
    select e.to_no as no, e.from_no as via, one.place as place, e.position as position,
      row_number() over (partition by e.to_no order by one.place, e.label, e.position) as nth
    from one cross join relation_end e
    where e.cloud_id = @cloud and e.from_no = one.no and e.to_no <> @no and e.to_no not in (select no from one))
  select asset.*, found.distance, via.asset_id as via
  from (
    select no, via, 1 as distance, place, '' as position from one
    union all select no, via, 2, place, position from two where nth = 1) found
  cross join asset on asset.cloud_id = @cloud and asset.asset_no = found.no
  cross join asset via on via.cloud_id = @cloud and via.asset_no = found.via
  order by found.distance, found.place, found.position`)
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

function bareMs(no: number, times: number): number {
  const started = performance.now()
  for (let i = 0; i < times; i++) walk.all({ cloud: CLOUD_NO, no: no + i })
  return (performance.now() - started) / times
}

const server = createServer((request, response) => {
  const url = new URL(request.url!, 'http://host')
  if (url.pathname === '/bare') {
    return response.end(String(bareMs(Number(url.searchParams.get('no')), Number(url.searchParams.get('times')))))
  }
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
