import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outbound } from '../../src/core/outbound.ts'
import { GuardedOutbound } from '../../src/outbound/guarded-outbound.ts'

const noEnd = new AbortController().signal

describe('requests to others', () => {
  let requests: string[] = []
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url} ${await text(request)}`)
    if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end()
    else if (request.url !== '/silent') response.end(`hello ${request.headers['x-name']}`)
  })
  let port: number
  const open: GuardedOutbound[] = []
  const outbound = (...allowed: string[]): Outbound => {
    open.push(new GuardedOutbound(allowed))
    return open.at(-1)!
  }
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => {
    for (const each of open) each.close()
    server.closeAllConnections()
    server.close()
  })

  const get = (from: Outbound, url: string) => from.send({ method: 'GET', url, signal: noEnd })

  it.each([
    ...['127.0.0.1', '127.1', '0177.0.0.1', '0x7f.0.0.1', '2130706433', '0x7f000001', '0.0.0.0', '%31%32%37.0.0.1'],
    ...['10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '198.18.0.1', '192.0.2.1'],
    ...['168.63.129.16', '[::ffff:168.63.129.16]', '224.0.0.1', '255.255.255.255', '240.0.0.1', '１２７.0.0.1'],
    ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[100::1]', '[2001:db8::1]'],
    ...['[fe80::1]', '[fc00::1]', '[fd12::1]', '[ff02::1]'],
    ...['[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]'],
  ])('refuses %s, before anything is sent', async (host) => {
    const url = `http://${host}:${port}/`
    expect(() => outbound().check('uri', url)).toThrow(/is not a public address.*RELATA_FETCH_ALLOW/)
    await expect(get(outbound(), url)).rejects.toMatchObject({ code: 'invalid' })
  })

  it('refuses a name that stands for a private address, when it is looked up', async () => {
    requests = []
    const url = `http://localhost:${port}/`
    expect(() => outbound().check('uri', url)).not.toThrow()
    await expect(get(outbound(), url)).rejects.toThrow('localhost is not a public address')
    expect(requests).toEqual([])
  })

  it.each([
    'http://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://example.com/a?b#c',
    'http://u:p@example.com',
  ])('takes the public %s', (url) => expect(() => outbound().check('uri', url)).not.toThrow())

  it.each([
    '',
    'example.com',
    '/hook',
    'ftp://example.com',
    'file:///etc/passwd',
    'http://',
    `http://e.com/${'a'.repeat(2048)}`,
  ])('refuses %s, which is no address of a web server', (url) =>
    expect(() => outbound().check('uri', url)).toThrow(/^Invalid uri - .*expected an http or https URL/),
  )

  it('reaches what is allowed by address, range or name', async () => {
    for (const allowed of ['127.0.0.1', '127.0.0.0/8', '::ffff:127.0.0.1']) {
      const answer = await get(outbound('192.168.0.1', allowed), `http://127.0.0.1:${port}/`)
      expect([answer.status, await text(answer.body)]).toEqual([200, 'hello undefined'])
    }
    const answer = await get(outbound('LOCALHOST'), `http://localhost:${port}/`)
    expect(await text(answer.body)).toBe('hello undefined')
    await expect(get(outbound('127.0.0.2', '10.0.0.0/8'), `http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: 'invalid',
    })
  })

  it('refuses a list of allowed hosts that it does not understand', () => {
    expect(() => outbound('10.0.0.0/33')).toThrow('RELATA_FETCH_ALLOW: expected host names')
    expect(() => outbound('http://example.com')).toThrow('got "http://example.com"')
  })

  it('sends body and headers, and answers a redirect without following it', async () => {
    requests = []
    const from = outbound('127.0.0.1')
    const url = `http://127.0.0.1:${port}`
    const sent = await from.send({
      method: 'POST',
      url: `${url}/a?b=c`,
      headers: { 'x-name': 'me' },
      body: 'héllo',
      signal: noEnd,
    })
    await text(sent.body)
    const moved = await get(from, `${url}/moved`)
    moved.body.resume()
    expect([sent.status, moved.status, moved.headers.location]).toEqual([200, 302, '/elsewhere'])
    expect(requests).toEqual(['POST /a?b=c héllo', 'GET /moved '])
  })

  it('ends a request when it is told to, and says when no answer came', async () => {
    const ending = new AbortController()
    const silent = outbound('127.0.0.1').send({
      method: 'GET',
      url: `http://127.0.0.1:${port}/silent`,
      signal: ending.signal,
    })
    ending.abort()
    await expect(silent).rejects.toMatchObject({ code: 'unavailable' })
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port: gone } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    await expect(get(outbound('127.0.0.1'), `http://127.0.0.1:${gone}/`)).rejects.toThrow(
      'No answer came: ECONNREFUSED',
    )
  })
})
