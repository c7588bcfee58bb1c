import { Bookmark, PanelLeft, SearchX, Upload } from 'lucide-react'
import { useState } from 'react'
import { useEnvironment, useMay } from '../api/environment.ts'
import { useTitle } from '../shell/title.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { counted } from '../ui/format.ts'
import { Empty, Failed } from '../ui/states.tsx'
import { openUploadDialog } from '../upload/uploads.tsx'
import { AssetGrid } from './asset-grid.tsx'
import { Breadcrumb } from './breadcrumb.tsx'
import { isNarrowed, useFilter } from './filter.ts'
import { FilterBar, TagChips } from './filter-bar.tsx'
import { LibraryEmpty } from './library-empty.tsx'
import styles from './library-view.module.css'
import { NoResult } from './no-result.tsx'
import { placeOf } from './place.ts'
import { SaveSearchDialog } from './saved-searches.tsx'
import { SearchField } from './search-field.tsx'
import { select, selectedAssets } from './selection.ts'
import { type Asking, SelectionBar } from './selection-bar.tsx'
import { SidePanel, usePanel } from './side-panel.tsx'
import { SkeletonGrid } from './skeleton-grid.tsx'
import { useShownLayout } from './use-cards.ts'
import { useZoom } from './zoom.ts'

export function LibraryView() {
  const { edit } = useMay()
  const environment = useEnvironment()
  const { filter, view, change, setView, address } = useFilter()
  const zoom = useZoom()
  const { layout, isOld, error, refetch, setInSight } = useShownLayout(filter)
  const panel = usePanel(address)
  const [asking, setAsking] = useState<Asking>()
  const [isSaving, setSaving] = useState(false)
  useTitle(filter.q ?? filter.folder?.split('/').at(-1) ?? 'Library')
  const isEmpty = layout?.total === 0 && !isOld && !error
  const hasFilter = isNarrowed(filter) || filter.folder !== undefined
  return (
    <div className={styles.library}>
      <SidePanel isOpen={panel.isOpen} onClose={panel.close} filter={filter} view={view} onChange={change} />
      <div className={styles.main}>
        <header className={styles.head}>
          <div className={styles.top}>
            <IconButton label="Folders and saved searches" aria-expanded={panel.isOpen} onClick={panel.toggle}>
              <PanelLeft />
            </IconButton>
            <SearchField
              q={filter.q ?? ''}
              onChange={change}
              understood={isOld ? undefined : layout?.understood}
              error={filter.q === undefined ? undefined : error}
            />
            {edit && (
              <Button look="primary" icon={<Upload />} onClick={openUploadDialog} className={styles.upload}>
                Upload
              </Button>
            )}
          </div>
          <div className={styles.title}>
            <Breadcrumb filter={filter} view={view} />
            <p className={styles.count} role="status">
              {layout && !error && !isOld && counted(layout.total, 'asset')}
            </p>
            {edit && hasFilter && !error && (
              <Button look="quiet" size="small" icon={<Bookmark aria-hidden />} onClick={() => setSaving(true)}>
                Save search
              </Button>
            )}
          </div>
          <FilterBar filter={filter} onChange={change} view={view} onView={setView} zoom={zoom} />
          <TagChips
            tags={filter.tag ?? []}
            onRemove={(tag) => {
              const rest = filter.tag?.filter((one) => one !== tag) ?? []
              change({ tag: rest.length > 0 ? rest : undefined })
            }}
          />
        </header>
        {error && (!layout || isOld) ? (
          filter.q === undefined ? (
            <Failed what="The library" error={error} onRetry={refetch} />
          ) : (
            <Empty icon={<SearchX />} title="Nothing was looked for">
              The search above says why.
            </Empty>
          )
        ) : isEmpty ? (
          hasFilter ? (
            <NoResult filter={filter} onChange={change} />
          ) : (
            <LibraryEmpty environment={environment.name} />
          )
        ) : layout ? (
          <AssetGrid
            key={isOld ? 'old' : address}
            layout={layout}
            view={view}
            zoom={zoom.height}
            place={placeOf(address)}
            isOld={isOld}
            onChange={change}
            onSight={setInSight}
            onDelete={
              edit
                ? (cards) => {
                    if (selectedAssets().length === 0) select(cards, 'only')
                    setAsking('delete')
                  }
                : undefined
            }
          />
        ) : (
          <SkeletonGrid height={zoom.height} />
        )}
      </div>
      <SelectionBar asking={asking} onAsk={setAsking} />
      {isSaving && <SaveSearchDialog onClose={() => setSaving(false)} />}
    </div>
  )
}
