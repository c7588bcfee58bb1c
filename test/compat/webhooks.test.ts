import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { v2 } from 'cloudinary'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, removeFolder, type Server, startServer, temporaryFolder } from './server.ts'

const FLAGS = ['--fetch-allow', '127.0.0.1']
const data = (words: string) => `data:text/plain;base64,${Buffer.from(words).toString('base64')}`

interface Notification {
  readonly body: string
  readonly timestamp: number
  readonly signature: string
}

/** As an application of somebody's that receives notifications. */
class Application {
  readonly received: Notification[] = []
  /** Whether it answers. */
  isUp = true
  readonly #waiting = new Set<() => void>()
  readonly #server: HttpServer = createServer(async (request, response) => {
    const body = await text(request)
    const { 'x-cld-timestamp': timestamp, 'x-cld-signature': signature } = request.headers
    this.received.push({ body, timestamp: Number(timestamp), signature: String(signature) })
    if (this.isUp) response.end('OK')
    for (const look of this.#waiting) look()
  })

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/notifications`
  }

  /** The notifications, once so many came. */
  until(count: number): Promise<Notification[]> {
    return new Promise((resolve) => {
      const look = () => this.received.length >= count && resolve(this.received.slice(0, count))
      this.#waiting.add(look)
      look()
    })
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

describe('webhooks', () => {
  let dataFolder: string
  let server: Server
  let cloudinary: typeof v2
  let application: Application
  let uri: string
  beforeAll(async () => {
    dataFolder = await temporaryFolder()
    server = await startServer({ dataFolder, flags: FLAGS })
    application = new Application()
    uri = await application.start()
    // The SDK chooses between http and https by this variable, once, when it is loaded.
    process.env.CLOUDINARY_URL = server.cloudinaryUrl
    cloudinary = (await import('cloudinary')).v2
  })
  afterAll(async () => {
    await server?.stop()
    application?.stop()
    await removeFolder(dataFolder)
  })

  const parsed = ({ body }: Notification) => JSON.parse(body)

  it('are asked for by the Admin API', async () => {
    const created = await call(server, 'POST', '/triggers', { uri, event_type: 'all' })
    expect(created).toMatchObject({ status: 201, body: { uri, event_type: 'all', uri_type: 'webhook' } })
    const listed = await call(server, 'GET', '/triggers')
    expect(listed.body).toEqual({ triggers: [created.body], total: 1 })
  })

  it('tell of what the SDK uploads, relates, tags, renames and deletes, and are genuine to it', async () => {
    const upload = { resource_type: 'raw' } as const
    const dog = await cloudinary.uploader.upload(data('dog'), { ...upload, public_id: 'dog.txt' })
    await cloudinary.uploader.upload(data('cat'), { ...upload, public_id: 'cat.txt' })
    await cloudinary.api.add_related_assets('dog.txt', ['raw/upload/cat.txt'], upload)
    await cloudinary.uploader.add_tag('pet', ['dog.txt', 'cat.txt'], upload)
    await cloudinary.uploader.rename('cat.txt', 'lion.txt', upload)
    await cloudinary.api.delete_related_assets('dog.txt', ['raw/upload/lion.txt'], upload)
    await cloudinary.uploader.destroy('lion.txt', upload)
    const notifications = await application.until(7)
    for (const { body, timestamp, signature } of notifications) {
      expect(cloudinary.utils.verifyNotificationSignature(body, timestamp, signature)).toBe(true)
      expect(cloudinary.utils.verifyNotificationSignature(`${body} `, timestamp, signature)).toBe(false)
    }
    const bodies = notifications.map(parsed)
    expect(bodies.map(({ notification_type }) => notification_type)).toEqual([
      ...['upload', 'upload', 'related_assets', 'resource_tags_changed', 'rename', 'related_assets', 'delete'],
    ])
    const { asset_id, secure_url, etag, bytes } = dog
    expect(bodies[0]).toMatchObject({ asset_id, secure_url, etag, bytes, public_id: 'dog.txt' })
    expect(bodies[2]).toMatchObject({ action_type: 'add', public_id: 'dog.txt', total_success: 1, total_failed: 0 })
    expect(bodies[2].assets).toMatchObject([{ public_id: 'cat.txt' }])
    expect(bodies[3].resources).toMatchObject([{ added: ['pet'] }, { added: ['pet'] }])
    expect(bodies[4]).toMatchObject({ from_public_id: 'cat.txt', to_public_id: 'lion.txt' })
    expect(bodies[5]).toMatchObject({ action_type: 'delete', assets: [{ public_id: 'lion.txt' }] })
    expect(bodies[6].resources).toMatchObject([{ public_id: 'lion.txt', resource_type: 'raw' }])
  })

  it('are sent after all where the server was killed while it sent them', async () => {
    application.received.length = 0
    application.isUp = false
    const names = ['1', '2', '3'].map((name) => `killed/${name}`)
    for (const public_id of names) await cloudinary.uploader.upload(data('x'), { resource_type: 'raw', public_id })
    await application.until(1)
    await server.kill()
    application.isUp = true
    server = await startServer({ dataFolder, flags: FLAGS })
    cloudinary.config({ upload_prefix: server.url })
    const notifications = await application.until(4)
    const genuine = notifications.map(({ body, timestamp, signature }) =>
      cloudinary.utils.verifyNotificationSignature(body, timestamp, signature),
    )
    expect(genuine).not.toContain(false)
    expect(notifications.map(parsed).map(({ public_id }) => public_id)).toEqual([names[0], ...names])
  })

  it('go to the notification_url of a call of the SDK instead', async () => {
    application.received.length = 0
    const own = new Application()
    const notification_url = await own.start()
    await cloudinary.uploader.upload(data('y'), { resource_type: 'raw', public_id: 'own', notification_url })
    expect(parsed((await own.until(1))[0]!)).toMatchObject({ notification_type: 'upload', public_id: 'own' })
    own.stop()
    expect(application.received).toEqual([])
  })
})
