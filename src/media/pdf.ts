import { readFile } from 'node:fs/promises'
import type { PDFiumLibrary } from '@hyzyla/pdfium'
import type { MediaInfo } from '../core/asset.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Size } from './geometry.ts'
import { findXmp, readOrigin } from './origin.ts'
import { damaged, locked, thousands, tooLarge } from './refusals.ts'

/** A PDF is held in memory twice while it is read. */
const MAX_PDF_BYTES = 256_000_000

let library: Promise<PDFiumLibrary> | undefined

/** Number of pages, and the size of the first as it is shown, in points. */
export async function readPdf(path: string, bytes: number): Promise<MediaInfo> {
  if (bytes > MAX_PDF_BYTES) throw tooLarge(`${thousands(bytes)} bytes of pdf`, MAX_PDF_BYTES, 'bytes')
  const file = await readFile(path)
  try {
    const document = await attempt((pdfium) => pdfium.loadDocument(file))
    const pages = document.getPageCount()
    if (pages < 1) throw damaged('image', 'pdf', 'it has no pages')
    const { originalWidth, originalHeight } = document.getPage(0).getOriginalSize()
    document.destroy()
    const origin = await readOrigin({ xmp: findXmp(file) })
    const [width, height] = [Math.round(originalWidth), Math.round(originalHeight)]
    if (!(width > 0 && height > 0)) throw damaged('image', 'pdf', 'its first page cannot be read')
    return { format: 'pdf', width, height, durationMicros: null, pages, phash: null, color: null, origin }
  } catch (error) {
    // Whatever state the error has left it in, the next file gets a new one.
    library = undefined
    throw refusal(error)
  }
}

export interface PdfPage {
  /** In points. */
  readonly size: Size
  /** As RGBA, on white. */
  draw(wanted: Size): Promise<Size & { readonly data: Uint8Array }>
  close(): void
}

/** A page that can be drawn at any size. `number` counts from 1, and is one that the document has. */
export async function openPdfPage(path: string, number: number): Promise<PdfPage> {
  const document = await attempt(async (pdfium) => pdfium.loadDocument(await readFile(path)))
  const page = document.getPage(number - 1)
  const { originalWidth, originalHeight } = page.getOriginalSize()
  const [width, height] = [Math.round(originalWidth), Math.round(originalHeight)]
  if (!(width > 0 && height > 0)) throw invalid(`The page ${number} of the document cannot be read`)
  return {
    size: { width, height },
    draw: (wanted) => attempt(() => page.render({ ...wanted, render: 'bitmap' })),
    close: () => document.destroy(),
  }
}

/** Whatever state an error has left the library in, the next file gets a new one. */
async function attempt<T>(work: (pdfium: PDFiumLibrary) => Promise<T>): Promise<T> {
  const { PDFiumLibrary } = await import('@hyzyla/pdfium')
  library ??= PDFiumLibrary.init()
  try {
    return await work(await library)
  } catch (error) {
    library = undefined
    throw error
  }
}

function refusal(error: unknown): unknown {
  if (error instanceof AppError) return error
  return error instanceof Error && /password/i.test(error.message) ? locked() : damaged('image', 'pdf', error)
}
