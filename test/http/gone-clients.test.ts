import { rmSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { createCloud } from '../../src/actions/create-cloud.ts'
import type { ReadingQuestion, ReadingReply } from '../../src/http/reading.ts'
import { openDataFolder } from '../../src/main.ts'
import { ReaderThreads } from '../../src/store/reader-threads.ts'
import { temporaryFolder } from '../conformance/places.ts'
import { appOf } from '../support/app.ts'
import { basic } from '../support/relata.ts'

/** A thread of which walks never end by themselves. */
const ENDLESS = `
  const { parentPort } = require('node:worker_threads')
  const json = new TextEncoder().encode('{}')
  parentPort.on('message', ({ id, body, isWithdrawn }) => {
    if (isWithdrawn || body.operation !== 'walk') parentPort.postMessage({ id, body: { status: 200, json } })
  })`

test('a walk whose client has gone is given up, and its thread is free for others', async () => {
  const folder = temporaryFolder()
  const store = await openDataFolder(folder)
  await createCloud(store, 'mine', { key: '123456789012345', secret: 'secret', origin: 'given' })
  const threads = new ReaderThreads<ReadingQuestion, ReadingReply>(() => new Worker(ENDLESS, { eval: true }), {
    threads: 1,
  })
  const walks: Promise<ReadingReply>[] = []
  const isAsked = Promise.withResolvers<void>()
  const app = appOf(store, {
    askReading(question, signal) {
      const reply = threads.ask(question, signal)
      if (question.operation === 'walk') {
        walks.push(reply)
        isAsked.resolve()
      }
      return reply
    },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const authorization = basic({ apiKey: '123456789012345', apiSecret: 'secret' })
  const body = JSON.stringify({ from: ['dog'] })

  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST /api/v1/mine/walk HTTP/1.1\r\nhost: localhost\r\nauthorization: ${authorization}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  await isAsked.promise
  socket.destroy()
  await expect(walks[0]).rejects.toMatchObject({ code: 'unavailable' })
  const other = await fetch(`http://127.0.0.1:${port}/api/v1/mine/assets/hubs`, { headers: { authorization } })
  expect(other.status).toBe(200)

  await app.close()
  await threads.close()
  await store.close()
  rmSync(folder, { recursive: true })
})
