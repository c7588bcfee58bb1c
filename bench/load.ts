import { fork } from 'node:child_process'
import { connect } from 'node:net'
import { CLOUD, KEY, othersOf, publicId, SECRET } from './library.ts'

/** Requests over keep-alive connections, each waiting for its answer before it sends the next. */
export interface Load {
  readonly url: string
  readonly connections: number
  readonly ms: number
  /** Of how many assets it picks one, evenly. */
  readonly assets: number
  /** How many requests of a hundred relate ten assets, or unrelate them again in turn; the others read one asset. */
  readonly writePercent: number
}

export interface LoadResult {
  readonly perSecond: number
  readonly medianMs: number
  readonly p99Ms: number
}

/** Runs a load in a process of its own, so that it takes none of the server's time. */
export function run(load: Load): Promise<LoadResult> {
  const child = fork(import.meta.filename)
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => code && reject(new Error('The load failed')))
    child.send(load)
  })
}

export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

const AUTHORIZATION = `authorization: Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`
export const detailsPath = (number: number) => `/v1_1/${CLOUD}/resources/image/upload/${publicId(number)}?related=true`

function* requests({ url, assets, writePercent }: Load): Generator<string> {
  const { host } = new URL(url)
  const pick = () => 1 + Math.floor(Math.random() * assets)
  const head = (line: string) => `${line} HTTP/1.1\r\nhost: ${host}\r\n${AUTHORIZATION}\r\n`
  let toUndo: number | undefined
  for (;;) {
    if (Math.random() * 100 >= writePercent) {
      yield `${head(`GET ${detailsPath(pick())}`)}\r\n`
      continue
    }
    const [method, field] = toUndo === undefined ? ['POST', 'assets_to_relate'] : ['DELETE', 'assets_to_unrelate']
    const subject = toUndo ?? pick()
    toUndo = toUndo === undefined ? subject : undefined
    const items = othersOf(subject, assets).map((number) => `image/upload/${publicId(number)}`)
    const body = JSON.stringify({ [field!]: items })
    const line = `${method} /v1_1/${CLOUD}/resources/related_assets/image/upload/${publicId(subject)}`
    yield `${head(line)}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  }
}

async function perform(load: Load): Promise<LoadResult> {
  const waits: number[] = []
  const { port, hostname } = new URL(load.url)
  const started = performance.now()
  const connection = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port: Number(port), host: hostname, noDelay: true })
      const source = requests(load)
      let sentAt = 0
      let received = Buffer.alloc(0)
      let missing = -1
      const next = () => {
        sentAt = performance.now()
        if (sentAt - started > load.ms) return socket.end(resolve)
        received = Buffer.alloc(0)
        missing = -1
        socket.write(source.next().value!)
      }
      socket.on('connect', next)
      socket.on('error', reject)
      socket.on('data', (chunk) => {
        if (missing < 0) {
          received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
          const end = received.indexOf('\r\n\r\n')
          if (end < 0) return
          const head = received.toString('latin1', 0, end)
          if (!head.startsWith('HTTP/1.1 200')) return reject(new Error(received.toString()))
          missing = Number(/content-length: (\d+)/i.exec(head)?.[1]) - (received.length - end - 4)
        } else missing -= chunk.length
        if (missing > 0) return
        waits.push(performance.now() - sentAt)
        next()
      })
    })
  await Promise.all(Array.from({ length: load.connections }, connection))
  const seconds = (performance.now() - started) / 1000
  const sorted = Float64Array.from(waits).sort()
  return { perSecond: sorted.length / seconds, medianMs: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) }
}

if (process.send && import.meta.main) {
  process.once('message', async (load: Load) => {
    process.send!(await perform(load), () => process.exit())
  })
}
