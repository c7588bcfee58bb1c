import { ArrowDownUp, ChevronDown, Grid2x2, List, Minus, Plus, X } from 'lucide-react'
import type { AssetFilter } from '../api/assets.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Menu, MenuChoice, MenuLine, MenuTitle } from '../ui/menu.tsx'
import { Segmented } from '../ui/segmented.tsx'
import type { ChangeFilter, View } from './filter.ts'
import styles from './filter-bar.module.css'
import { directionOf, SORTS, sortOf } from './sorts.ts'
import { TagFilter } from './tag-filter.tsx'
import { MOST_ZOOM, type Zoom, zoomLabel } from './zoom.ts'

const RESOURCE_TYPES = [
  ['', 'All types'],
  ['image', 'Images'],
  ['video', 'Video and audio'],
  ['raw', 'Other files'],
] as const

const TYPES = [
  ['', 'Any access'],
  ['upload', 'Public'],
  ['private', 'Private'],
  ['authenticated', 'Authenticated'],
] as const

interface FilterBarProps {
  readonly filter: AssetFilter
  readonly onChange: ChangeFilter
  readonly view: View
  readonly onView: (view: View) => void
  readonly zoom: Zoom
}

/** What narrows and orders what is shown, and how large it is. */
export function FilterBar({ filter, onChange, view, onView, zoom }: FilterBarProps) {
  return (
    <div className={styles.bar}>
      <OneOf
        name="Type"
        options={RESOURCE_TYPES}
        values={filter.resource_type}
        onChange={(resource_type) => onChange({ resource_type })}
      />
      <OneOf name="Access" options={TYPES} values={filter.type} onChange={(type) => onChange({ type })} />
      <TagFilter tags={filter.tag ?? []} onChange={(tag) => onChange({ tag: tag.length > 0 ? tag : undefined })} />
      <span className={styles.gap} />
      <SortMenu filter={filter} onChange={onChange} />
      {view === 'grid' && <ZoomControl zoom={zoom} />}
      <Segmented
        label="View"
        value={view}
        onChange={onView}
        options={[
          { value: 'grid', label: 'Grid', icon: <Grid2x2 /> },
          { value: 'list', label: 'List', icon: <List /> },
        ]}
      />
    </div>
  )
}

interface OneOfProps {
  readonly name: string
  readonly options: readonly (readonly [string, string])[]
  readonly values: readonly string[] | undefined
  readonly onChange: (values: readonly string[] | undefined) => void
}

/** An address may have several; here one is chosen. */
function OneOf({ name, options, values = [], onChange }: OneOfProps) {
  const title = options.filter(([value]) => values.includes(value)).map(([, label]) => label)
  return (
    <Menu
      align="start"
      trigger={
        <Button look="quiet" size="small" className={values.length > 0 ? styles.on : undefined}>
          {values.length > 0 ? title.join(' or ') : name}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      <MenuTitle>{name}</MenuTitle>
      <MenuChoice
        value={values.length === 1 ? values[0]! : values.length === 0 ? '' : '-'}
        onChange={(value) => onChange(value === '' ? undefined : [value])}
        options={options}
      />
    </Menu>
  )
}

function SortMenu({ filter, onChange }: { filter: AssetFilter; onChange: ChangeFilter }) {
  const one = SORTS.find(({ sort }) => sort === sortOf(filter)) ?? SORTS[0]
  const direction = directionOf(filter) === 'asc' ? 'asc' : 'desc'
  return (
    <Menu
      trigger={
        <Button look="quiet" size="small" icon={<ArrowDownUp aria-hidden />}>
          <span className="unseen">Sorted by </span>
          <span className={styles.order}>{one.title}</span>
          <span className="unseen">, {one[direction]}</span>
        </Button>
      }
    >
      <MenuTitle>Sort by</MenuTitle>
      <MenuChoice
        value={one.sort}
        onChange={(sort) => onChange({ sort: sort === 'created_at' ? undefined : sort, direction: undefined })}
        options={SORTS.map(({ sort, title }) => [sort, title])}
      />
      <MenuLine />
      <MenuChoice
        value={direction}
        onChange={(next) => onChange({ direction: next })}
        options={[
          ['desc', one.desc],
          ['asc', one.asc],
        ]}
      />
    </Menu>
  )
}

function ZoomControl({ zoom: { level, setLevel } }: { zoom: Zoom }) {
  return (
    <span className={styles.zoom}>
      <IconButton label="Smaller" size="small" disabled={level === 0} onClick={() => setLevel(level - 1)}>
        <Minus />
      </IconButton>
      <input
        type="range"
        aria-label="Size of thumbnails"
        aria-valuetext={zoomLabel(level)}
        min={0}
        max={MOST_ZOOM}
        value={level}
        onChange={({ target }) => setLevel(Number(target.value))}
      />
      <IconButton label="Larger" size="small" disabled={level === MOST_ZOOM} onClick={() => setLevel(level + 1)}>
        <Plus />
      </IconButton>
    </span>
  )
}

/** What narrows by words: shown one by one, each taken off by a press. */
export function TagChips({ tags, onRemove }: { tags: readonly string[]; onRemove: (tag: string) => void }) {
  return (
    <ul className={styles.chips} aria-label="Tags that all have">
      {tags.map((tag) => (
        <li key={tag}>
          <button type="button" className={styles.chip} onClick={() => onRemove(tag)}>
            <span className="unseen">Without the tag </span>
            {tag}
            <X aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
}
