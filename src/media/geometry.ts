import { invalid } from '../core/errors.ts'
import type { Gravity, Length, Step } from '../core/transformation.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Box extends Size {
  readonly left: number
  readonly top: number
}

/** What is done to the pixels, in this order. What is absent is not done. */
export interface Plan {
  /** The part of the image that is taken. */
  readonly extract?: Box
  /** What that is scaled to. */
  readonly resize?: Size
  /** The part of the scaled image that is kept. */
  readonly window?: Box
  /** A larger canvas: its size, and where the image stands on it. */
  readonly canvas?: Box
}

/** Where the eye goes: a share of the width and one of the height. */
export interface Focus {
  readonly x: number
  readonly y: number
}

/** What a step makes of an image of this size, as Cloudinary describes its crop modes. `focus` is what `g_auto` centers on. */
export function planStep(step: Step, image: Size, focus?: Focus): Plan {
  const dpr = typeof step.dpr === 'number' ? step.dpr : 1
  const { crop = 'scale' } = step
  if (crop === 'crop') return cut(step, image, dpr, focus)
  const wanted = wantedSize(step, image, dpr)
  if (!wanted) return step.aspectRatio ? byRatio(step, image, step.aspectRatio, dpr, focus) : {}
  const whole = { width: wanted.width ?? Number.POSITIVE_INFINITY, height: wanted.height ?? Number.POSITIVE_INFINITY }
  const inside = Math.min(whole.width / image.width, whole.height / image.height)
  const single = wanted.width === undefined || wanted.height === undefined
  switch (crop) {
    case 'fit':
      return { resize: scaled(image, inside) }
    case 'limit':
      return inside < 1 ? { resize: scaled(image, inside) } : {}
    case 'pad': {
      const resize = scaled(image, inside)
      return single ? { resize } : { resize, canvas: onCanvas(step, resize, whole, dpr) }
    }
    case 'fill':
    case 'thumb': {
      if (single) return { resize: scaled(image, inside) }
      const resize = scaled(image, Math.max(whole.width / image.width, whole.height / image.height))
      return { resize, window: within(step, resize, whole, dpr, focus) }
    }
    case 'scale':
      return { resize: single ? scaled(image, inside) : whole }
  }
}

/** Takes a part as it is. Without a gravity, x and y count from the top left corner, and without them it is the middle. */
function cut(step: Step, image: Size, dpr: number, focus: Focus | undefined): Plan {
  const { aspectRatio: ratio } = step
  const wanted = wantedSize(step, image, 1) ?? (ratio ? largest(image, ratio) : {})
  const size = {
    width: Math.min(wanted.width ?? image.width, image.width),
    height: Math.min(wanted.height ?? image.height, image.height),
  }
  const free = step.gravity === undefined && (step.x !== undefined || step.y !== undefined)
  const extract = free ? clipped(step, image, wanted) : within(step, image, size, 1, focus)
  return dpr === 1 ? { extract } : { extract, resize: scaled(extract, dpr) }
}

/** What lies outside of the image is left away. */
function clipped({ x, y }: Step, image: Size, wanted: Partial<Size>): Box {
  const [left, top] = [Math.max(0, pixels(x, image.width)), Math.max(0, pixels(y, image.height))]
  if (left >= image.width || top >= image.height) {
    throw invalid(`The crop begins at ${left},${top}, outside of the image of ${image.width} x ${image.height} pixels`)
  }
  return {
    left,
    top,
    width: Math.min(wanted.width ?? image.width, image.width - left),
    height: Math.min(wanted.height ?? image.height, image.height - top),
  }
}

/** With a ratio alone nothing is scaled: as much as has that ratio is kept, or so much is added that it has. */
function byRatio(step: Step, image: Size, ratio: number, dpr: number, focus: Focus | undefined): Plan {
  if (step.crop !== 'pad') return { window: within(step, image, largest(image, ratio), dpr, focus) }
  const wide = image.width / image.height > ratio
  const size = wide
    ? { width: image.width, height: atLeastOne(image.width / ratio) }
    : { width: atLeastOne(image.height * ratio), height: image.height }
  return { canvas: onCanvas(step, image, size, dpr) }
}

function largest(image: Size, ratio: number): Size {
  const wide = image.width / image.height > ratio
  return wide
    ? { width: atLeastOne(image.height * ratio), height: image.height }
    : { width: image.width, height: atLeastOne(image.width / ratio) }
}

/** The sides that the step names or its ratio gives; undefined where it names none. */
function wantedSize({ width, height, aspectRatio }: Step, image: Size, dpr: number): Partial<Size> | undefined {
  if (!width && !height) return undefined
  const w = width && atLeastOne(length(width, image.width, dpr))
  const h = height && atLeastOne(length(height, image.height, dpr))
  if (aspectRatio && w) return { width: w, height: atLeastOne(w / aspectRatio) }
  if (aspectRatio && h) return { width: atLeastOne(h * aspectRatio), height: h }
  return { ...(w && { width: w }), ...(h && { height: h }) }
}

const length = (of: Length, whole: number, dpr: number): number => ('pixels' in of ? of.pixels : of.share * whole) * dpr

const pixels = (of: Length | undefined, whole: number, dpr = 1): number => (of ? Math.round(length(of, whole, dpr)) : 0)

const atLeastOne = (pixels: number): number => Math.max(1, Math.round(pixels))

const scaled = ({ width, height }: Size, factor: number): Size => ({
  width: atLeastOne(width * factor),
  height: atLeastOne(height * factor),
})

/** Where a box of that size lies in an image: at the gravity, moved inwards by x and y, and never past an edge. */
function within(step: Step, image: Size, size: Size, dpr: number, focus: Focus | undefined): Box {
  const room = { width: image.width - size.width, height: image.height - size.height }
  const centered =
    step.gravity === 'auto' && focus
      ? { left: focus.x * image.width - size.width / 2, top: focus.y * image.height - size.height / 2 }
      : placed(step, image, room, dpr)
  return {
    ...size,
    left: Math.round(Math.min(Math.max(0, centered.left), Math.max(0, room.width))),
    top: Math.round(Math.min(Math.max(0, centered.top), Math.max(0, room.height))),
  }
}

function onCanvas(step: Step, image: Size, canvas: Size, dpr: number): Box {
  const room = { width: canvas.width - image.width, height: canvas.height - image.height }
  const { left, top } = placed(step, canvas, room, dpr)
  return {
    width: canvas.width,
    height: canvas.height,
    left: Math.round(Math.min(Math.max(0, left), room.width)),
    top: Math.round(Math.min(Math.max(0, top), room.height)),
  }
}

/** Shares of the room that is left, for each word of a gravity. */
const ACROSS: Readonly<Record<string, number>> = { west: 0, east: 1 }
const DOWN: Readonly<Record<string, number>> = { north: 0, south: 1 }

function placed({ gravity = 'center', x, y }: Step, whole: Size, room: Size, dpr: number) {
  const words = (gravity satisfies Gravity).split('_')
  const across = words.map((word) => ACROSS[word]).find((share) => share !== undefined) ?? 0.5
  const down = words.map((word) => DOWN[word]).find((share) => share !== undefined) ?? 0.5
  // From the right or the bottom edge, inwards is back.
  const [right, below] = [across === 1 ? -1 : 1, down === 1 ? -1 : 1]
  return {
    left: Math.floor(room.width * across) + right * pixels(x, whole.width, dpr),
    top: Math.floor(room.height * down) + below * pixels(y, whole.height, dpr),
  }
}
