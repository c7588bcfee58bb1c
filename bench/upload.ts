import assert from 'node:assert/strict'
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CLOUD, KEY, makeLibrary, SECRET, type Server, scratch, startRelata } from './library.ts'
import type { Figure } from './main.ts'
import { interleaved, ratio, whole } from './rounds.ts'

const MEGABYTES = 200
const ROUNDS = 5
const CHUNK = Buffer.alloc(1024 * 1024, 'relata')

/** A large raw file over HTTP, to the same bytes written to a file and synced. */
export async function upload(): Promise<Figure[]> {
  const server = await startRelata(await makeLibrary(1_000, true))
  const measures = { relata: () => perSecond(() => send(server)), disk: () => perSecond(write) }
  await interleaved(1, measures)
  const speed = await interleaved(ROUNDS, measures)
  await server.stop()
  return [
    { what: `upload of ${MEGABYTES} MB`, value: `${whole(speed.relata)} MB/s` },
    { what: 'the same bytes to a file, with fsync', value: `${whole(speed.disk)} MB/s` },
    { what: 'upload: Relata to the disk', value: ratio(speed.relata / speed.disk) },
  ]
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return (MEGABYTES * 1000) / (performance.now() - started)
}

async function write(): Promise<void> {
  const path = scratch('written')
  const file = openSync(path, 'w')
  for (let i = 0; i < MEGABYTES; i++) writeSync(file, CHUNK)
  fsyncSync(file)
  closeSync(file)
  rmSync(path)
}

function* multipart(boundary: string): Generator<Buffer> {
  const part = (disposition: string) => `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n`
  yield Buffer.from(`${part('name="public_id"')}\r\nlarge.bin\r\n`)
  yield Buffer.from(`${part('name="file"; filename="large.bin"')}content-type: application/octet-stream\r\n\r\n`)
  for (let i = 0; i < MEGABYTES; i++) yield CHUNK
  yield Buffer.from(`\r\n--${boundary}--\r\n`)
}

async function send({ url }: Server): Promise<void> {
  const headers = { 'content-type': 'multipart/form-data; boundary=bench' }
  const call = request(`${url}/v1_1/${CLOUD}/raw/upload`, { method: 'POST', auth: `${KEY}:${SECRET}`, headers })
  const answered = new Promise<number>((resolve, reject) => {
    call.once('error', reject)
    call.once('response', (response) => response.resume().once('end', () => resolve(response.statusCode!)))
  })
  await pipeline(Readable.from(multipart('bench')), call)
  assert.equal(await answered, 200)
}
