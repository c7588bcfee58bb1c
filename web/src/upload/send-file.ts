import { ApiError, errorOf, PAGE_HEADER } from '../api/client.ts'

/** Files above this size go in parts of it, so that what breaks off goes on from the part that it was at. */
const PART_BYTES = 20 * 1024 * 1024

/** What is said of a file as it is uploaded: parameters of the Upload API. */
export type UploadParams = Readonly<Record<string, string | readonly string[] | undefined>>

export interface Uploaded {
  readonly asset_id: string
  readonly public_id: string
  readonly resource_type: string
  readonly type: string
  /** What became of `related_to`: where it failed, the message says why. */
  readonly related_to?: readonly { readonly asset: string; readonly message?: string }[]
}

interface Sending {
  readonly environment: string
  readonly params: UploadParams
  /** Names all parts of one file; the same again goes on with what was sent before. */
  readonly uploadId: string
  /** Bytes that the server has, in whole parts. */
  readonly from: number
  readonly signal: AbortSignal
  /** What has left the browser: the server need not have it. */
  readonly onProgress: (bytes: number) => void
  /** What the server said that it has. */
  readonly onKept: (bytes: number) => void
}

/** Uploads a file as Cloudinary's own clients do, in parts if it is large. Throws an ApiError, or the signal's reason. */
export async function sendFile(file: File, sending: Sending): Promise<Uploaded> {
  if (file.size <= PART_BYTES) return sendPart(file, file, sending, 0)
  for (let start = sending.from; ; ) {
    const answer = await sendPart(file, file.slice(start, start + PART_BYTES), sending, start)
    start += PART_BYTES
    if (start < file.size) sending.onKept(start)
    else if (answer.asset_id !== undefined) return answer
    // Parts that waited for too long are dropped there.
    else throw new ApiError(409, 'conflict', 'The server has dropped what was sent before. Try again, it begins anew.')
  }
}

/** Has the server fetch a file. */
export const sendUrl = (
  url: string,
  { environment, params, signal }: Omit<Sending, 'uploadId' | 'from' | 'onProgress' | 'onKept'>,
) => post(environment, bodyOf({ ...params, file: url }), {}, signal, () => undefined)

function sendPart(
  file: File,
  part: Blob,
  { environment, params, uploadId, signal, onProgress }: Sending,
  start: number,
) {
  const body = bodyOf(params)
  body.append('file', part, file.name)
  const range = `bytes ${start}-${start + part.size - 1}/${file.size}`
  const headers: Record<string, string> =
    file.size > PART_BYTES ? { 'x-unique-upload-id': uploadId, 'content-range': range } : {}
  return post(environment, body, headers, signal, (share) => onProgress(start + share * part.size))
}

function bodyOf(params: UploadParams): FormData {
  const body = new FormData()
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) for (const item of value) body.append(`${name}[]`, item)
    else if (value !== undefined) body.append(name, value as string)
  }
  return body
}

/** An XMLHttpRequest, since only that tells how much was sent. */
function post(
  environment: string,
  body: FormData,
  headers: Record<string, string>,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<Uploaded> {
  return new Promise((resolve, reject: (reason: ApiError) => void) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/v1_1/${encodeURIComponent(environment)}/auto/upload`)
    for (const [name, value] of Object.entries({ ...PAGE_HEADER, ...headers })) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0)
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText))
      else reject(errorOf(request.status, request.responseText))
    }
    request.onerror = () =>
      reject(new ApiError(0, 'offline', 'The connection broke off. Try again, it goes on from there.'))
    const abort = () => {
      request.abort()
      reject(signal.reason)
    }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    request.send(body)
  })
}
