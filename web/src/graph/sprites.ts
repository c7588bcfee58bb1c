import { type Pictured, thumbnailUrl } from '../ui/thumb.tsx'
import type { SceneNode } from './scene.ts'

export type Sprite = OffscreenCanvas
type Shape = Pick<SceneNode, 'halfWidth' | 'halfHeight' | 'isPadded'>

interface Wanted {
  readonly url: string
  readonly size: Size
  readonly shape: Shape
  readonly done: (() => void)[]
}

const IN_FLIGHT = 6
const REST_MS = 120
/** Pixels that are kept, of pictures of all sizes, the latest used last: the smallest ones of all that are drawn, and 64 MB. */
const KEPT_PIXELS = 16_000_000
/** In pixels of the longer side: as large as it is drawn at most, and of which file it is made. */
const SIZES = [
  { drawn: 48, file: 96 },
  { drawn: 96, file: 96 },
  { drawn: 200, file: 200 },
] as const
type Size = (typeof SIZES)[number]
/** Rounded corners, as a part of the shorter side. */
export const ROUNDNESS = 0.14

/** Thumbnails as canvases take them: decoded beside the page, with their corners rounded once and not at each frame. */
export class Sprites {
  readonly #onReady: () => void
  readonly #ready = new Map<string, Sprite>()
  readonly #failed = new Set<string>()
  readonly #waiting = new Map<string, Wanted>()
  readonly #loading = new Map<string, (() => void)[]>()
  #pixels = 0
  #resting: ReturnType<typeof setTimeout> | undefined

  constructor(onReady: () => void) {
    this.#onReady = onReady
  }

  /** The best that is there for so many pixels of the longer side; what is wanted comes later. */
  get(asset: Pictured, pixels: number, shape: Shape): Sprite | undefined {
    if (!asset.thumbnail) return undefined
    const size = SIZES.find(({ drawn }) => drawn >= pixels) ?? SIZES.at(-1)!
    const key = keyOf(asset, size)
    const sprite = this.#ready.get(key)
    if (sprite) {
      this.#ready.delete(key)
      this.#ready.set(key, sprite)
      return sprite
    }
    this.#want(asset, size, shape)
    for (const other of SIZES) {
      const known = other !== size && this.#ready.get(keyOf(asset, other))
      if (known) return known
    }
    return undefined
  }

  /** One for a file of the whole picture, small where there are many, once it is there or has failed. */
  async loaded(asset: Pictured, isSmall: boolean, shape: Shape): Promise<Sprite | undefined> {
    const size = SIZES[isSmall ? 0 : 1]
    if (!asset.thumbnail) return undefined
    const key = keyOf(asset, size)
    if (!this.#ready.has(key) && !this.#failed.has(key))
      await new Promise<void>((resolve) => this.#want(asset, size, shape, resolve))
    return this.#ready.get(key)
  }

  /** The view is moved: what is out of sight by then needn't be fetched, and nothing is before it rests. */
  rest(): void {
    clearTimeout(this.#resting)
    this.#resting = setTimeout(() => {
      this.#resting = undefined
      this.#next()
    }, REST_MS)
    for (const [key, { done }] of this.#waiting) if (done.length === 0) this.#waiting.delete(key)
  }

  #want(asset: Pictured, size: Size, shape: Shape, done?: () => void): void {
    const key = keyOf(asset, size)
    if (this.#failed.has(key)) {
      done?.()
      return
    }
    const loading = this.#loading.get(key)
    if (loading) {
      if (done) loading.push(done)
      return
    }
    const waiting = this.#waiting.get(key) ?? { url: urlOf(asset, size), size, shape, done: [] }
    if (done) waiting.done.push(done)
    this.#waiting.set(key, waiting)
    this.#next()
  }

  #next(): void {
    if (this.#resting !== undefined) return
    for (const [key, wanted] of this.#waiting) {
      if (this.#loading.size >= IN_FLIGHT) return
      this.#waiting.delete(key)
      this.#loading.set(key, wanted.done)
      void this.#load(key, wanted)
    }
  }

  async #load(key: string, { url, size, shape }: Wanted): Promise<void> {
    try {
      const response = await fetch(url)
      if (!response.ok) throw new Error(String(response.status))
      this.#keep(key, rounded(await createImageBitmap(await response.blob()), shape, size.drawn))
    } catch {
      this.#failed.add(key)
    }
    const done = this.#loading.get(key) ?? []
    this.#loading.delete(key)
    for (const tell of done) tell()
    this.#onReady()
    this.#next()
  }

  #keep(key: string, sprite: Sprite): void {
    this.#ready.set(key, sprite)
    this.#pixels += sprite.width * sprite.height
    for (const [oldest, { width, height }] of this.#ready) {
      if (this.#pixels <= KEPT_PIXELS) return
      this.#ready.delete(oldest)
      this.#pixels -= width * height
    }
  }
}

const keyOf = ({ thumbnail }: Pictured, { drawn }: Size) => `${drawn} ${thumbnail}`

const urlOf = (asset: Pictured, { file }: Size) =>
  thumbnailUrl(asset, file / Math.min(window.devicePixelRatio || 1, 2))!

/** In that shape: filled from the middle of the picture, or with all of the picture in the middle. */
function rounded(picture: ImageBitmap, { halfWidth, halfHeight, isPadded }: Shape, longest: number): Sprite {
  const ratio = halfWidth / halfHeight
  const isCut = picture.width / picture.height > ratio !== isPadded
  const by = Math.min(
    1,
    longest / Math.max(isCut ? picture.height * ratio : picture.width, isCut ? picture.height : picture.width / ratio),
  )
  const [across, down] = [picture.width * by, picture.height * by]
  const width = Math.max(1, Math.round(isCut ? down * ratio : across))
  const height = Math.max(1, Math.round(isCut ? down : across / ratio))
  const sprite = new OffscreenCanvas(width, height)
  const ink = sprite.getContext('2d')!
  ink.imageSmoothingQuality = 'high'
  ink.beginPath()
  ink.roundRect(0, 0, width, height, Math.min(width, height) * ROUNDNESS)
  ink.clip()
  ink.drawImage(picture, (width - across) / 2, (height - down) / 2, across, down)
  picture.close()
  return sprite
}
