import { Clock, EllipsisVertical, TriangleAlert, Wand2 } from 'lucide-react'
import { HoverCard } from 'radix-ui'
import { type DragEvent, type KeyboardEvent, type MouseEvent, memo, useRef, useState } from 'react'
import { Link } from 'wouter'
import { keyOf, type RelatedItem } from '../api/related-list.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import { partWords, sizeWords } from './asset-words.ts'
import { RelatedCard } from './related-card.tsx'
import type { TilePlace } from './related-rows.tsx'
import styles from './related-tile.module.css'

/** What can be done with one tile. */
export interface TileActs {
  readonly open: (item: RelatedItem) => void
  readonly toggle: (item: RelatedItem, isRange: boolean) => void
  readonly changeKind: (items: readonly RelatedItem[]) => void
  readonly edit: (item: RelatedItem) => void
  readonly remove: (items: readonly RelatedItem[]) => void
  readonly moveTo: (item: RelatedItem, end: 'first' | 'last') => void
  readonly graph: (item: RelatedItem) => void
  readonly onKey: (event: KeyboardEvent, item: RelatedItem) => void
  readonly onFocus: (item: RelatedItem) => void
  readonly onDragStart: (event: DragEvent, item: RelatedItem) => void
  readonly onDragOver: (event: DragEvent, item: RelatedItem) => void
  readonly onDrop: (event: DragEvent, item: RelatedItem) => void
}

interface TileProps extends TilePlace {
  readonly item: RelatedItem
  readonly at: number
  readonly count: number
  readonly acts: TileActs
  readonly isSelected: boolean
  /** Whether a click selects instead of opening, since others are selected. */
  readonly isSelecting: boolean
  /** Of all tiles one is reached by Tab, the others from it by arrow keys. */
  readonly isReached: boolean
  readonly dropSide: 'before' | 'after' | undefined
  readonly mayEdit: boolean
}

export const RelatedTile = memo(function RelatedTile(props: TileProps) {
  const { item, at, count, top, left, width, height, acts, isSelected, isSelecting, isReached, dropSide, mayEdit } =
    props
  const { asset, note } = item
  const name = titleOf(asset)
  const link = useRef<HTMLAnchorElement>(null)
  const [isCardShown, setCardShown] = useState(false)
  const [isHeld, setHeld] = useState(false)
  // A card that was waited for may come when a click, a menu or a dialog has led elsewhere; nothing would close it then.
  const showCard = (isWanted: boolean) => setCardShown(isWanted && link.current!.matches(':hover, :focus-visible'))
  const onClick = (event: MouseEvent) => {
    const isCommand = event.ctrlKey || event.metaKey || event.shiftKey
    const isToggle = mayEdit && (isSelecting || isCommand)
    if (isCommand && !isToggle) return
    event.preventDefault()
    if (isToggle) acts.toggle(item, event.shiftKey)
    else acts.open(item)
  }
  return (
    <li
      className={styles.tile}
      style={{ top, left, width, height }}
      data-key={keyOf(item)}
      data-selected={isSelected || undefined}
      data-drop={dropSide}
      aria-posinset={at + 1}
      aria-setsize={count}
      draggable={mayEdit}
      onPointerDown={() => setHeld(true)}
      onPointerUp={() => setHeld(false)}
      onDragEnd={() => setHeld(false)}
      onDragStart={(event) => acts.onDragStart(event, item)}
      onDragOver={(event) => acts.onDragOver(event, item)}
      onDrop={(event) => acts.onDrop(event, item)}
      onKeyDown={(event) => acts.onKey(event, item)}
      onFocus={() => acts.onFocus(item)}
    >
      {/* It lies over the neighbours, which are in reach as long as one selects or drags. */}
      <HoverCard.Root
        openDelay={450}
        closeDelay={80}
        open={isCardShown && !isSelecting && !isHeld}
        onOpenChange={showCard}
      >
        <HoverCard.Trigger asChild>
          <Link
            ref={link}
            href={`/assets/${asset.asset_id}`}
            className={styles.open}
            tabIndex={isReached ? 0 : -1}
            // Before the link looks at it, which has no ear for clicks with a key.
            onClickCapture={onClick}
            aria-keyshortcuts={mayEdit ? 'Alt+ArrowLeft Alt+ArrowRight Space Delete' : undefined}
          >
            <span className={styles.picture}>
              <Thumb asset={asset} size={140} />
              <Marks item={item} />
            </span>
            <span className={styles.name}>{name}</span>
            <span className={styles.more}>{note ?? sizeWords(asset)}</span>
          </Link>
        </HoverCard.Trigger>
        <HoverCard.Portal>
          <HoverCard.Content side="left" sideOffset={8} collisionPadding={12} className={styles.card}>
            <RelatedCard item={item} />
          </HoverCard.Content>
        </HoverCard.Portal>
      </HoverCard.Root>
      {mayEdit && (
        <>
          <label className={styles.check}>
            <span className="unseen">Select {name}</span>
            <input
              type="checkbox"
              checked={isSelected}
              tabIndex={isReached ? 0 : -1}
              onChange={(event) => acts.toggle(item, (event.nativeEvent as globalThis.MouseEvent).shiftKey)}
            />
          </label>
          <div className={styles.menu}>
            <TileMenu item={item} acts={acts} tabIndex={isReached ? 0 : -1} />
          </div>
        </>
      )}
    </li>
  )
})

function TileMenu({ item, acts, tabIndex }: { item: RelatedItem; acts: TileActs; tabIndex: number }) {
  return (
    <Menu
      trigger={
        <IconButton label={`More about ${titleOf(item.asset)}`} size="small" look="plain" tabIndex={tabIndex}>
          <EllipsisVertical />
        </IconButton>
      }
    >
      <MenuItem onSelect={() => acts.edit(item)}>Note and part …</MenuItem>
      <MenuItem onSelect={() => acts.changeKind([item])}>Change kind …</MenuItem>
      <MenuLine />
      <MenuItem onSelect={() => acts.moveTo(item, 'first')} shortcut="Alt Home">
        Move to the start
      </MenuItem>
      <MenuItem onSelect={() => acts.moveTo(item, 'last')} shortcut="Alt End">
        Move to the end
      </MenuItem>
      <MenuLine />
      <MenuItem onSelect={() => acts.graph(item)}>Open in graph</MenuItem>
      <MenuItem onSelect={() => acts.remove([item])} shortcut="Del" danger>
        Remove relation
      </MenuItem>
    </Menu>
  )
}

/** What is particular about the relation, over the picture. */
function Marks({ item }: { item: RelatedItem }) {
  const { start, end, rule } = item
  return (
    <span className={styles.marks}>
      {start !== undefined && (
        <span className={styles.mark}>
          <Clock aria-hidden />
          {partWords(start, end)}
        </span>
      )}
      {isOutdated(item) && (
        <span className={`${styles.mark} ${styles.outdated}`} title="Means an earlier version of the file">
          <TriangleAlert aria-hidden />
          <span>Earlier version</span>
        </span>
      )}
      {rule !== undefined && (
        <span className={styles.mark} title={`Related by the rule ${rule}`}>
          <Wand2 role="img" aria-label={`Related by the rule ${rule}`} />
        </span>
      )}
    </span>
  )
}

export const isOutdated = (item: RelatedItem): boolean =>
  item.from_version_status === 'outdated' || item.to_version_status === 'outdated'
