import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import mime from 'mime'
import { AppError } from '../core/errors.ts'
import { NOT_BUILT } from './not-built.ts'

/** Seen from `src/http/`, and from `dist/`, which is all that is published. */
const FOLDERS = ['../../web/dist', './page'].map((path) => fileURLToPath(new URL(path, import.meta.url)))

/** Names of what `web/build.js` makes; nothing else is ever read. */
const FILE_NAME = /^[\w-]+(?:\.[\w-]+)*\.(?:js|css|svg|woff2)$/

/**
 * Everything from here and nothing from elsewhere. Styles may be inline, since libraries for dialogs set them while they
 * keep the page behind from scrolling; scripts may not.
 */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const

interface PageFile {
  readonly plain: Buffer
  readonly br: Buffer | undefined
  readonly gzip: Buffer | undefined
}

/**
 * The media library at `/`. Its views have addresses below `/@`, which no product environment's name begins with, and are
 * all one document; its files, whose names change with what they hold, are below `/@/files/`.
 */
export function addPage(app: FastifyInstance): void {
  const files = new Map<string, Promise<PageFile | undefined>>()
  const fileOf = (name: string) => {
    const known = files.get(name) ?? readPageFile(name)
    // What isn't there may be built in a moment.
    known.then((file) => file ?? files.delete(name))
    files.set(name, known)
    return known
  }

  const view = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(HEADERS).header('cache-control', 'no-cache').type('text/html; charset=utf-8')
    const file = await fileOf('index.html')
    return file ? send(request, reply, file) : reply.send(NOT_BUILT)
  }
  app.get('/', view)
  app.get('/@*', view)
  app.get('/@/files/:name', async (request, reply) => {
    const { name } = request.params as { name: string }
    const file = FILE_NAME.test(name) ? await fileOf(name) : undefined
    if (!file)
      throw new AppError('not_found', `The page has no file ${name}: load it again, it may have been built anew`)
    reply.headers(HEADERS).header('cache-control', 'public, max-age=31536000, immutable')
    return send(request, reply.type(mime.getType(name) ?? 'application/octet-stream'), file)
  })
}

function send({ headers }: FastifyRequest, reply: FastifyReply, { plain, br, gzip }: PageFile): FastifyReply {
  reply.header('vary', 'accept-encoding')
  const accepted = String(headers['accept-encoding'] ?? '')
  if (br && /\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(br)
  if (gzip && /\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(gzip)
  return reply.send(plain)
}

async function readPageFile(name: string): Promise<PageFile | undefined> {
  for (const folder of FOLDERS) {
    const read = (suffix: string) => readFile(join(folder, name + suffix)).catch(() => undefined)
    const [plain, br, gzip] = await Promise.all([read(''), read('.br'), read('.gz')])
    if (plain) return { plain, br, gzip }
  }
  return undefined
}
