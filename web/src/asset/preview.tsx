import { Download } from 'lucide-react'
import type { AssetDetails } from '../api/asset.ts'
import { Button } from '../ui/button.tsx'
import { extensionOf, iconOf } from '../ui/thumb.tsx'
import { download } from './download.ts'
import { PagesPreview } from './pages-preview.tsx'
import { PlayerPreview } from './player-preview.tsx'
import styles from './preview.module.css'
import { TextPreview } from './text-preview.tsx'
import { ZoomPreview } from './zoom-preview.tsx'

const TEXTS = new Set([
  ...['txt', 'md', 'markdown', 'json', 'csv', 'tsv', 'vtt', 'srt', 'xml', 'yml', 'yaml', 'log', 'ini', 'toml'],
  ...['html', 'css', 'js', 'ts', 'jsx', 'tsx', 'py', 'rb', 'php', 'sh', 'sql'],
])

/** The asset as large as there is room: what browsers can show, play or read. */
export function Preview({ asset }: { asset: AssetDetails }) {
  const extension = extensionOf(asset)
  if (extension === 'pdf' && asset.thumbnail) return <PagesPreview asset={asset} thumbnail={asset.thumbnail} />
  if (asset.resource_type === 'image' && asset.thumbnail) return <ZoomPreview asset={asset} />
  if (asset.resource_type === 'video') return <PlayerPreview asset={asset} />
  if (TEXTS.has(extension)) return <TextPreview asset={asset} extension={extension} />
  const Icon = iconOf(asset)
  return (
    <div className={`${styles.stage} ${styles.none}`}>
      <Icon aria-hidden />
      <p>{extension ? `${extension.toUpperCase()} files can’t be shown here` : 'This file can’t be shown here'}</p>
      <Button icon={<Download />} onClick={() => download(asset)}>
        Download
      </Button>
    </div>
  )
}
