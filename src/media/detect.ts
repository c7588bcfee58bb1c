import { open } from 'node:fs/promises'
import { AUDIO_VIDEO, type DetectedFile, READ_IMAGES, UNREAD_IMAGES } from './formats.ts'

/** As much of a file as decides whether it is text; an SVG's root stands within it, after whatever comments there are. */
const HEAD_BYTES = 16_384

const MPEG_AUDIO = new Set(['mp3', 'mp2', 'mp1', 'aac'])

/** Says what a file is from its bytes; its name plays no part. */
export async function detectFile(path: string): Promise<DetectedFile> {
  const head = await readHead(path)
  if (head.subarray(0, 5).toString('latin1') === '%PDF-') return { kind: 'pdf', format: 'pdf' }
  // Before the signatures, many of which are plain letters: a text may well begin with BM, MZ or GIF8.
  const text = asText(head)
  if (text !== undefined) {
    return isSvg(text) ? { kind: 'image', format: 'svg' } : { kind: 'other', format: 'text' }
  }
  const { fileTypeFromFile } = await import('file-type')
  const found = (await fileTypeFromFile(path)) ?? tiff(head)
  if (!found) return { kind: 'other', format: 'a file of an unknown type' }
  const { ext } = found
  if (READ_IMAGES[ext]) return { kind: 'image', format: READ_IMAGES[ext] }
  if (UNREAD_IMAGES.has(ext)) return { kind: 'image', format: ext }
  if (!AUDIO_VIDEO[ext]) return { kind: 'other', format: `a file in ${ext}` }
  if (ext === 'asf' && found.mime.startsWith('audio/')) return { kind: 'audio_video', format: 'wma' }
  const guessed = MPEG_AUDIO.has(ext) && head.subarray(0, 3).toString('latin1') !== 'ID3'
  return { kind: 'audio_video', format: AUDIO_VIDEO[ext], guessed }
}

/** A TIFF whose end is missing: what kind of TIFF it was stands there, so that file-type names none. */
function tiff(head: Buffer): { ext: string; mime: string } | undefined {
  const mark = head.subarray(0, 4).toString('latin1')
  return mark === 'II*\0' || mark === 'MM\0*' ? { ext: 'tif', mime: 'image/tiff' } : undefined
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/

/** The beginning as text, if text is what it is: without control characters, in UTF-8, UTF-16 or an XML's own encoding. */
function asText(head: Buffer): string | undefined {
  const text = decode(head, encodingByMark(head)) ?? (isXml(head) ? decode(head, 'windows-1252') : undefined)
  return text === undefined || CONTROL.test(text) ? undefined : text
}

const isXml = (head: Buffer) => head.subarray(0, 5).toString('latin1') === '<?xml'

function encodingByMark(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8'
}

function decode(head: Buffer, encoding: string): string | undefined {
  try {
    // As a stream, since the last character may be cut off.
    return new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true })
  } catch {
    return undefined
  }
}

/** What may stand before the root element: white space, the XML declaration, comments, a document type. */
const BEFORE_ROOT = /^\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>[]*(?:\[[^\]]*\]\s*)?>\s*)*/is

function isSvg(text: string): boolean {
  const root = text.replace(BEFORE_ROOT, '')
  return /^<(?:[\w.-]+:)?svg[\s/>]/.test(root)
}
