import type { FastifyRequest } from 'fastify'

const HOST = /^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

/** Where the caller reached this server, without a slash at the end: as the setting says, or else as the request does. */
export function baseUrlOf(publicUrl: string | undefined, request: FastifyRequest): string {
  return publicUrl ?? `http://${HOST.test(request.host) ? request.host : localAddress(request)}`
}

/** For those who don't say by which name they came (HTTP/1.0), or by none that there can be. */
function localAddress({ socket }: FastifyRequest): string {
  const { localAddress: address = '', localPort } = socket
  return `${address.includes(':') ? `[${address}]` : address}:${localPort}`
}
