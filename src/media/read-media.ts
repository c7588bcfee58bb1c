import { type MediaInfo, NOTHING_READ, type ResourceType } from '../core/asset.ts'
import { AppError } from '../core/errors.ts'
import { readAudioVideo } from './audio-video.ts'
import { detectFile } from './detect.ts'
import { type DetectedFile, UNREAD_IMAGES } from './formats.ts'
import { readImage } from './image.ts'
import { readPdf } from './pdf.ts'
import { notA, unreadImage } from './refusals.ts'

export interface ReadTask {
  readonly path: string
  readonly bytes: number
  readonly wanted: 'image' | 'video' | 'auto'
}

export interface Reading {
  readonly resourceType: ResourceType
  readonly media: MediaInfo
}

/** A raw asset: nothing is known of its content. */
export const RAW: Reading = { resourceType: 'raw', media: NOTHING_READ }

/** Reads the file here and now, whatever it may do to this process. Throws `invalid`; anything else is not the file's fault. */
export async function readMedia({ path, bytes, wanted }: ReadTask): Promise<Reading> {
  const file = await detectFile(path)
  if (file.kind === 'other') {
    if (wanted === 'auto') return RAW
    throw notA(wanted, described(file))
  }
  const resourceType = file.kind === 'audio_video' ? 'video' : 'image'
  if (wanted !== 'auto' && wanted !== resourceType) throw notA(wanted, described(file), resourceType)
  switch (file.kind) {
    case 'image':
      // A HEIF says by its content alone whether it is an AVIF.
      if (UNREAD_IMAGES.has(file.format) && file.format !== 'heic') throw unreadImage(file.format)
      return { resourceType, media: await readImage(path, bytes, file.format) }
    case 'pdf':
      return { resourceType, media: await readPdf(path, bytes) }
    case 'audio_video':
      try {
        return { resourceType, media: await readAudioVideo(path, file.format) }
      } catch (error) {
        if (file.guessed && wanted === 'auto' && error instanceof AppError) return RAW
        throw error
      }
  }
}

function described({ kind, format }: DetectedFile): string {
  if (kind === 'other') return format
  if (kind === 'audio_video') return `video or audio (${format})`
  return kind === 'pdf' ? 'a PDF' : `an image (${format})`
}
