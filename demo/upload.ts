import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import type { RunningRelata } from '../src/main.ts'
import { KIND_RELATIONS, SAMPLE_ASSETS, type SampleAsset, type SampleAssetName, USE_CASES } from './library.ts'

export type Cloudinary = typeof import('cloudinary')['v2']

/** An asset as the server answers it, and as it lists it among the related ones. */
export interface AnsweredAsset {
  readonly asset_id: string
  readonly public_id: string
  readonly resource_type: string
  readonly type: string
  readonly url: string
  readonly format?: string
  readonly bytes: number
  readonly width?: number
  readonly height?: number
  readonly pages?: number
  readonly duration?: number
  readonly related_assets?: readonly AnsweredAsset[]
}

const FILES = new URL('./files/', import.meta.url)

/** Uploads every file, and says so in a line each. What a run before has uploaded stays as people have made it since. */
export async function uploadAll(cloudinary: Cloudinary): Promise<void> {
  for (const { file, tags, context, ...options } of Object.values<SampleAsset>(SAMPLE_ASSETS)) {
    const path = fileURLToPath(new URL(file, FILES))
    const settings = { ...options, tags: [...tags], context: { ...context }, overwrite: false }
    const answer = await answered<AnsweredAsset>(cloudinary.uploader.upload(path, settings))
    console.log(`  ${styleText('green', '✓')} ${answer.public_id.padEnd(31)} ${describe(answer)}`)
  }
}

/** Relates by Cloudinary's own call; what a run before has related stays so. */
export async function relateAll(cloudinary: Cloudinary): Promise<void> {
  for (const { asset, related } of USE_CASES) {
    const { public_id, resource_type, type } = SAMPLE_ASSETS[asset]
    const toRelate = related.map((name) => reference(name))
    await answered(cloudinary.api.add_related_assets(public_id, toRelate, { resource_type, type }))
  }
}

/** Says how some belong together, by Relata's own API. What a run before has said stays so. */
export async function relateByKind({ url, cloudName, apiKey, apiSecret }: RunningRelata): Promise<void> {
  const relations = KIND_RELATIONS.map(({ from, to, ...rest }) => ({
    from: reference(from),
    to: reference(to),
    ...rest,
  }))
  const answer = await fetch(`${url}/api/v1/${cloudName}/relations`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`,
    },
    body: JSON.stringify({ relations }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

/** Every asset with what it is related to, as the server answers it now. */
export async function readAll(cloudinary: Cloudinary): Promise<Map<SampleAssetName, AnsweredAsset>> {
  const all = new Map<SampleAssetName, AnsweredAsset>()
  for (const name of Object.keys(SAMPLE_ASSETS) as SampleAssetName[]) {
    const { public_id, resource_type, type } = SAMPLE_ASSETS[name]
    const options = { resource_type, type, related: true }
    all.set(name, await answered<AnsweredAsset>(cloudinary.api.resource(public_id, options)))
  }
  return all
}

function reference(name: SampleAssetName): string {
  const { resource_type, type, public_id } = SAMPLE_ASSETS[name]
  return `${resource_type}/${type}/${public_id}`
}

/** The package rejects with objects that are no errors. */
async function answered<Answer>(call: Promise<unknown>): Promise<Answer> {
  try {
    return (await call) as Answer
  } catch (reason) {
    const { error = reason } = reason as { error?: unknown }
    throw new Error((error as { message?: string }).message ?? String(error), { cause: reason })
  }
}

/** `image  jpg   1080 x 810    33 kB` */
export function describe(asset: AnsweredAsset): string {
  const { resource_type, format = 'text', width, height, pages, duration, bytes } = asset
  const size = pages && pages > 1 ? `${pages} pages` : width ? `${width} x ${height}` : ''
  const length = duration ? `${duration} s` : size
  return `${resource_type.padEnd(5)} ${format.padEnd(4)} ${length.padStart(11)} ${kilobytes(bytes).padStart(7)}`
}

const kilobytes = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${Math.round(bytes / 1000)} kB`)
