import type { InputTrack } from 'mediabunny'
import { type MediaInfo, NOTHING_READ } from '../core/asset.ts'
import { AppError } from '../core/errors.ts'
import { originOfTags } from './origin.ts'
import { damaged } from './refusals.ts'

/**
 * Duration, and the width and height at which it plays (turned and stretched as the file says); both null for audio.
 * Containers that are not read (avi, flv, wmv, ...) are kept without any of these.
 */
export async function readAudioVideo(path: string, format: string): Promise<MediaInfo> {
  const mediabunny = await import('mediabunny')
  const { EncodedPacketSink, FilePathSource, Input } = mediabunny
  // Not its list of all formats: that has playlists, which would have other files and addresses read.
  const formats = [
    ...[mediabunny.MP4, mediabunny.QTFF, mediabunny.MATROSKA, mediabunny.WEBM, mediabunny.MPEG_TS],
    ...[mediabunny.WAVE, mediabunny.OGG, mediabunny.FLAC, mediabunny.MP3, mediabunny.ADTS],
  ]
  const input = new Input({ source: new FilePathSource(path), formats })
  try {
    if (!(await input.canRead())) {
      if (READ.has(format)) throw damaged('video', format, 'its beginning cannot be read')
      return { ...NOTHING_READ, format }
    }
    const video = await input.getPrimaryVideoTrack()
    const track: InputTrack | null = video ?? (await input.getPrimaryAudioTrack())
    if (!track) throw damaged('video', format, 'it has neither a video nor an audio track')
    if (INDEXED.has(format)) {
      // A file that was cut short still begins with a table of all there once was.
      const last = await new EncodedPacketSink(track).getPacket(Number.MAX_SAFE_INTEGER)
      if (!last) throw damaged('video', format, 'its end is missing')
    }
    // What has no duration in its head is read to its end; not so FLAC, where an end that is missing is sought forever.
    const said = await input.getDurationFromMetadata()
    const seconds = said ?? (format === 'flac' ? null : await input.computeDuration())
    return {
      ...NOTHING_READ,
      format,
      width: video && size(await video.getDisplayWidth()),
      height: video && size(await video.getDisplayHeight()),
      durationMicros: seconds === null ? null : duration(seconds),
      origin: INDEXED.has(format) ? originOfTags((await input.getMetadataTags()).raw ?? {}) : null,
    }
  } catch (error) {
    throw error instanceof AppError ? error : damaged('video', format, error)
  } finally {
    input.dispose()
  }
}

/** Containers with a table of what is where. */
const INDEXED = new Set(['mp4', 'm4v', 'mov', 'm4a', '3gp', '3g2', 'f4v', 'webm', 'mkv'])

/** Where a file that begins like one of these can't be read, it is damaged. */
const READ = new Set([...INDEXED, 'ts', 'mp3', 'mp2', 'mp1', 'aac', 'wav', 'ogg', 'ogv', 'opus', 'flac'])

const size = (pixels: number): number | null => (pixels > 0 && pixels < 1e6 ? Math.round(pixels) : null)

function duration(seconds: number): number | null {
  const micros = Math.round(seconds * 1e6)
  return Number.isSafeInteger(micros) && micros >= 0 ? micros : null
}
