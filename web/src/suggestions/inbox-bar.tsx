import { Check, X } from 'lucide-react'
import type { Suggestion } from '../api/suggestions.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox, Select } from '../ui/field.tsx'
import { count, counted } from '../ui/format.ts'
import styles from './inbox-bar.module.css'
import type { InboxFilter } from './use-inbox.ts'
import { LIKELIHOODS, REASONS, TYPES } from './words.ts'

interface InboxBarProps {
  readonly filter: InboxFilter
  readonly changeFilter: (change: Partial<InboxFilter>) => void
  readonly mayEdit: boolean
  readonly selected: readonly Suggestion[]
  readonly shown: number
  readonly hasMore: boolean
  readonly onSelect: (isAll: boolean) => void
  readonly onAccept: () => void
  readonly onDismiss: () => void
}

/** What is shown of the suggestions, and what can be done with those that are selected. */
export function InboxBar({ filter, changeFilter, mayEdit, selected, shown, hasMore, ...on }: InboxBarProps) {
  const isAll = shown > 0 && selected.length === shown
  return (
    <div className={styles.bar}>
      <div className={styles.select}>
        {mayEdit && shown > 0 && (
          <Checkbox
            label={selected.length > 0 ? `${count(selected.length)} selected` : 'Select all'}
            checked={isAll}
            ref={(box) => {
              if (box) box.indeterminate = selected.length > 0 && !isAll
            }}
            onChange={() => on.onSelect(!isAll)}
          />
        )}
        {selected.length > 0 ? (
          <span className={styles.acts}>
            <Button look="primary" icon={<Check />} onClick={on.onAccept}>
              Accept {count(selected.length)}
            </Button>
            <Button icon={<X />} onClick={on.onDismiss}>
              Dismiss
            </Button>
          </span>
        ) : (
          <span className={styles.count} aria-live="polite">
            {shown > 0 && `${counted(shown, 'pair')}${hasMore ? ' so far' : ''}`}
          </span>
        )}
      </div>
      <div className={styles.filters}>
        <Select
          label="Reason"
          bare
          value={filter.reason}
          onChange={({ target }) => changeFilter({ reason: target.value })}
          options={[['', 'Reason'], ...REASONS.map(([code, title]) => [code, title] as const)]}
        />
        <Select
          label="Likelihood"
          bare
          value={String(filter.least)}
          onChange={({ target }) => changeFilter({ least: Number(target.value) })}
          options={LIKELIHOODS.toReversed().map(([from, word]) => [
            String(from),
            from === 0 ? 'Likelihood' : from === LIKELIHOODS[0][0] ? word : `${word} or more`,
          ])}
        />
        <Select
          label="Type"
          bare
          value={filter.type}
          onChange={({ target }) => changeFilter({ type: target.value })}
          options={[['', 'Type'], ...TYPES.slice(1)]}
        />
      </div>
    </div>
  )
}
