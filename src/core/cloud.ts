import { invalid } from './errors.ts'

/** A product environment: its assets, relations and keys are invisible to every other one. */
export interface Cloud {
  readonly id: number
  readonly name: string
  /** Signs cursors, so that one that was changed, or is another cloud's, is refused. */
  readonly cursorSecret: string
  /** Unix milliseconds. */
  readonly createdAt: number
}

/** Credentials of a cloud. The secret is kept as it is, since upload signatures are made from it. */
export interface ApiKey {
  readonly key: string
  readonly secret: string
  /** `given` ones came from outside (CLOUDINARY_URL) and are never printed. */
  readonly origin: 'generated' | 'given'
}

/** All of a key that may be shown. */
export interface KeyDescription extends Omit<ApiKey, 'secret'> {
  /** What people call it; may be empty. */
  readonly name: string
  /** Unix milliseconds. */
  readonly createdAt: number
  /** Until when it is good, in Unix milliseconds, if it ends. */
  readonly endsAt: number | null
}

/** Of an environment, in force at a time. */
export const MAX_KEYS = 100

/** A cloud together with the key that a request presented. */
export interface Credentials {
  readonly cloud: Cloud
  readonly apiKey: ApiKey
}

/** For whom something is changed, as the log of changes has it. */
export interface Caller {
  readonly cloud: Cloud
  /** The API key, or the operation that was called without one. */
  readonly actor: string
  readonly requestId: string
  /** A URL to be notified of what the call changes. */
  readonly notificationUrl?: string | undefined
  /** The call (its request ID) that this one takes back. */
  readonly undoOf?: string
}

/** What an official SDK takes as CLOUDINARY_URL, to speak to a server of ours at `url`. */
export function clientUrl(url: string, cloudName: string, { key, secret }: Pick<ApiKey, 'key' | 'secret'>): string {
  const credentials = `${encodeURIComponent(key)}:${encodeURIComponent(secret)}`
  return `cloudinary://${credentials}@${cloudName}?upload_prefix=${url}&cname=${new URL(url).host}`
}

/** Paths of the server's own that a cloud's delivery URLs must not hide. */
const RESERVED_NAMES = new Set(['api', 'v1-1', 'healthz', 'readyz', 'openapi'])

/** Cloud names as Cloudinary allows them: 2 to 128 letters, digits and hyphens, a letter first. */
export function checkCloudName(name: string): string {
  if (!/^[a-zA-Z][a-zA-Z0-9-]{1,127}$/.test(name)) {
    throw invalid(
      `Invalid cloud name - ${JSON.stringify(name)}: use 2 to 128 letters, digits and hyphens, starting with a letter`,
    )
  }
  if (RESERVED_NAMES.has(name.toLowerCase())) {
    throw invalid(`Invalid cloud name - ${name} is reserved for the server itself: choose another`)
  }
  return name
}
