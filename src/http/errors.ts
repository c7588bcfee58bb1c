import { AppError, type ErrorCode } from '../core/errors.ts'

/**
 * Statuses of the Admin API. The SDKs read errors only from 400, 401, 403, 404, 409, 420, 429 and 500; the exact code
 * goes into a header of ours where the status can't tell it.
 */
const ADMIN: Record<ErrorCode, number> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 400,
  rate_limited: 420,
  unavailable: 500,
  internal: 500,
}

/** On uploads they don't read 403 and 409 either. */
const UPLOAD: Record<ErrorCode, number> = { ...ADMIN, forbidden: 401, conflict: 400 }

/** Outside of Cloudinary's APIs, and in our own, the statuses that HTTP has for it. */
const PLAIN: Record<ErrorCode, number> = { ...ADMIN, too_large: 413, rate_limited: 429, unavailable: 503 }

const STATUSES = { admin: ADMIN, upload: UPLOAD, relata: PLAIN, plain: PLAIN }

export type ErrorStyle = keyof typeof STATUSES

export interface ErrorAnswer {
  readonly status: number
  readonly code: ErrorCode
  readonly message: string
  readonly retryAfterS: number | undefined
  readonly details: Readonly<Record<string, unknown>> | undefined
}

/** How an error is told. What isn't an AppError is never told in its own words. */
export function describeError(error: unknown, style: ErrorStyle): ErrorAnswer {
  const known = error instanceof AppError ? error : fromFramework(error)
  const code = known?.code ?? 'internal'
  return {
    status: STATUSES[style][code],
    code,
    message: known && code !== 'internal' ? known.message : 'Internal error',
    retryAfterS: known?.retryAfterS,
    details: known?.details,
  }
}

/** What Fastify and its parsers say of a request that they can't read, in words of ours. */
function fromFramework(error: unknown): AppError | undefined {
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string }
  if (code === undefined && statusCode === undefined) return undefined
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_FIELDS_LIMIT':
    case 'FST_PARTS_LIMIT':
      return new AppError('too_large', 'The request body is too large for this operation')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError('invalid', 'Unsupported content type: send JSON, a form, or multipart/form-data')
    case 'FST_ERR_BAD_URL':
      return new AppError('invalid', 'The path is not valid percent-encoded UTF-8')
    case 'FST_PROTO_VIOLATION':
      return new AppError('invalid', 'A parameter has a name that is not allowed')
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new AppError('invalid', `The request can't be read: ${message}`)
  }
  return undefined
}
