import { loadConfig } from '../config.ts'
import { AppError } from '../core/errors.ts'
import { UsageError } from './usage-error.ts'

/** Where a server is, and who calls it. */
export interface Connection {
  /** Without a slash at the end. */
  readonly url: string
  readonly cloudName: string
  readonly key: string
  readonly secret: string
}

const EXPECTED = "expected CLOUDINARY_URL='cloudinary://KEY:SECRET@CLOUD?upload_prefix=http://127.0.0.1:4000'"
const HINT = 'relata serve and relata cloud create print the whole line'

/** Reads the one variable that says all, as the official SDKs read it. The message never has the secret. */
export function connectionFrom(text: string | undefined): Connection {
  if (!text) throw new UsageError(`CLOUDINARY_URL is not set: ${EXPECTED}. ${HINT}`)
  const { cloudName, key, secret } = credentials(text)
  const query = new URL(text).searchParams
  const prefix = query.get('upload_prefix') ?? query.get('api[upload_prefix]')
  if (!prefix) throw new UsageError(`CLOUDINARY_URL doesn't say where the server is: ${EXPECTED}. ${HINT}`)
  const url = URL.canParse(prefix) ? new URL(prefix) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw new UsageError(`upload_prefix in CLOUDINARY_URL is no address of a server: ${EXPECTED}`)
  }
  return { url: url.href.replace(/\/+$/, ''), cloudName, key, secret }
}

function credentials(text: string) {
  try {
    return loadConfig({ CLOUDINARY_URL: text }).config.credentials!
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(`CLOUDINARY_URL can't be read: ${EXPECTED}. ${HINT}`)
    throw error
  }
}
