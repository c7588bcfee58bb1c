import { Check, Link2, Lock } from 'lucide-react'
import { memo } from 'react'
import { Link } from 'wouter'
import type { AssetCard } from '../api/assets.ts'
import { count } from '../ui/format.ts'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import { ACCESS, labelOf, markOf } from './marks.ts'
import { useIsSelected } from './selection.ts'
import styles from './tile.module.css'
import { leave } from './use-grid-input.ts'

interface TileProps {
  readonly card: AssetCard | undefined
  /** What stands for its picture until that is there. */
  readonly color: string | undefined
  readonly index: number
  readonly column: number
  readonly left: number
  readonly width: number
  readonly height: number
  readonly isFocus: boolean
  readonly isDraggable: boolean
  /** What dropping here does, while something that can be dropped is held over it. */
  readonly drop: string | undefined
}

/** One asset of the grid. What is done with it is heard by the grid: see use-grid-input.ts. */
export const Tile = memo(function Tile({
  card,
  color,
  index,
  column,
  left,
  width,
  height,
  isFocus,
  isDraggable,
  drop,
}: TileProps) {
  const isSelected = useIsSelected(card?.asset_id)
  const box = { left, width, height, ...(color && { backgroundColor: color }) }
  return (
    <div
      role="gridcell"
      className={styles.tile}
      style={box}
      data-index={index}
      data-drop={drop !== undefined || undefined}
      aria-colindex={column + 1}
      aria-selected={isSelected}
      aria-busy={card === undefined || undefined}
      tabIndex={isFocus ? 0 : -1}
      draggable={isDraggable && card !== undefined}
    >
      <span className="unseen">{card ? labelOf(card) : 'Loading'}</span>
      {card && (
        <>
          <Thumb asset={card} size={Math.max(width, height)} color={color} cover />
          <Foot card={card} />
          {card.type !== 'upload' && (
            <span className={styles.lock} title={ACCESS[card.type]} aria-hidden>
              <Lock />
            </span>
          )}
          <span className={styles.check} data-check aria-hidden>
            <Check />
          </span>
        </>
      )}
      {drop !== undefined && (
        <span className={styles.drop}>
          <Link2 aria-hidden />
          {drop}
        </span>
      )}
    </div>
  )
})

function Foot({ card }: { card: AssetCard }) {
  const mark = markOf(card)
  const Icon = mark?.icon
  return (
    <span className={styles.foot} aria-hidden data-bare={card.thumbnail === undefined || undefined}>
      {mark && (
        <span className={styles.pill}>
          {Icon && <Icon aria-hidden />}
          {mark.text}
        </span>
      )}
      <Link href={`/assets/${card.asset_id}`} className={styles.name} tabIndex={-1} draggable={false} onClick={leave}>
        {titleOf(card)}
      </Link>
      {card.relations > 0 && (
        <span className={`${styles.pill} ${styles.relations}`} title={`Related to ${count(card.relations)}`}>
          <Link2 aria-hidden />
          {count(card.relations)}
        </span>
      )}
    </span>
  )
}
