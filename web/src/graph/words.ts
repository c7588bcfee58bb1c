/** Words as small pictures: a canvas without a GPU writes letters slowly, and the same ones at each frame. */
export class Words {
  readonly #ready = new Map<string, OffscreenCanvas>()
  readonly #measure = new OffscreenCanvas(1, 1).getContext('2d')!
  readonly #font: string
  readonly #scale: number

  constructor(font: string, scale: number) {
    this.#font = font
    this.#scale = scale
  }

  /** Forgets all, for another theme. */
  clear(): void {
    this.#ready.clear()
  }

  /** With a halo of the ground, so that they are read over lines. Its width and height are in device pixels. */
  get(text: string, color: string, halo: string, size: number, weight: number): OffscreenCanvas {
    const key = `${color} ${size} ${weight} ${text}`
    const known = this.#ready.get(key)
    if (known) return known
    const font = `${weight} ${size * this.#scale}px ${this.#font}`
    this.#measure.font = font
    const pad = 3 * this.#scale
    const width = Math.ceil(this.#measure.measureText(text).width + 2 * pad)
    const height = Math.ceil(size * 1.35 * this.#scale + 2 * pad)
    const canvas = new OffscreenCanvas(width, height)
    const ink = canvas.getContext('2d')!
    ink.font = font
    ink.textBaseline = 'middle'
    ink.lineJoin = 'round'
    ink.lineWidth = 2 * pad
    ink.strokeStyle = halo
    ink.strokeText(text, pad, height / 2)
    ink.fillStyle = color
    ink.fillText(text, pad, height / 2)
    if (this.#ready.size >= KEPT) this.#ready.clear()
    this.#ready.set(key, canvas)
    return canvas
  }
}

const KEPT = 1200

const LONGEST = 24

/** The end of a name tells as much as its beginning: what is left out is the middle. */
export const shortened = (text: string, longest = LONGEST): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 9).trimEnd()}…${text.slice(-8).trimStart()}`

/** Which places have words already: no two are written over each other. */
export class Places {
  readonly #boxes: [number, number, number, number][] = []

  /** Nothing is written there. */
  block(x: number, y: number, width: number, height: number): void {
    this.#boxes.push([x, y, width, height])
  }

  take(x: number, y: number, width: number, height: number): boolean {
    for (const [bx, by, bw, bh] of this.#boxes)
      if (x < bx + bw && bx < x + width && y < by + bh && by < y + height) return false
    this.block(x, y, width, height)
    return true
  }
}
