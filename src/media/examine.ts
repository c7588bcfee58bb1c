import type { Examination } from '../core/library.ts'
import { loadSharp } from './image.ts'
import { tiffOf } from './origin.ts'

export interface ExamineTask {
  readonly path: string
  readonly examine: true
}

/** Sides of the picture whose colours are counted. */
const SAMPLE_SIDE = 100
const MAX_COLORS = 32
/** Colours that agree in the highest bits of each channel are counted as one. */
const KEPT_BITS = 4

/** What an image has beside its picture, and its colours. The file was read whole when it was uploaded. */
export async function examineImage({ path }: ExamineTask): Promise<Examination> {
  const sharp = await loadSharp()
  const image = sharp(path, { limitInputPixels: false, failOn: 'error', sequentialRead: true })
  const { exif, ...meta } = await image.metadata()
  const tags = exif ? await readExif(exif) : {}
  const file = {
    FileFormat: meta.format,
    ImageWidth: meta.width,
    ImageHeight: meta.height,
    Colorspace: meta.space,
    Channels: meta.channels,
    BitDepth: meta.depth,
    HasAlpha: meta.hasAlpha,
    HasProfile: meta.hasProfile,
    DPI: meta.density,
    ChromaSubsampling: meta.chromaSubsampling,
  }
  const sample = image.resize(SAMPLE_SIDE, SAMPLE_SIDE, { fit: 'inside', withoutEnlargement: true })
  const pixels = await sample.toColourspace('srgb').ensureAlpha().raw().toBuffer()
  return { metadata: { ...asTexts(file), ...tags }, exif: tags, colors: countColors(pixels) }
}

async function readExif(block: Buffer): Promise<Record<string, string>> {
  const { default: exifr } = await import('exifr')
  try {
    return asTexts((await exifr.parse(tiffOf(block), { tiff: true, exif: true, gps: true, reviveValues: false })) ?? {})
  } catch {
    // What is damaged in there says nothing about the picture.
    return {}
  }
}

const MAX_TAGS = 300
const MAX_VALUE_LENGTH = 1000

/** Values as Cloudinary has them, texts; bytes that mean nothing to people are left out. */
function asTexts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === null || ArrayBuffer.isView(value)) return []
    const text = typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value)
    return [[name, text.replaceAll('\0', '').toWellFormed().slice(0, MAX_VALUE_LENGTH)] as const]
  })
  return Object.fromEntries(texts.slice(0, MAX_TAGS))
}

/** The colours of what isn't transparent, most first, each with its share in percent; they are averages of like ones. */
function countColors(rgba: Uint8Array): [string, number][] {
  const buckets = new Map<number, { count: number; r: number; g: number; b: number }>()
  let total = 0
  for (let i = 0; i < rgba.length; i += 4) {
    const [r, g, b, alpha] = rgba.subarray(i, i + 4) as unknown as [number, number, number, number]
    if (alpha < 128) continue
    total++
    const shift = 8 - KEPT_BITS
    const key = ((r >> shift) << (2 * KEPT_BITS)) | ((g >> shift) << KEPT_BITS) | (b >> shift)
    const sum = buckets.get(key) ?? { count: 0, r: 0, g: 0, b: 0 }
    buckets.set(key, { count: sum.count + 1, r: sum.r + r, g: sum.g + g, b: sum.b + b })
  }
  const most = [...buckets.values()].sort((a, b) => b.count - a.count).slice(0, MAX_COLORS)
  const hex = (sum: number, count: number) =>
    Math.round(sum / count)
      .toString(16)
      .padStart(2, '0')
  return most.map(({ count, r, g, b }) => [
    `#${hex(r, count)}${hex(g, count)}${hex(b, count)}`.toUpperCase(),
    Math.round((1000 * count) / total) / 10,
  ])
}
