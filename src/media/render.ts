import type { Sharp } from 'sharp'
import type { Recipe, Rendered, RenderSource } from '../core/derived.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { ImageFormat, Step } from '../core/transformation.ts'
import { touchUp } from './effects.ts'
import { type Focus, type Plan, planStep } from './geometry.ts'
import { loadSharp } from './image.ts'
import { checkPixels, inMemory, isTransparent, type Picture, type Pixels, toPixels } from './pixels.ts'
import { openSource, type Source } from './source.ts'

export interface RenderTask {
  readonly render: Recipe
  readonly source: RenderSource
  readonly output: string
}

/** Makes the image here and now, whatever the file may do to this process. Throws `invalid`. */
export async function renderImage({ render: recipe, source: file, output }: RenderTask): Promise<Rendered> {
  let source: Source | undefined
  try {
    await checkColors(recipe.steps)
    source = await openSource(file, recipe)
    let frames = source.frames
    for (const step of recipe.steps) frames = await applyStep(frames, step)
    checkPixels(frames[0].size, frames.length)
    return await encode(frames, source.timing, recipe, output)
  } catch (error) {
    throw error instanceof AppError ? error : refusal(error)
  } finally {
    source?.close?.()
  }
}

/** What the decoder or the encoder refuses; a failure of the disk is not the file's. */
function refusal(error: unknown): unknown {
  const { message = '', code } = error as NodeJS.ErrnoException
  if (code !== undefined || /ENOENT|ENOSPC|No space|unable to open for write|Input file is missing/i.test(message))
    return error
  const line = message.split('\n', 1)[0]!
  return invalid(`The image can't be made from this file: ${line.includes('/') ? 'it could not be decoded' : line}`)
}

/** To every frame the same. */
async function applyStep(frames: Source['frames'], step: Step): Promise<Source['frames']> {
  const [first, ...others] = frames
  const focus = step.gravity === 'auto' ? await findFocus(first) : undefined
  const plan = planStep(step, first.size, focus)
  for (const size of [plan.resize, plan.window, plan.canvas]) if (size) checkPixels(size, frames.length)
  const apply = async (picture: Picture) => touchUp(await reshape(picture, plan, step), step)
  const done: [Picture, ...Picture[]] = [await apply(first)]
  for (const picture of others) done.push(await apply(picture))
  return done
}

/** Which names of colors there are is the decoder's to know. */
async function checkColors(steps: readonly Step[]): Promise<void> {
  const sharp = await loadSharp()
  for (const { background } of steps) {
    if (background === undefined) continue
    try {
      sharp({ create: { width: 1, height: 1, channels: 4, background } })
    } catch {
      throw invalid(`Transformation component not supported - b_${background}: it is not a color of CSS`)
    }
  }
}

async function reshape(picture: Picture, plan: Plan, { background }: Step): Promise<Picture> {
  const { extract, resize, window, canvas } = plan
  if (!extract && !resize && !window && !canvas) return picture
  // Drawn at its size at once, what has no pixels of its own is sharp at any.
  let image = await picture.open(extract ? undefined : resize)
  if (extract) image = image.extract(extract)
  if (resize) image = image.resize({ ...resize, fit: 'fill' })
  if (window) image = image.extract(window)
  const flat = await toPixels(image)
  if (!canvas) return flat
  return toPixels(
    (await flat.open()).extend({
      left: canvas.left,
      top: canvas.top,
      right: canvas.width - flat.size.width - canvas.left,
      bottom: canvas.height - flat.size.height - canvas.top,
      background: background ?? (isTransparent(flat) ? 'transparent' : 'white'),
    }),
  )
}

const FOCUS_PX = 128

/** The place that the decoder takes for the most interesting. */
async function findFocus(picture: Picture): Promise<Focus> {
  const { width, height } = picture.size
  const factor = FOCUS_PX / Math.min(width, height)
  // It is looked for only where something is cut away.
  const square = Math.abs(width - height) * factor < 2
  const { info } = await (await picture.open())
    .resize({ width: FOCUS_PX, height: square ? FOCUS_PX / 2 : FOCUS_PX, fit: 'cover', position: 'attention' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const x = (info.attentionX ?? (width * factor) / 2) / (width * factor)
  const y = (info.attentionY ?? (height * factor) / 2) / (height * factor)
  return { x, y }
}

/** Of 100, where none is said. */
const DEFAULT_QUALITY = 80

async function encode(
  frames: Source['frames'],
  timing: Source['timing'],
  recipe: Recipe,
  output: string,
): Promise<Rendered> {
  const quality = recipe.steps.findLast((step) => step.quality !== undefined)?.quality ?? DEFAULT_QUALITY
  const pixels = await Promise.all(frames.map(inMemory))
  const [first] = pixels
  const { width, height } = first!.size
  const format = recipe.format === 'auto' ? fitting(pixels) : recipe.format
  let image = frames.length > 1 ? await joined(pixels) : await first!.open()
  // What is see-through would become black.
  if (format === 'jpg' && isTransparent(first!)) image = image.flatten({ background: 'white' })
  const { size } = await ENCODERS[format](image, quality, timing).toFile(output)
  return { format, width, height, bytes: size }
}

const fitting = (frames: readonly Pixels[]): ImageFormat =>
  frames.length > 1 ? 'gif' : isTransparent(frames[0]!) ? 'png' : 'jpg'

/** As the encoders of animations have it: one frame below the other. */
async function joined(frames: readonly Pixels[]): Promise<Sharp> {
  const sharp = await loadSharp()
  const { size, channels } = frames[0]!
  const raw = { width: size.width, height: size.height * frames.length, channels, pageHeight: size.height }
  return sharp(Buffer.concat(frames.map(({ data }) => data)), { raw, limitInputPixels: false })
}

/** AVIF looks the same at a lower number. */
const AVIF_SHARE = 0.65

const ENCODERS: Record<ImageFormat, (image: Sharp, quality: number, timing: Source['timing']) => Sharp> = {
  jpg: (image, quality) => image.jpeg({ quality }),
  png: (image) => image.png(),
  webp: (image, quality, timing) => image.webp({ quality, ...timing }),
  avif: (image, quality) => image.avif({ quality: Math.max(1, Math.round(quality * AVIF_SHARE)), effort: 3 }),
  gif: (image, _, timing) => image.gif({ ...timing }),
  tif: (image) => image.tiff({ compression: 'lzw' }),
}
