import { AudioLines, Box, FileText, Film, Image, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import styles from './thumb.module.css'

/** What a thumbnail has to know of an asset. */
export interface Pictured {
  readonly asset_id: string
  readonly resource_type: string
  readonly public_id: string
  readonly display_name?: string | undefined
  readonly format?: string | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** A path with `{size}` where the pixels of the longer side are put. */
  readonly thumbnail?: string | undefined
}

/** Few sizes, so that what was made once is found again by browsers and by the server. */
const SIZES = [96, 200, 400, 800, 1600]

/** The address of a picture of it, for a box of so many CSS pixels on its longer side. */
export function thumbnailUrl({ thumbnail }: Pick<Pictured, 'thumbnail'>, cssPixels: number): string | undefined {
  const pixels = cssPixels * Math.min(window.devicePixelRatio || 1, 2)
  const size = SIZES.find((one) => one >= pixels) ?? SIZES.at(-1)
  return thumbnail?.replaceAll('{size}', String(size))
}

const TEXTS = new Set(['srt', 'vtt', 'txt', 'md', 'json', 'csv', 'xml', 'html', 'doc', 'docx', 'pdf'])
const SOUNDS = new Set(['mp3', 'wav', 'ogg', 'flac', 'm4a', 'aac', 'opus'])

/** `jpg`, `srt`: of a raw file its public ID tells, of others the format. */
export const extensionOf = ({ format, public_id: id = '' }: Partial<Pick<Pictured, 'format' | 'public_id'>>): string =>
  (format ?? /\.(\w{1,5})$/.exec(id)?.[1] ?? '').toLowerCase()

export function iconOf(
  asset: Pick<Pictured, 'resource_type' | 'format'> & Partial<Pick<Pictured, 'public_id'>>,
): LucideIcon {
  const { resource_type: type } = asset
  const format = extensionOf(asset)
  if (TEXTS.has(format)) return FileText
  if (SOUNDS.has(format)) return AudioLines
  return type === 'image' ? Image : type === 'video' ? Film : Box
}

export const titleOf = ({ display_name, public_id }: Pick<Pictured, 'display_name' | 'public_id'>): string =>
  display_name || public_id.slice(public_id.lastIndexOf('/') + 1)

interface ThumbProps {
  readonly asset: Pictured
  /** Of the longer side, in CSS pixels: which file is fetched. */
  readonly size: number
  /** Whether the picture fills its box, cut at the sides, instead of being whole; drawings (logos, mostly) are always whole. */
  readonly cover?: boolean
  /** Shown until the picture is there. */
  readonly color?: string | undefined
  /** Left out where the name is beside it, so that it isn't read twice. */
  readonly alt?: string
}

/** A picture of an asset that fills the box it is put into; the icon of its type where there is no picture. */
export function Thumb({ asset, size, cover, color, alt = '' }: ThumbProps) {
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading')
  const url = thumbnailUrl(asset, size)
  const Icon = iconOf(asset)
  const extension = extensionOf(asset)
  return (
    <span
      className={styles.thumb}
      data-drawing={asset.format === 'svg' || undefined}
      data-state={state}
      style={color && state !== 'failed' ? { backgroundColor: color } : undefined}
    >
      {url && state !== 'failed' ? (
        <img
          key={url}
          src={url}
          alt={alt}
          loading="lazy"
          decoding="async"
          draggable={false}
          className={cover && asset.format !== 'svg' ? styles.cover : styles.whole}
          onLoad={() => setState('shown')}
          onError={() => setState('failed')}
        />
      ) : (
        <span className={styles.icon} {...(alt ? { role: 'img', 'aria-label': alt } : { 'aria-hidden': true })}>
          <Icon />
          {extension && <span className={styles.format}>{extension}</span>}
        </span>
      )}
    </span>
  )
}
