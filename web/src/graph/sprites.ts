import { type Pictured, thumbnailUrl } from '../ui/thumb.tsx'
import type { SceneNode } from './scene.ts'

export type Sprite = OffscreenCanvas
type Shape = Pick<SceneNode, 'halfWidth' | 'halfHeight' | 'isPadded'>

interface Wanted {
  readonly asset: Pictured
  readonly size: number
  readonly shape: Shape
}

const IN_FLIGHT = 6
const REST_MS = 120
/** Pixels that are kept, of pictures of all sizes, the latest used last: the smallest ones of all that are drawn, and 64 MB. */
const KEPT_PIXELS = 16_000_000
/** In pixels of the longer side: as large as it is drawn at most. */
const SIZES = [48, 96, 200]
/** Rounded corners, as a part of the shorter side. */
export const ROUNDNESS = 0.14

/** Thumbnails as canvases take them: decoded beside the page, with their corners rounded once and not at each frame. */
export class Sprites {
  readonly #onReady: () => void
  readonly #ready = new Map<string, Sprite>()
  readonly #failed = new Set<string>()
  readonly #waiting = new Map<string, Wanted>()
  readonly #loading = new Set<string>()
  #pixels = 0
  #resting: ReturnType<typeof setTimeout> | undefined

  constructor(onReady: () => void) {
    this.#onReady = onReady
  }

  /** The best that is there for so many pixels of the longer side; what is wanted comes later. */
  get(asset: Pictured, pixels: number, shape: Shape): Sprite | undefined {
    if (!asset.thumbnail) return undefined
    const size = SIZES.find((one) => one >= pixels) ?? SIZES.at(-1)!
    const key = keyOf(asset, size)
    const sprite = this.#ready.get(key)
    if (sprite) {
      this.#ready.delete(key)
      this.#ready.set(key, sprite)
      return sprite
    }
    this.#want(key, { asset, size, shape })
    for (const other of SIZES) {
      const known = other !== size && this.#ready.get(keyOf(asset, other))
      if (known) return known
    }
    return undefined
  }

  /** The view is moved: what is out of sight by then needn't be fetched, and nothing is before it rests. */
  rest(): void {
    clearTimeout(this.#resting)
    this.#resting = setTimeout(() => {
      this.#resting = undefined
      this.#next()
    }, REST_MS)
    this.#waiting.clear()
  }

  #want(key: string, wanted: Wanted): void {
    if (this.#failed.has(key) || this.#loading.has(key)) return
    this.#waiting.set(key, wanted)
    this.#next()
  }

  #next(): void {
    if (this.#resting !== undefined) return
    for (const [key, wanted] of this.#waiting) {
      if (this.#loading.size >= IN_FLIGHT) return
      this.#waiting.delete(key)
      this.#loading.add(key)
      void this.#load(key, wanted)
    }
  }

  async #load(key: string, { asset, size, shape }: Wanted): Promise<void> {
    try {
      this.#keep(key, await loadSprite(asset, size, shape))
    } catch {
      this.#failed.add(key)
    }
    this.#loading.delete(key)
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

const keyOf = ({ thumbnail }: Pictured, size: number) => `${size} ${thumbnail}`

/** The thumbnail of an asset that has one, in that shape, with so many pixels on its longer side at most. */
export async function loadSprite(
  asset: Pictured,
  longest: number,
  shape: Shape,
  signal: AbortSignal | null = null,
): Promise<Sprite> {
  const response = await fetch(thumbnailUrl(asset, longest / Math.min(window.devicePixelRatio || 1, 2))!, { signal })
  if (!response.ok) throw new Error(String(response.status))
  return rounded(await createImageBitmap(await response.blob()), shape, longest)
}

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
