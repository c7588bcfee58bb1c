import { Link2, Plus } from 'lucide-react'
import { type RefObject, useCallback, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useMay } from '../api/environment.ts'
import { useKeepRelated } from '../api/opened-from.ts'
import { countsOf, itemsOf, keyOf, type RelatedItem, type Spot } from '../api/related-list.ts'
import { type Relatable, useRelated } from '../api/relations.ts'
import { Button } from '../ui/button.tsx'
import { counted } from '../ui/format.ts'
import { Empty, Failed, Skeleton } from '../ui/states.tsx'
import { titleOf } from '../ui/thumb.tsx'
import { useSteady } from '../ui/use-steady.ts'
import { ChangeKindDialog } from './change-kind-dialog.tsx'
import { startDrag } from './dragged-assets.ts'
import { KindFilter } from './kind-filter.tsx'
import { NoteDialog } from './note-dialog.tsx'
import { RelateDialog } from './relate-dialog.tsx'
import styles from './related-panel.module.css'
import { RelatedRows, type Scroll } from './related-rows.tsx'
import { RelatedTile, type TileActs } from './related-tile.tsx'
import { type Row, rowsOf } from './rows.ts'
import { SelectionBar } from './selection-bar.tsx'
import { SuggestionStrip } from './suggestion-strip.tsx'
import { useDrops } from './use-drops.ts'
import { usePastedText } from './use-pasted-text.ts'
import { useRelatedActs } from './use-related-acts.ts'
import { useSelection } from './use-selection.ts'
import { useTileKeys } from './use-tile-keys.ts'

interface RelatedPanelProps {
  readonly asset: Relatable
  /** What scrolls around it; the page, where nothing does. */
  readonly scroller: RefObject<HTMLElement | null> | undefined
}

