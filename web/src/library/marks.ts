import { AudioLines, type LucideIcon, Play } from 'lucide-react'
import type { AssetCard } from '../api/assets.ts'
import { counted, playTime } from '../ui/format.ts'
import { extensionOf, titleOf } from '../ui/thumb.tsx'

/** A few letters or figures on a tile that say what it is, where the picture doesn't. */
export interface Mark {
  readonly icon?: LucideIcon
  readonly text: string
}

const hasSoundAlone = ({ resource_type: type, width }: AssetCard): boolean => type === 'video' && width === undefined

export function markOf(card: AssetCard): Mark | undefined {
  if (card.resource_type === 'video') {
    return { icon: hasSoundAlone(card) ? AudioLines : Play, text: playTime(card.duration ?? 0) }
  }
  if (card.format === 'pdf') return { text: 'PDF' }
  if (card.resource_type === 'image' && (card.pages ?? 1) > 1) return { text: (card.format ?? '').toUpperCase() }
  return undefined
}

/** `Image`, `Video`, `Audio`, `PDF`, `Raw file`, with the format. */
export function typeOf(card: AssetCard): string {
  const format = extensionOf(card).toUpperCase()
  if (card.format === 'pdf') return 'PDF'
  if (card.resource_type === 'image') return format ?? 'Image'
  const kind = card.resource_type === 'raw' ? 'File' : hasSoundAlone(card) ? 'Audio' : 'Video'
  return format ? `${kind}, ${format}` : kind
}

/** `1600 × 1200`, `0:12`, `8 pages`: how much of it there is to see. */
export function extentOf({ width, height, duration, pages, format }: AssetCard): string {
  if (format === 'pdf' && pages) return counted(pages, 'page')
  const parts = [width && height ? `${width} × ${height}` : '', duration ? playTime(duration) : '']
  return parts.filter(Boolean).join(', ')
}

export const ACCESS: Partial<Record<AssetCard['type'], string>> = {
  private: 'Private',
  authenticated: 'Authenticated',
}

/** All that a tile shows, as words. */
export function labelOf(card: AssetCard): string {
  const parts = [titleOf(card), typeOf(card)]
  if (card.duration) parts.push(playTime(card.duration))
  if (ACCESS[card.type]) parts.push(ACCESS[card.type]!)
  if (card.relations > 0) parts.push(counted(card.relations, 'relation'))
  return parts.join(', ')
}
