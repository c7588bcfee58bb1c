import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Client } from './client.ts'

/** What a server answers of an upload. */
export interface UploadedAsset {
  readonly asset_id: string
  readonly public_id: string
  readonly resource_type: string
  readonly type: string
  readonly bytes: number
  readonly etag: string
  /** One of that public ID was there, and stayed. */
  readonly existing?: boolean
  readonly overwritten?: boolean
}

export interface UploadSettings {
  readonly fields: Readonly<Record<string, string>>
  readonly resourceType: string
  readonly chunkBytes: number
}

/** Sends a file, in parts if it is large; a lost connection costs no more than the part that it cut. */
export async function uploadFile(
  client: Client,
  path: string,
  { fields, resourceType, chunkBytes }: UploadSettings,
  sent: (bytes: number) => void,
): Promise<UploadedAsset> {
  const file = await openAsBlob(path)
  const address = `/${resourceType}/upload`
  const uploadId = randomUUID()
  for (let start = 0; ; start += chunkBytes) {
    const end = Math.min(start + chunkBytes, file.size)
    const answer = await client.cloudinary<UploadedAsset>('POST', address, {
      repeatable: true,
      body: formBody(fields, file.slice(start, end), basename(path), sent),
      ...(file.size > chunkBytes && {
        headers: { 'x-unique-upload-id': uploadId, 'content-range': `bytes ${start}-${end - 1}/${file.size}` },
      }),
    })
    if (end >= file.size) return answer
  }
}

export const uploadUrl = (client: Client, url: string, { fields, resourceType }: UploadSettings) =>
  client.cloudinary<UploadedAsset>('POST', `/${resourceType}/upload`, { json: { ...fields, file: url } })

/** A multipart body that tells how much of it is under way, from the start again with each attempt. */
function formBody(
  fields: Readonly<Record<string, string>>,
  file: Blob,
  name: string,
  sent: (bytes: number) => void,
): () => { type: string; stream: ReadableStream } {
  let counted = 0
  return () => {
    sent(-counted)
    counted = 0
    const form = new FormData()
    for (const [field, value] of Object.entries(fields)) form.append(field, value)
    form.append('file', file, name)
    const { headers, body } = new Response(form)
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const bytes = Math.min(chunk.length, file.size - counted)
        counted += bytes
        sent(bytes)
        controller.enqueue(chunk)
      },
    })
    return { type: headers.get('content-type')!, stream: body!.pipeThrough(counter) }
  }
}

/** As servers tell of what they have. */
export async function etagOf(path: string): Promise<string> {
  const hash = createHash('md5')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
