import type { FastifyInstance } from 'fastify'

/** For how long a browser need not ask again. */
const MAX_AGE_S = 24 * 60 * 60

/**
 * Headers that browsers' upload scripts send: of chunked uploads, and those that common libraries add. Authorization is
 * not among them: a secret has no place in a page.
 */
const HEADERS = 'content-type, content-range, content-disposition, x-unique-upload-id, x-requested-with'

/**
 * Pages of any site may call an operation that takes callers without credentials: nothing that a browser keeps lets
 * anybody in, so that a page can do no more than what it was given a preset, a signature or a token for.
 */
export function allowPages(app: FastifyInstance, url: string, method: string): void {
  app.options(url, (_, reply) =>
    reply
      .code(204)
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': method,
        'access-control-allow-headers': HEADERS,
        'access-control-max-age': String(MAX_AGE_S),
      })
      .send(),
  )
}

export const OPEN_TO_PAGES = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-cld-error, x-request-id, x-relata-code, x-relata-ignored',
}
