import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
beforeAll(async () => {
  relata = await startTestRelata()
})
afterAll(() => relata.stop())

/** The beginning of a request on a connection of its own, and what comes back once the rest is sent. */
async function begin(text: string): Promise<(rest: string) => Promise<string>> {
  const { hostname, port } = new URL(relata.url)
  const socket: Socket = connect(Number(port), hostname)
  let answer = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    answer += chunk
  })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await new Promise<void>((resolve) => socket.write(text, () => resolve()))
  return async (rest) => {
    socket.end(rest)
    await closed
    return answer
  }
}

it('whoever asks while the server shuts down is told that it is not ready any more, though alive', async () => {
  const ready = await begin('GET /readyz HTTP/1.1\r\nhost: relata\r\n')
  const alive = await begin('GET /healthz HTTP/1.1\r\nhost: relata\r\n')
  // These connections were met before that one is answered.
  expect((await fetch(`${relata.url}/readyz`)).status).toBe(200)
  const stopped = relata.stop()
  const answer = await ready('\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 503 /)
  expect(answer).toMatch(/^x-relata-code: unavailable\r$/m)
  expect(answer).toContain('{"error":{"message":"Shutting down"}}')
  expect(await alive('\r\n')).toMatch(/^HTTP\/1\.1 200 [\s\S]*\{"status":"alive"\}$/)
  await stopped
})