/** What an asset is related to, and everything that can be done about it. */
export function RelatedPanel({ asset, scroller }: RelatedPanelProps) {
  const { edit: mayEdit } = useMay()
  const assetId = asset.asset_id
  const [only, setOnly] = useState('')
  const query = useRelated(assetId, only)
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = query
  const counts = countsOf(data)
  const items = useMemo(() => itemsOf(data), [data])
  const acts = useRelatedActs(assetId)
  const selection = useSelection(items)
  const [dialog, setDialog] = useState<Dialogs>()
  const [announced, announce] = useState('')
  const [columns, setColumns] = useState(3)
  const panel = useRef<HTMLDivElement>(null)
  const scroll = useRef<Scroll>(null)
  const [, navigate] = useLocation()

  usePastedText(mayEdit && !dialog, (words) => setDialog({ type: 'relate', words }))

  const makeRows = useCallback((wide: number) => rowsOf(items, counts, only, wide), [items, counts, only])
  const onSight = useCallback(
    (rows: readonly Row[]) => {
      if (!hasNextPage || isFetchingNextPage) return
      if (rows.some((row) => row.type === 'tiles' && row.items.includes(undefined))) void fetchNextPage()
    },
    [hasNextPage, isFetchingNextPage, fetchNextPage],
  )

  const remove = (removed: readonly RelatedItem[]) => {
    selection.clear()
    announce(`${counted(removed.length, 'relation')} removed`)
    void acts.unrelate(removed)
  }
  const move = (item: RelatedItem, spot: Spot) => {
    const name = titleOf(item.asset)
    void acts.move(item.kind, [item.asset.asset_id], spot)
    announce(`${name} moved ${spotWords(spot, items)}`)
  }
  const keys = useTileKeys({
    rows: () => makeRows(columns),
    ...{ columns, scroll, panel },
    onMove: (item, spot) => mayEdit && move(item, spot),
    onToggle: (item) => mayEdit && selection.toggle(item, false),
    onRemove: (item) => mayEdit && remove(selection.has(item) ? selection.items : [item]),
  })
  const drop = useDrops(asset, items, acts, only || 'related')
  const keep = useKeepRelated()
  const tileActs: TileActs = useSteady({
    open: (item) => {
      const openedFrom = data && keep(data, assetId, only, items.indexOf(item))
      navigate(`/assets/${item.asset.asset_id}`, { state: { openedFrom } })
    },
    toggle: selection.toggle,
    changeKind: (of) => setDialog({ type: 'kind', items: of }),
    edit: (item) => setDialog({ type: 'note', item }),
    remove,
    moveTo: move,
    graph: (item) => navigate(`/graph?from=${item.asset.asset_id}`),
    onKey: keys.onKey,
    onFocus: (item) => keys.setReached(keyOf(item)),
    onDragStart: (event, item) => {
      const dragged = selection.has(item) ? selection.items.filter(({ kind }) => kind === item.kind) : [item]
      startDrag(
        event.dataTransfer,
        dragged.map((one) => one.asset.asset_id),
        { asset: assetId, kind: item.kind },
      )
    },
    onDragOver: drop.onTile,
    onDrop: drop.onTileDrop,
  })
  const kinds = Object.entries(counts)
  const isEmpty = kinds.length === 0
  const reached = items.some((item) => keyOf(item) === keys.reached) ? keys.reached : items[0] && keyOf(items[0])

  if (query.isPending) return <PanelSkeleton />
  if (query.isError) return <Failed what="What it is related to" error={query.error} onRetry={query.refetch} />
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what can be dropped here can be picked in a dialog as well
    <div
      ref={panel}
      className={styles.panel}
      data-over={drop.isOver || undefined}
      onDragOver={mayEdit ? drop.onPanel : undefined}
      onDragLeave={drop.onLeave}
      onDrop={mayEdit ? drop.onPanelDrop : undefined}
      onDragEnd={drop.onEnd}
    >
      {selection.items.length > 0 ? (
        <SelectionBar
          count={selection.items.length}
          onClear={selection.clear}
          onChangeKind={() => setDialog({ type: 'kind', items: selection.items })}
          onRemove={() => remove(selection.items)}
        />
      ) : (
        <div className={styles.bar}>
          {kinds.length > 1 ? (
            <KindFilter counts={counts} only={only} onChange={setOnly} />
          ) : (
            <span className={styles.total}>{isEmpty ? '' : counted(kinds[0]![1], 'related asset')}</span>
          )}
          {mayEdit && (
            <Button look="primary" icon={<Plus />} onClick={() => setDialog({ type: 'relate' })}>
              Relate
            </Button>
          )}
        </div>
      )}
      {isEmpty ? (
        <Empty icon={<Link2 />} title="Nothing is related to it yet">
          {mayEdit
            ? 'Pick what belongs to it: other angles, a manual, a poster. Or drag assets here.'
            : 'Whoever may edit this environment can relate assets to it.'}
        </Empty>
      ) : (
        <RelatedRows
          {...{ makeRows, scroller, scroll, onSight, onColumns: setColumns }}
          tile={(item, at, of, place) => (
            <RelatedTile
              key={keyOf(item)}
              {...{ item, at, count: of, ...place, acts: tileActs, mayEdit }}
              isSelected={selection.has(item)}
              isSelecting={selection.items.length > 0}
              isReached={reached === keyOf(item)}
              dropSide={drop.spot?.key === keyOf(item) ? drop.spot.side : undefined}
            />
          )}
        />
      )}
      <SuggestionStrip asset={asset} acts={acts} />
      <div className="unseen" aria-live="polite">
        {announced}
      </div>
      {dialog?.type === 'relate' && (
        <RelateDialog assets={[asset]} words={dialog.words ?? ''} onClose={() => setDialog(undefined)} />
      )}
      {dialog?.type === 'kind' && (
        <ChangeKindDialog
          items={dialog.items}
          onClose={() => setDialog(undefined)}
          onChange={(into) => {
            setDialog(undefined)
            selection.clear()
            void acts.changeKind(dialog.items, into)
          }}
        />
      )}
      {dialog?.type === 'note' && (
        <NoteDialog
          item={dialog.item}
          onClose={() => setDialog(undefined)}
          onSave={(said) => {
            setDialog(undefined)
            void acts.edit(dialog.item, said)
          }}
        />
      )}
    </div>
  )
}

type Dialogs =
  | { readonly type: 'relate'; readonly words?: string }
  | { readonly type: 'kind'; readonly items: readonly RelatedItem[] }
  | { readonly type: 'note'; readonly item: RelatedItem }

function spotWords(spot: Spot, items: readonly RelatedItem[]): string {
  if (typeof spot === 'string') return spot === 'first' ? 'to the start' : 'to the end'
  const id = 'before' in spot ? spot.before : spot.after
  const other = items.find(({ asset }) => asset.asset_id === id)
  return `${'before' in spot ? 'before' : 'after'} ${other ? titleOf(other.asset) : 'another'}`
}

const PanelSkeleton = () => (
  <div className={styles.panel} role="status">
    <span className="unseen">Loading what it is related to</span>
    <div className={styles.bar}>
      <Skeleton height="1.5rem" width="8rem" />
    </div>
    <div className={styles.placeholders}>
      {Array.from({ length: 6 }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <Skeleton key={i} height="7rem" />
      ))}
    </div>
  </div>
)
