import { type Pictured, thumbnailUrl } from '../ui/thumb.tsx'
import type { SceneNode } from './scene.ts'

export type Sprite = OffscreenCanvas
type Shape = Pick<SceneNode, 'halfWidth' | 'halfHeight' | 'isPadded'>

const IN_FLIGHT = 6
/** Pictures that are kept, the latest used last: 800 of the small ones are 30 MB. */
const KEPT = 800
const SIZES = [96, 200] as const
/** Rounded corners, as a part of the shorter side. */
export const ROUNDNESS = 0.14

/** Thumbnails as canvases take them: decoded beside the page, with their corners rounded once and not at each frame. */
export class Sprites {
  readonly #onReady: () => void
  readonly #ready = new Map<string, Sprite>()
  readonly #failed = new Set<string>()
  readonly #waiting = new Map<string, { shape: Shape; done: (() => void)[] }>()
  readonly #loading = new Map<string, (() => void)[]>()

  constructor(onReady: () => void) {
    this.#onReady = onReady
  }

  /** The best that is there for so many pixels of the longer side; what is wanted comes later. */
  get(asset: Pictured, pixels: number, shape: Shape): Sprite | undefined {
    const [small, large] = SIZES.map((size) => urlOf(asset, size))
    if (small === undefined || large === undefined) return undefined
    const [wanted, other] = pixels <= SIZES[0] ? [small, large] : [large, small]
    const sprite = this.#ready.get(wanted)
    if (sprite) {
      this.#ready.delete(wanted)
      this.#ready.set(wanted, sprite)
      return sprite
    }
    this.#want(wanted, shape)
    return this.#ready.get(other)
  }

  /** The small one, once it is there or has failed. */
  async loaded(asset: Pictured, shape: Shape): Promise<Sprite | undefined> {
    const url = urlOf(asset, SIZES[0])
    if (url === undefined) return undefined
    if (!this.#ready.has(url) && !this.#failed.has(url))
      await new Promise<void>((resolve) => this.#want(url, shape, resolve))
    return this.#ready.get(url)
  }

  /** What is out of sight by now needn't be fetched. */
  forgetWaiting(): void {
    for (const [url, { done }] of this.#waiting) if (done.length === 0) this.#waiting.delete(url)
  }

  #want(url: string, shape: Shape, done?: () => void): void {
    if (this.#failed.has(url)) {
      done?.()
      return
    }
    const loading = this.#loading.get(url)
    if (loading) {
      if (done) loading.push(done)
      return
    }
    const waiting = this.#waiting.get(url) ?? { shape, done: [] }
    if (done) waiting.done.push(done)
    this.#waiting.set(url, waiting)
    this.#next()
  }

  #next(): void {
    for (const [url, { shape, done }] of this.#waiting) {
      if (this.#loading.size >= IN_FLIGHT) return
      this.#waiting.delete(url)
      this.#loading.set(url, done)
      void this.#load(url, shape)
    }
  }

  async #load(url: string, shape: Shape): Promise<void> {
    try {
      const response = await fetch(url)
      if (!response.ok) throw new Error(String(response.status))
      this.#ready.set(url, rounded(await createImageBitmap(await response.blob()), shape))
      const [oldest] = this.#ready.keys()
      if (this.#ready.size > KEPT && oldest !== undefined) this.#ready.delete(oldest)
    } catch {
      this.#failed.add(url)
    }
    const done = this.#loading.get(url) ?? []
    this.#loading.delete(url)
    for (const tell of done) tell()
    this.#onReady()
    this.#next()
  }
}

const urlOf = (asset: Pictured, size: number) =>
  asset.thumbnail && thumbnailUrl(asset, size / Math.min(window.devicePixelRatio || 1, 2))

/** In that shape: filled from the middle of the picture, or with all of the picture in the middle. */
function rounded(picture: ImageBitmap, { halfWidth, halfHeight, isPadded }: Shape): Sprite {
  const ratio = halfWidth / halfHeight
  const isCut = picture.width / picture.height > ratio !== isPadded
  const width = Math.max(1, Math.round(isCut ? picture.height * ratio : picture.width))
  const height = Math.max(1, Math.round(isCut ? picture.height : picture.width / ratio))
  const sprite = new OffscreenCanvas(width, height)
  const ink = sprite.getContext('2d')!
  ink.beginPath()
  ink.roundRect(0, 0, width, height, Math.min(width, height) * ROUNDNESS)
  ink.clip()
  ink.drawImage(picture, (width - picture.width) / 2, (height - picture.height) / 2)
  picture.close()
  return sprite
}
