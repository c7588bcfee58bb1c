import { ChevronDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { useTags } from '../api/tags.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import styles from './filter-bar.module.css'

interface TagFilterProps {
  readonly tags: readonly string[]
  readonly onChange: (tags: readonly string[]) => void
}

/** Tags that all of the assets shown have. */
export function TagFilter({ tags, onChange }: TagFilterProps) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button look="quiet" size="small" className={tags.length > 0 ? styles.on : undefined}>
          Tags
          <ChevronDown aria-hidden />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.picker} align="start" sideOffset={4} collisionPadding={8} aria-label="Tags">
          <TagPicker tags={tags} onChange={onChange} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function TagPicker({ tags, onChange }: TagFilterProps) {
  const [prefix, setPrefix] = useState('')
  const { data: found = [], isPending } = useTags(prefix.trim())
  const shown = prefix.trim() === '' ? [...tags, ...found.filter((tag) => !tags.includes(tag))] : found
  return (
    <>
      <Field
        label="Tags that begin with"
        bare
        placeholder="Find a tag"
        value={prefix}
        onChange={({ target }) => setPrefix(target.value)}
      />
      <div className={styles.tags}>
        {shown.map((tag) => (
          <label key={tag} className={styles.tag}>
            <input
              type="checkbox"
              checked={tags.includes(tag)}
              onChange={({ target }) => onChange(target.checked ? [...tags, tag] : tags.filter((one) => one !== tag))}
            />
            {tag}
          </label>
        ))}
        {!isPending && shown.length === 0 && (
          <p className={styles.none}>{prefix.trim() ? 'No tag begins so.' : 'No asset has a tag yet.'}</p>
        )}
      </div>
    </>
  )
}
