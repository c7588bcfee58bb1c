import { counted, fileSize, playTime } from '../ui/format.ts'
import { extensionOf } from '../ui/thumb.tsx'

interface Described {
  readonly resource_type: string
  readonly public_id: string
  readonly format?: string | undefined
  readonly bytes?: number | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly duration?: number | undefined
  readonly pages?: number | undefined
}

/** `JPG · 1080 × 810`: what kind of file, and how large as people think of its type. */
export function sizeWords(asset: Described): string {
  const { resource_type: type, bytes, width, height, duration, pages } = asset
  const format = extensionOf(asset)
  const large =
    duration !== undefined
      ? playTime(duration)
      : pages !== undefined && pages > 1
        ? counted(pages, 'page')
        : width !== undefined && height !== undefined && format !== 'pdf'
          ? `${width} × ${height}`
          : bytes !== undefined
            ? fileSize(bytes)
            : ''
  return [format ? format.toUpperCase() : type === 'raw' ? 'File' : type, large].filter(Boolean).join(' · ')
}

/** `0:12–0:30`: the part of a recording that is meant. */
export const partWords = (start: number, end?: number): string =>
  end === undefined ? `from ${playTime(start)}` : `${playTime(start)}–${playTime(end)}`
