import type { Sharp } from 'sharp'
import { colorOf } from '../core/color.ts'
import { invalid } from '../core/errors.ts'
import type { Size } from './geometry.ts'
import { loadSharp } from './image.ts'
import { thousands } from './refusals.ts'

/** Most pixels that anything which is made may have, in all frames together. */
export const MAX_OUTPUT_PIXELS = 50_000_000
/** Longest side, as WebP has it. */
const MAX_SIDE_PX = 16_383

export function checkPixels({ width, height }: Size, frames: number): void {
  if (width * height * frames <= MAX_OUTPUT_PIXELS && width <= MAX_SIDE_PX && height <= MAX_SIDE_PX) return
  throw invalid(
    `The image would have ${thousands(width)} x ${thousands(height)} pixels${frames > 1 ? ` in ${frames} frames` : ''}, ` +
      `more than the limit of ${thousands(MAX_OUTPUT_PIXELS)}, or of ${thousands(MAX_SIDE_PX)} on a side: ask for a smaller one`,
  )
}

/** What is made into an image: one frame. */
export interface Picture {
  /** As people see it: turned, and of a drawing or a page in its own units. */
  readonly size: Size
  /** Its pixels. What has none of its own is drawn at the size that is wanted. */
  open(wanted?: Size): Promise<Sharp>
}

/** A picture in memory, which is opened at no cost. */
export interface Pixels extends Picture {
  readonly data: Buffer
  readonly channels: Channels
}

type Channels = 1 | 2 | 3 | 4

/** Works off what there is to do so far: the decoder has an order of its own for what is asked of it at once. */
export async function toPixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  return pixelsOf(data, info, info.channels)
}

export function pixelsOf(data: Buffer, { width, height }: Size, channels: Channels): Pixels {
  return {
    data,
    channels,
    size: { width, height },
    async open() {
      const sharp = await loadSharp()
      return sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
    },
  }
}

/** The picture in memory, if it isn't there yet. */
export async function inMemory(picture: Picture | Pixels): Promise<Pixels> {
  return 'data' in picture ? picture : toPixels(await picture.open())
}

/** Of what nothing shows through; a channel for that, which many files have without use, is passed over. */
export function meanColor({ data, channels }: Pixels): string {
  const [red, green, blue] = channels < 3 ? [0, 0, 0] : [0, 1, 2]
  const sums = [0, 0, 0]
  for (let i = 0; i < data.length; i += channels) {
    for (const [k, at] of [red, green, blue].entries()) sums[k]! += data[i + at!]!
  }
  const pixels = data.length / channels
  return colorOf(...(sums.map((sum) => sum / pixels) as [number, number, number]))
}

/** Whether anything shows through it: many files have a channel for that and don't use it. */
export function isTransparent({ data, channels }: Pixels): boolean {
  if (channels % 2 === 1) return false
  for (let i = channels - 1; i < data.length; i += channels) if (data[i] !== 255) return true
  return false
}
