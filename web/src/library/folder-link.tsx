import { CornerDownRight } from 'lucide-react'
import { type DragEvent, type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { useEnvironment } from '../api/environment.ts'
import { droppedAssets, hasAssets } from '../related/dragged-assets.ts'
import { hasFiles } from '../upload/dropped-files.ts'
import { takeDrop } from '../upload/take-drop.ts'
import tree from './folder-tree.module.css'
import { useAssetActs } from './use-asset-acts.tsx'

interface FolderLinkProps {
  readonly href: string
  /** '' for the root, which has all folders. */
  readonly path: string
  readonly isCurrent: boolean
  /** Whether assets that are dropped on it are moved there, and files are uploaded. */
  readonly takesDrops: boolean
  readonly children: ReactNode
}

export function FolderLink({ href, path, isCurrent, takesDrops, children }: FolderLinkProps) {
  /** What dropping here does. */
  const [drop, setDrop] = useState<'Move' | 'Upload'>()
  const { moveTo } = useAssetActs()
  const { name: environment } = useEnvironment()
  const onDragOver = (event: DragEvent) => {
    const { dataTransfer } = event
    const next = hasAssets(dataTransfer) ? 'Move' : hasFiles(dataTransfer) ? 'Upload' : undefined
    if (!takesDrops || !next) return
    event.preventDefault()
    dataTransfer.dropEffect = next === 'Move' ? 'move' : 'copy'
    setDrop(next)
  }
  const onDrop = (event: DragEvent) => {
    setDrop(undefined)
    const { dataTransfer } = event
    const ids = droppedAssets(dataTransfer)
    if (!takesDrops || (ids.length === 0 && !hasFiles(dataTransfer))) return
    event.preventDefault()
    if (ids.length > 0) void moveTo(ids, path)
    else void takeDrop(dataTransfer, { environment, folder: path })
  }
  return (
    <Link
      href={href}
      className={tree.item}
      aria-current={isCurrent ? 'page' : undefined}
      data-over={drop !== undefined || undefined}
      draggable={false}
      onDragOver={onDragOver}
      onDragLeave={() => setDrop(undefined)}
      onDrop={onDrop}
    >
      {drop ? (
        <>
          <CornerDownRight aria-hidden />
          <span>
            {drop} to {path.split('/').at(-1) || 'the root'}
          </span>
        </>
      ) : (
        children
      )}
    </Link>
  )
}
