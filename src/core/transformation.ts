/** How an image gets to the size that is asked for. */
export const CROPS = ['scale', 'fit', 'limit', 'fill', 'thumb', 'pad', 'crop'] as const
export type Crop = (typeof CROPS)[number]

export const GRAVITIES = [
  ...(['auto', 'center', 'north', 'north_east', 'east'] as const),
  ...(['south_east', 'south', 'south_west', 'west', 'north_west'] as const),
] as const
export type Gravity = (typeof GRAVITIES)[number]

/** Formats that images are made in. */
export const IMAGE_FORMATS = ['jpg', 'png', 'webp', 'avif', 'gif', 'tif'] as const
export type ImageFormat = (typeof IMAGE_FORMATS)[number]

/** Pixels, or a share of what the image has on that side. */
export type Length = { readonly pixels: number } | { readonly share: number }

export type Effect =
  | { readonly name: 'grayscale' }
  /** 1 to 2000, as Cloudinary has it. */
  | { readonly name: 'blur' | 'sharpen'; readonly strength: number }

/** Degrees clockwise, or a mirror. */
export type Turn = number | 'hflip' | 'vflip'

/** One component of a chain: what stands between two slashes. Within it the order is fixed: size, angle, effects, corners. */
export interface Step {
  readonly crop?: Crop
  readonly width?: Length
  readonly height?: Length
  readonly aspectRatio?: number
  readonly gravity?: Gravity
  readonly x?: Length
  readonly y?: Length
  readonly turns?: readonly Turn[]
  readonly effects?: readonly Effect[]
  /** Of the corners, clockwise from the top left, in pixels. */
  readonly radius?: readonly [number, number, number, number] | 'max'
  /** A name of CSS, or #rrggbb[aa]. */
  readonly background?: string
  readonly quality?: number
  readonly format?: ImageFormat | 'auto'
  readonly dpr?: number | 'auto'
  /** Of a document or an animation, from 1. */
  readonly page?: number
  /** Where in a video: seconds, or a share of its duration. */
  readonly offset?: { readonly seconds: number } | { readonly share: number }
  /** Named transformations that stand in its place, in their order. */
  readonly names?: readonly string[]
}

export interface Transformation {
  /** The one spelling of all that mean the same: `c_fill,h_50,w_100/e_grayscale`. */
  readonly text: string
  readonly steps: readonly Step[]
}
