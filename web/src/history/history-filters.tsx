import { X } from 'lucide-react'
import { useState } from 'react'
import { type HistoryFilter, useActors } from '../api/history.ts'
import { useKnownAssets } from '../api/known-assets.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { titleOf } from '../ui/thumb.tsx'
import { actorWords, CHANGE_TITLES } from './change-words.ts'
import styles from './history-view.module.css'
import { dayOf, dayStart } from './use-history-address.ts'

interface HistoryFiltersProps {
  readonly filter: HistoryFilter
  readonly change: (change: { readonly [Name in keyof HistoryFilter]: string | undefined }) => void
}

export function HistoryFilters({ filter, change }: HistoryFiltersProps) {
  const { actor = '', type = '', asset = '', since, until } = filter
  const { data: known = [] } = useActors()
  const actors = [...new Set([...known, ...(actor ? [actor] : [])])].sort((a, b) =>
    actorWords(a).localeCompare(actorWords(b)),
  )
  const isFiltered = Object.values(filter).some(Boolean)
  return (
    <div className={styles.filters}>
      <Select
        label="By"
        value={actor}
        onChange={({ target }) => change({ actor: target.value })}
        options={[['', 'Everybody'], ...actors.map((one) => [one, actorWords(one)] as const)]}
      />
      <Select
        label="What"
        value={type}
        onChange={({ target }) => change({ type: target.value })}
        options={[['', 'Everything'], ...Object.entries(CHANGE_TITLES)]}
      />
      <AssetField key={asset} asset={asset} onChange={(next) => change({ asset: next })} />
      <Field
        label="From"
        type="date"
        value={dayOf(since)}
        max={dayOf(until, { end: true }) || undefined}
        onChange={({ target }) => change({ since: dayStart(target.value) })}
      />
      <Field
        label="To"
        type="date"
        value={dayOf(until, { end: true })}
        min={dayOf(since) || undefined}
        onChange={({ target }) => change({ until: dayStart(target.value, { end: true }) })}
      />
      {isFiltered && (
        <Button
          look="quiet"
          icon={<X />}
          onClick={() =>
            change({ actor: undefined, type: undefined, asset: undefined, since: undefined, until: undefined })
          }
        >
          Clear
        </Button>
      )}
    </div>
  )
}

function AssetField({ asset, onChange }: { asset: string; onChange: (asset: string | undefined) => void }) {
  const [text, setText] = useState(asset)
  const { data, isSuccess } = useKnownAssets(asset ? [asset] : [])
  const known = data?.[0]
  const apply = () => text.trim() !== asset && onChange(text.trim() || undefined)
  return (
    <form
      className={styles.asset}
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      <Field
        label="Asset"
        value={known && text === asset ? titleOf(known) : text}
        placeholder="Public ID or asset ID"
        title={known ? `${known.resource_type}/${known.type}/${known.public_id}` : undefined}
        data-unknown={isSuccess && !known ? true : undefined}
        onFocus={({ target }) => target.select()}
        onChange={({ target }) => setText(target.value)}
        onBlur={apply}
      />
    </form>
  )
}
