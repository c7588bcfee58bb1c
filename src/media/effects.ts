import type { Sharp } from 'sharp'
import type { Effect, Step, Turn } from '../core/transformation.ts'
import { inMemory, isTransparent, type Picture, type Pixels, toPixels } from './pixels.ts'

/** What a step does once the size is right: turns, effects, round corners, and a color behind what is see-through. */
export async function touchUp(picture: Picture, { turns, effects, radius, background }: Step): Promise<Picture> {
  if (!turns && !effects && !radius && background === undefined) return picture
  let image = await inMemory(picture)
  for (const turn of turns ?? []) image = await turned(image, turn)
  for (const effect of effects ?? []) image = await toPixels(apply(await image.open(), effect))
  if (radius) image = await rounded(image, radius)
  if (background === undefined || background === 'transparent' || !isTransparent(image)) return image
  return toPixels((await image.open()).flatten({ background }))
}

async function turned(image: Pixels, turn: Turn): Promise<Pixels> {
  const opened = await image.open()
  if (turn === 'hflip') return toPixels(opened.flop())
  if (turn === 'vflip') return toPixels(opened.flip())
  // The corners that appear are see-through, until a format or a background fills them.
  return turn % 90 === 0
    ? toPixels(opened.rotate(turn))
    : toPixels(opened.ensureAlpha().rotate(turn, { background: 'transparent' }))
}

/** How strong an effect of Cloudinary's scale is in pixels. */
const BLUR_PX = 0.05
const SHARPEN_PX = 0.005
const MIN_SIGMA = 0.5
const MAX_SHARPEN_SIGMA = 10

/** Luminance as sRGB weighs it. */
const GRAY: [number, number, number] = [0.2126, 0.7152, 0.0722]

function apply(image: Sharp, effect: Effect): Sharp {
  switch (effect.name) {
    case 'grayscale':
      return image.recomb([GRAY, GRAY, GRAY])
    case 'blur':
      return image.blur(Math.max(MIN_SIGMA, effect.strength * BLUR_PX))
    case 'sharpen':
      return image.sharpen({ sigma: Math.min(MAX_SHARPEN_SIGMA, MIN_SIGMA + effect.strength * SHARPEN_PX) })
  }
}

async function rounded(image: Pixels, radius: NonNullable<Step['radius']>): Promise<Pixels> {
  const { width, height } = image.size
  const shape =
    radius === 'max'
      ? `<ellipse cx="50%" cy="50%" rx="50%" ry="50%"/>`
      : `<path d="${roundedRectangle(width, height, radius)}"/>`
  const mask = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shape}</svg>`)
  return toPixels((await image.open()).ensureAlpha().composite([{ input: mask, blend: 'dest-in' }]))
}

function roundedRectangle(width: number, height: number, radii: readonly number[]): string {
  const [a, b, c, d] = radii.map((radius) => Math.min(radius, width / 2, height / 2)) as [
    number,
    number,
    number,
    number,
  ]
  const arc = (radius: number, x: number, y: number) => `A${radius} ${radius} 0 0 1 ${x} ${y}`
  return (
    `M${a} 0H${width - b}${arc(b, width, b)}V${height - c}${arc(c, width - c, height)}` +
    `H${d}${arc(d, 0, height - d)}V${a}${arc(a, a, 0)}Z`
  )
}
