import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What lies between a browser and a server: it can be held up, and torn. */
export interface Line {
  readonly url: string
  /** After so many bytes, nothing of what is sent reaches the server, though it leaves the browser. */
  hold(afterBytes?: number): void
  /** Ends all connections, with what was held up on them, and lets no other through. */
  tear(): void
  /** What was held up goes on, and what comes after it. */
  release(): void
  close(): Promise<void>
}

/** A line to a server, of bytes: it knows nothing of what is said on it. */
export async function startLine({ url }: { readonly url: string }): Promise<Line> {
  const { hostname, port } = new URL(url)
  let free = Number.POSITIVE_INFINITY
  let isTorn = false
  const held = new Map<Socket, { readonly far: Socket; readonly waiting: Buffer[] }>()
  const end = (near: Socket) => {
    near.destroy()
    held.get(near)?.far.destroy()
    held.delete(near)
  }
  const server = createServer((near) => {
    if (isTorn) return void near.destroy()
    const far = connect(Number(port), hostname)
    const waiting: Buffer[] = []
    held.set(near, { far, waiting })
    near.on('data', (bytes) => {
      if (free > 0) far.write(bytes)
      else waiting.push(bytes)
      free -= bytes.length
    })
    far.on('data', (bytes) => near.write(bytes))
    for (const socket of [near, far]) socket.on('close', () => end(near)).on('error', () => end(near))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const tear = () => {
    isTorn = true
    for (const near of [...held.keys()]) end(near)
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (afterBytes = 0) => {
      free = afterBytes
    },
    tear,
    release() {
      isTorn = false
      free = Number.POSITIVE_INFINITY
      for (const { far, waiting } of held.values()) for (const bytes of waiting.splice(0)) far.write(bytes)
    },
    close() {
      tear()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
