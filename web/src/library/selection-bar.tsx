import { Download, Ellipsis, FolderInput, Link2, Share2, Tag, Trash2, Waypoints, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useLocation } from 'wouter'
import type { AssetCard } from '../api/assets.ts'
import { useMay } from '../api/environment.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { counted } from '../ui/format.ts'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Thumb } from '../ui/thumb.tsx'
import { toast } from '../ui/toast.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { clearSelection, deselect, useSelection } from './selection.ts'
import styles from './selection-bar.module.css'
import { MOST_EACH_OTHER, useAssetActs } from './use-asset-acts.tsx'

const RelateDialog = lazy(async () => ({ default: (await import('../related/relate-dialog.tsx')).RelateDialog }))
const BundleDialog = lazy(async () => ({ default: (await import('../bundle/bundle-dialog.tsx')).BundleDialog }))
const DeleteDialog = lazy(async () => ({ default: (await import('../bundle/delete-dialog.tsx')).DeleteDialog }))
const TagDialog = lazy(async () => ({ default: (await import('./tag-dialog.tsx')).TagDialog }))
const MoveDialog = lazy(async () => ({ default: (await import('./move-dialog.tsx')).MoveDialog }))

export type Asking = 'relate' | 'tag' | 'move' | 'bundle' | 'delete'

/** As many as one call deletes. */
const MOST_DELETED = 100

/** A drawing of more would show nothing. */
const MOST_IN_GRAPH = 50

interface SelectionBarProps {
  readonly asking: Asking | undefined
  readonly onAsk: (asking: Asking | undefined) => void
}

/** What can be done with what is selected; it stays in sight as long as something is. */
export function SelectionBar({ asking, onAsk }: SelectionBarProps) {
  const selected = useSelection(({ assets }) => assets)
  const cards = [...selected.values()]
  return (
    <>
      <p className="unseen" role="status">
        {cards.length > 0 && `${counted(cards.length, 'asset')} selected`}
      </p>
      {cards.length > 0 && <Bar cards={cards} onAsk={onAsk} />}
      {asking && cards.length > 0 && (
        <Suspense>
          <Asked asking={asking} cards={cards} onClose={() => onAsk(undefined)} />
        </Suspense>
      )}
    </>
  )
}

function Bar({ cards, onAsk }: { cards: readonly AssetCard[]; onAsk: (asking: Asking) => void }) {
  const { edit } = useMay()
  const [, navigate] = useLocation()
  const { relateEachOther } = useAssetActs()
  const [isRelating, setRelating] = useState(false)
  const n = cards.length
  const eachOther =
    n < 2 ? 'Select two or more' : n > MOST_EACH_OTHER ? `At most ${MOST_EACH_OTHER} at a time` : undefined
  const graph = () => {
    const ids = cards.slice(0, MOST_IN_GRAPH).map(({ asset_id: id }) => id)
    navigate(`/graph?from=${ids.join(',')}`)
  }
  const remove = () =>
    n > MOST_DELETED
      ? toast(`${counted(n, 'asset')} are too many to delete at once`, { more: `At most ${MOST_DELETED} at a time.` })
      : onAsk('delete')
  const relateAll = async () => {
    setRelating(true)
    await relateEachOther(cards)
    setRelating(false)
  }
  return (
    <div className={styles.bar} role="toolbar" aria-label="Selected assets">
      <IconButton label="Select none" shortcut="Esc" onClick={clearSelection}>
        <X />
      </IconButton>
      <span className={styles.pile} aria-hidden>
        {cards.slice(-3).map((card) => (
          <span key={card.asset_id}>
            <Thumb asset={card} size={32} cover />
          </span>
        ))}
      </span>
      <span className={styles.count}>{counted(n, 'asset')}</span>
      {edit && (
        <>
          <Button look="primary" icon={<Link2 />} onClick={() => onAsk('relate')}>
            Relate to…
          </Button>
          <Tooltip text={eachOther ?? 'Every one with every other'}>
            <Button
              icon={<Share2 />}
              busy={isRelating}
              aria-disabled={eachOther !== undefined || undefined}
              className={styles.second}
              onClick={() => eachOther === undefined && relateAll()}
            >
              Relate to one another
            </Button>
          </Tooltip>
        </>
      )}
      <span className={styles.more}>
        {edit && (
          <>
            <IconButton label="Tags" onClick={() => onAsk('tag')}>
              <Tag />
            </IconButton>
            <IconButton label="Move to a folder" onClick={() => onAsk('move')}>
              <FolderInput />
            </IconButton>
          </>
        )}
        <IconButton label="Open in the graph" onClick={graph}>
          <Waypoints />
        </IconButton>
        <IconButton label="Take along as a bundle" onClick={() => onAsk('bundle')}>
          <Download />
        </IconButton>
        {edit && (
          <IconButton label="Delete" shortcut="Del" onClick={remove}>
            <Trash2 />
          </IconButton>
        )}
      </span>
      <span className={styles.menu}>
        <Menu
          trigger={
            <IconButton label="What else">
              <Ellipsis />
            </IconButton>
          }
        >
          {edit && (
            <>
              <MenuItem icon={<Share2 />} disabled={eachOther !== undefined} onSelect={relateAll}>
                Relate to one another
              </MenuItem>
              <MenuItem icon={<Tag />} onSelect={() => onAsk('tag')}>
                Tags
              </MenuItem>
              <MenuItem icon={<FolderInput />} onSelect={() => onAsk('move')}>
                Move to a folder
              </MenuItem>
            </>
          )}
          <MenuItem icon={<Waypoints />} onSelect={graph}>
            Open in the graph
          </MenuItem>
          <MenuItem icon={<Download />} onSelect={() => onAsk('bundle')}>
            Take along as a bundle
          </MenuItem>
          {edit && (
            <MenuItem icon={<Trash2 />} danger onSelect={remove}>
              Delete
            </MenuItem>
          )}
        </Menu>
      </span>
    </div>
  )
}

function Asked({ asking, cards, onClose }: { asking: Asking; cards: readonly AssetCard[]; onClose: () => void }) {
  const ids = cards.map(({ asset_id: id }) => id)
  switch (asking) {
    case 'relate':
      return <RelateDialog assets={cards} onClose={onClose} />
    case 'tag':
      return <TagDialog cards={cards} onClose={onClose} />
    case 'move':
      return <MoveDialog cards={cards} onClose={onClose} />
    case 'bundle':
      return (
        <BundleDialog assets={ids} name={cards.length === 1 ? cards[0]!.display_name : 'assets'} onClose={onClose} />
      )
    case 'delete':
      return <DeleteDialog assets={ids} onClose={onClose} onDeleted={deselect} />
  }
}
