import { create } from 'zustand'
import { ApiError, messageOf } from '../api/client.ts'
import { apiOf } from '../api/environment.ts'
import { counted } from '../ui/format.ts'
import { toast, toastError } from '../ui/toast.tsx'
import type { DroppedFile } from './dropped-files.ts'
import { sendFile, sendUrl, type Uploaded } from './send-file.ts'

/** Uploads at a time: enough to fill a line, few enough that each gets somewhere. */
const AT_ONCE = 3

/** What is to become of all files that came together. */
export interface Plan {
  readonly environment: string
  readonly folder: string
  readonly tags?: readonly string[]
  /** The asset that each is related to as soon as it is there, and how. */
  readonly relateTo?: { readonly assetId: string; readonly title: string; readonly kind?: string } | undefined
  /** Whether they are related to one another once all are there. */
  readonly eachOther?: boolean
}

export type UploadState = 'waiting' | 'sending' | 'paused' | 'done' | 'failed'

export interface Upload {
  readonly id: number
  /** Names all parts of it for the server. */
  readonly uploadId: string
  readonly batch: number
  readonly plan: Plan
  readonly name: string
  readonly source: File | string
  readonly folder: string
  readonly state: UploadState
  readonly bytes: number
  readonly sent: number
  /** Bytes that the server has, from which it goes on. */
  readonly kept: number
  readonly error?: string | undefined
  readonly asset?: Uploaded
}

interface Queue {
  readonly uploads: readonly Upload[]
}

export const useUploads = create<Queue>(() => ({ uploads: [] }))

let lastId = 0
let lastBatch = 0
const aborting = new Map<number, AbortController>()
/** Of each batch whose assets are to be related to one another, those that are there, on the list still or not. */
const toBeRelated = new Map<number, { readonly environment: string; readonly assets: string[] }>()

const change = (id: number, to: Partial<Upload>) =>
  useUploads.setState(({ uploads }) => ({ uploads: uploads.map((one) => (one.id === id ? { ...one, ...to } : one)) }))
const uploadOf = (id: number) => useUploads.getState().uploads.find((one) => one.id === id)

export function addFiles(files: readonly DroppedFile[], plan: Plan): void {
  add(
    files.map(({ file, folder }) => ({
      source: file,
      name: file.name,
      bytes: file.size,
      folder: joined(plan.folder, folder),
    })),
    plan,
  )
}

export function addUrl(url: string, plan: Plan): void {
  add([{ source: url, name: nameOf(url), bytes: 0, folder: plan.folder }], plan)
}

function add(sources: readonly Pick<Upload, 'source' | 'name' | 'bytes' | 'folder'>[], plan: Plan): void {
  const batch = ++lastBatch
  if (plan.eachOther) toBeRelated.set(batch, { environment: plan.environment, assets: [] })
  const added = sources.map(
    (one): Upload => ({ ...one, id: ++lastId, uploadId: randomId(), batch, plan, state: 'waiting', sent: 0, kept: 0 }),
  )
  useUploads.setState(({ uploads }) => ({ uploads: [...uploads, ...added] }))
  sendNext()
}

export function pause(id: number): void {
  change(id, { state: 'paused' })
  aborting.get(id)?.abort()
}

/** Goes on with what was paused or failed, from the part that it was at. */
export function resume(id: number): void {
  change(id, { state: 'waiting', error: undefined })
  sendNext()
}

/** Takes it off the list. What is uploaded already stays in the library. */
export function dismiss(id: number): void {
  aborting.get(id)?.abort()
  const batch = uploadOf(id)?.batch
  useUploads.setState(({ uploads }) => ({ uploads: uploads.filter((one) => one.id !== id) }))
  if (batch !== undefined) void relateWhole(batch)
}

/** Takes all of it off the list, once nothing goes on. */
export function close(): void {
  const { uploads } = useUploads.getState()
  useUploads.setState({ uploads: [] })
  for (const batch of new Set(uploads.map((one) => one.batch))) void relateWhole(batch)
}

export const dismissDone = (): void =>
  useUploads.setState(({ uploads }) => ({ uploads: uploads.filter(({ state }) => state !== 'done') }))

export const retryFailed = (): void => {
  for (const { id, state } of useUploads.getState().uploads) if (state === 'failed') resume(id)
}

function sendNext(): void {
  const { uploads } = useUploads.getState()
  const free = AT_ONCE - uploads.filter(({ state }) => state === 'sending').length
  for (const { id } of uploads.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free))) void send(id)
}

async function send(id: number): Promise<void> {
  const upload = uploadOf(id)!
  const controller = new AbortController()
  aborting.set(id, controller)
  change(id, { state: 'sending', sent: upload.kept })
  const { source, plan, folder, kept } = upload
  const sending = {
    environment: plan.environment,
    signal: controller.signal,
    params: {
      asset_folder: folder || undefined,
      use_filename: 'true',
      use_filename_as_display_name: 'true',
      tags: plan.tags?.length ? plan.tags : undefined,
      related_to: plan.relateTo && [plan.relateTo.assetId],
      relation_kind: plan.relateTo?.kind,
    },
  }
  try {
    const asset =
      typeof source === 'string'
        ? await sendUrl(source, sending)
        : await sendFile(source, {
            ...sending,
            uploadId: upload.uploadId,
            from: kept,
            onProgress: (bytes) => change(id, { sent: bytes }),
            onKept: (bytes) => change(id, { kept: bytes }),
          })
    const notRelated = asset.related_to?.find(({ message }) => message !== undefined)?.message
    change(id, {
      state: 'done',
      sent: upload.bytes,
      asset,
      error: notRelated && `Uploaded, but not related: ${notRelated}`,
    })
    toBeRelated.get(upload.batch)?.assets.push(asset.asset_id)
    void relateWhole(upload.batch)
  } catch (error) {
    // Paused or taken off the list: said there already.
    if (!controller.signal.aborted) {
      // What the server refuses is tried from the start.
      const isOffline = error instanceof ApiError && error.code === 'offline'
      change(id, { state: 'failed', error: messageOf(error), ...(!isOffline && { kept: 0 }) })
    }
  } finally {
    if (aborting.get(id) === controller) aborting.delete(id)
    sendNext()
  }
}

/** Relates what came together, once all of it is there that is to come. */
async function relateWhole(batch: number): Promise<void> {
  const whole = toBeRelated.get(batch)
  const isWaiting = useUploads.getState().uploads.some((one) => one.batch === batch && one.state !== 'done')
  if (!whole || isWaiting) return
  toBeRelated.delete(batch)
  await relateEachOther(whole.environment, whole.assets)
}

/** As many as one call relates to one another. */
export const MOST_EACH_OTHER = 45

export async function relateEachOther(environment: string, assets: readonly string[]): Promise<void> {
  if (assets.length < 2) return
  if (assets.length > MOST_EACH_OTHER) {
    return toast(`${counted(assets.length, 'file')} are too many to relate to one another`, {
      more: `At most ${MOST_EACH_OTHER} at a time: select fewer in the library.`,
    })
  }
  try {
    await apiOf(environment).post('/relations/each-other', { assets })
    toast(`Related ${counted(assets.length, 'file')} to one another`)
  } catch (error) {
    toastError('The files are uploaded, but could not be related', error, {
      label: 'Try again',
      run: () => relateEachOther(environment, assets),
    })
  }
}

/** `crypto.randomUUID` is for secure pages alone, and a library may be on a plain one. */
const randomId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-')

const joined = (...parts: readonly string[]): string => parts.filter(Boolean).join('/')

function nameOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') || url
  } catch {
    return url
  }
}
