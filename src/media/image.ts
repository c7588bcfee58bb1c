import { readFile } from 'node:fs/promises'
import type { MediaInfo } from '../core/asset.ts'
import { readOrigin } from './origin.ts'
import { PHASH_SIDE, perceptualHash } from './phash.ts'
import { isTransparent, meanColor, toPixels } from './pixels.ts'
import { damaged, sizeless, thousands, tooLarge, unreadImage } from './refusals.ts'

/** The largest cameras have 200 megapixels; what is decoded whole (WebP, AVIF) then takes 800 MB. */
export const MAX_PIXELS = 200_000_000

/** An SVG is held in memory with its whole tree. */
const MAX_SVG_BYTES = 20_000_000

type Sharp = typeof import('sharp').default

let loading: Promise<Sharp> | undefined

/** Once for each process; one thread and no cache, since each image is seen once. */
export function loadSharp(): Promise<Sharp> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.concurrency(1)
    sharp.cache(false)
    return sharp
  })
  return loading
}

/**
 * Width, height and pages of an image that decodes to its last row. The size is the one that people see: a photograph
 * with an EXIF orientation counts as turned, as Cloudinary (unless told `angle: ignore`) and browsers turn it.
 */
export async function readImage(path: string, bytes: number, format: string): Promise<MediaInfo> {
  const sharp = await loadSharp()
  if (format === 'svg') return readSvg(sharp, path, bytes)
  // Warnings are let pass: cameras write files that have some, and every viewer shows those.
  const image = sharp(path, { limitInputPixels: false, failOn: 'error', sequentialRead: true })
  const meta = await image.metadata().catch((error) => {
    throw format === 'heic' ? unreadImage('heic') : damaged('image', format, error)
  })
  // AVIF is the one kind of HEIF that is decoded.
  if (meta.format === 'heif' && meta.compression !== 'av1') throw unreadImage('heic')
  checkPixels(meta.width, meta.height)
  // Averages over every row, so that all of them are decoded; JPEG is scaled down by up to eight while it is.
  const tiny = await toPixels(image.resize(PHASH_SIDE, PHASH_SIDE, { fit: 'fill' })).catch((error) => {
    throw damaged('image', format, error)
  })
  const grey = await (await tiny.open()).flatten({ background: '#fff' }).greyscale().raw().toBuffer()
  return {
    format: meta.format === 'heif' ? 'avif' : format,
    width: meta.autoOrient.width,
    height: meta.autoOrient.height,
    durationMicros: null,
    pages: meta.pages !== undefined && meta.pages > 1 ? meta.pages : null,
    phash: perceptualHash(grey, meta.orientation ?? 1),
    color: isTransparent(tiny) ? null : meanColor(tiny),
    origin: await readOrigin(meta),
  }
}

/**
 * The drawing is parsed, not rendered: a valid one can take any time to render. From memory, as a file has a folder,
 * and drawings may refer to their neighbours in it.
 */
async function readSvg(sharp: Sharp, path: string, bytes: number): Promise<MediaInfo> {
  if (bytes > MAX_SVG_BYTES) throw tooLarge(`${thousands(bytes)} bytes of svg`, MAX_SVG_BYTES, 'bytes')
  const image = sharp(await readFile(path), { limitInputPixels: false })
  const meta = await image.metadata().catch((error) => {
    throw /bad dimensions/.test(error.message) ? sizeless() : damaged('image', 'svg', error)
  })
  if (meta.format !== 'svg') throw damaged('image', 'svg', 'its root element is not found')
  checkPixels(meta.width, meta.height)
  return {
    format: 'svg',
    width: meta.width,
    height: meta.height,
    durationMicros: null,
    pages: null,
    phash: null,
    color: null,
    origin: null,
  }
}

function checkPixels(width: number, height: number): void {
  const pixels = width * height
  if (pixels <= MAX_PIXELS) return
  throw tooLarge(`${thousands(width)} x ${thousands(height)} (${thousands(pixels)}) pixels`, MAX_PIXELS, 'pixels')
}
