import { readFile } from 'node:fs/promises'
import type { Recipe, RenderSource } from '../core/derived.ts'
import { invalid } from '../core/errors.ts'
import type { Size } from './geometry.ts'
import { loadSharp, MAX_PIXELS } from './image.ts'
import { openPdfPage } from './pdf.ts'
import { checkPixels, MAX_OUTPUT_PIXELS, type Picture, pixelsOf, toPixels } from './pixels.ts'
import { thousands } from './refusals.ts'

/** What there is to be made into an image. */
export interface Source {
  /** One, but of an animation that stays one. */
  readonly frames: readonly [Picture, ...Picture[]]
  /** Of an animation: in milliseconds, and how often. */
  readonly timing?: { readonly delay: number[]; readonly loop: number }
  /** Lets go of what is held beside memory. */
  close?(): void
}

/** Most pixels of all frames of an animation that is worked on. */
const MAX_ANIMATION_PIXELS = 50_000_000
/** What the decoder draws an SVG at where nothing else is said, and the most that it takes. */
const SVG_DENSITY = 72
const MAX_SVG_DENSITY = 100_000

/** Opens what the recipe is for: the right page, the frame, or all of an animation. */
export async function openSource(source: RenderSource, { steps, format }: Recipe): Promise<Source> {
  const page = steps.find((step) => step.page !== undefined)?.page
  const pages = source.pages ?? 1
  if (page !== undefined && page > pages) {
    throw invalid(`pg_${page} is not there: the file has ${pages === 1 ? 'one page' : `${thousands(pages)} pages`}`)
  }
  if (source.format === 'pdf') return openPdf(source.path, page ?? 1)
  if (source.format === 'svg') return openSvg(source.path)
  const stays = page === undefined && pages > 1 && (isAnimationFormat(format) || format === 'auto')
  if (stays && isAnimationFormat(source.format)) return openAnimation(source.path)
  return openBitmap(source.path, (page ?? 1) - 1)
}

/** Of the formats that are read, those whose pages are frames. */
const isAnimationFormat = (format: string | null): boolean => format === 'gif' || format === 'webp'

async function openBitmap(path: string, page: number): Promise<Source> {
  const sharp = await loadSharp()
  const open = async () => sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error', page }).autoOrient()
  const { autoOrient: size } = await (await open()).metadata()
  return { frames: [{ size, open }] }
}

/** All frames are decoded at once, since each is made from those before it. */
async function openAnimation(path: string): Promise<Source> {
  const sharp = await loadSharp()
  const image = sharp(path, { limitInputPixels: false, failOn: 'error', animated: true })
  const { width, pageHeight: height, pages, delay = [], loop = 0 } = await image.metadata()
  if (!height || !pages) return openBitmap(path, 0)
  if (width * height * pages > MAX_ANIMATION_PIXELS) {
    throw invalid('The animation has too many pixels in all its frames: take one frame with pg_1')
  }
  const { data, channels } = await toPixels(image)
  const bytes = width * height * channels
  const [first, ...others] = Array.from({ length: pages }, (_, i) =>
    pixelsOf(data.subarray(i * bytes, (i + 1) * bytes), { width, height }, channels),
  )
  return { frames: [first!, ...others], timing: { delay, loop } }
}

/** From memory, as a file has a folder, and drawings may refer to their neighbours in it. */
async function openSvg(path: string): Promise<Source> {
  const sharp = await loadSharp()
  const drawing = await readFile(path)
  const { width, height } = await sharp(drawing, { limitInputPixels: false }).metadata()
  const open = async (wanted?: Size) => {
    if (!wanted) checkPixels({ width, height }, 1)
    // One that is stretched a lot is drawn smaller than would be best, and scaled.
    const most = Math.sqrt(MAX_OUTPUT_PIXELS / (width * height))
    const factor = wanted ? Math.min(most, Math.max(wanted.width / width, wanted.height / height)) : 1
    const density = Math.min(MAX_SVG_DENSITY, Math.max(1, SVG_DENSITY * factor))
    return sharp(drawing, { limitInputPixels: false, density })
  }
  return { frames: [{ size: { width, height }, open }] }
}

async function openPdf(path: string, number: number): Promise<Source> {
  const sharp = await loadSharp()
  const page = await openPdfPage(path, number)
  const open = async (wanted = page.size) => {
    checkPixels(wanted, 1)
    const { data, width, height } = await page.draw(wanted)
    return sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  }
  return { frames: [{ size: page.size, open }], close: page.close }
}
