import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { droppedAssets, hasAssets } from '../related/dragged-assets.ts'
import tree from './folder-tree.module.css'
import { useAssetActs } from './use-asset-acts.tsx'

interface FolderLinkProps {
  readonly href: string
  readonly path: string
  readonly isCurrent: boolean
  /** Whether assets that are dropped on it are moved there. */
  readonly takesDrops: boolean
  readonly children: ReactNode
}

export function FolderLink({ href, path, isCurrent, takesDrops, children }: FolderLinkProps) {
  const [isOver, setOver] = useState(false)
  const { moveTo } = useAssetActs()
  return (
    <Link
      href={href}
      className={tree.item}
      aria-current={isCurrent ? 'page' : undefined}
      data-over={isOver || undefined}
      draggable={false}
      onDragOver={(event) => {
        if (!takesDrops || !hasAssets(event.dataTransfer)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'move'
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        const ids = droppedAssets(event.dataTransfer)
        if (!takesDrops || ids.length === 0) return
        event.preventDefault()
        void moveTo(ids, path)
      }}
    >
      {children}
    </Link>
  )
}
