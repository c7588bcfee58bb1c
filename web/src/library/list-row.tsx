import { Check, Link2, Lock } from 'lucide-react'
import { memo } from 'react'
import { Link } from 'wouter'
import type { AssetCard } from '../api/assets.ts'
import { count, date, dateTime, fileSize } from '../ui/format.ts'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import styles from './list-row.module.css'
import { ACCESS, extentOf, typeOf } from './marks.ts'
import { useIsSelected } from './selection.ts'
import { leave } from './use-grid-input.ts'

export const LIST_ROW_HEIGHT = 52

interface ListRowProps {
  readonly card: AssetCard | undefined
  readonly color: string | undefined
  readonly index: number
  readonly isFocus: boolean
  readonly isDraggable: boolean
  readonly drop: string | undefined
}

/** One asset of the list. What is done with it is heard by the grid, as of tiles. */
export const ListRow = memo(function ListRow({ card, color, index, isFocus, isDraggable, drop }: ListRowProps) {
  const isSelected = useIsSelected(card?.asset_id)
  return (
    <div
      role="row"
      className={styles.row}
      style={{ height: LIST_ROW_HEIGHT }}
      data-index={index}
      data-drop={drop !== undefined || undefined}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-busy={card === undefined || undefined}
      tabIndex={isFocus ? 0 : -1}
      draggable={isDraggable && card !== undefined}
    >
      {card ? (
        <Cells card={card} color={color} drop={drop} />
      ) : (
        <span role="gridcell" className={styles.loading}>
          <span className="unseen">Loading</span>
        </span>
      )}
    </div>
  )
})

function Cells({ card, color, drop }: Pick<ListRowProps, 'color' | 'drop'> & { card: AssetCard }) {
  return (
    <>
      <span role="gridcell" className={styles.picture}>
        <Thumb asset={card} size={44} color={color} cover />
        <span className={styles.check} data-check aria-hidden>
          <Check />
        </span>
      </span>
      <span role="gridcell" className={styles.name}>
        <Link href={`/assets/${card.asset_id}`} tabIndex={-1} draggable={false} onClick={leave}>
          {titleOf(card)}
        </Link>
        {card.type !== 'upload' && <Lock aria-label={ACCESS[card.type]} />}
        {drop !== undefined && <span className={styles.drop}>{drop}</span>}
      </span>
      <span role="gridcell" data-column="type">
        {typeOf(card)}
      </span>
      <span role="gridcell" data-column="bytes" className={styles.number}>
        {fileSize(card.bytes)}
      </span>
      <span role="gridcell" data-column="extent" className={styles.number}>
        {extentOf(card)}
      </span>
      <span role="gridcell" data-column="folder" title={card.folder}>
        {card.folder}
      </span>
      <span role="gridcell" data-column="relations" className={styles.number}>
        {card.relations > 0 && (
          <>
            <Link2 aria-hidden /> {count(card.relations)}
          </>
        )}
      </span>
      <span role="gridcell" data-column="created_at" title={dateTime(card.created_at)} className={styles.number}>
        {date(card.created_at)}
      </span>
    </>
  )
}
