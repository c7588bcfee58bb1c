import { Plus, X } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { Button, IconButton } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import styles from './context-editor.module.css'
import { InlineText } from './inline-text.tsx'

interface ContextEditorProps {
  readonly asset: { readonly context: Readonly<Record<string, unknown>> }
  readonly mayEdit: boolean
  /** null takes a pair away. */
  readonly onSave: (context: Readonly<Record<string, string | null>>) => unknown
}

/** Pairs of key and value that people give an asset. */
export function ContextEditor({ asset: { context }, mayEdit, onSave }: ContextEditorProps) {
  /** Undefined: not before. */
  const [isAdding, setAdding] = useState<boolean>()
  const title = useId()
  const pairs = Object.entries(context).map(([key, value]) => [key, String(value)] as const)
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const [key, value] = [String(data.get('key')).trim(), String(data.get('value')).trim()]
    if (!key || !value) return
    setAdding(false)
    onSave({ [key]: value })
  }
  if (!mayEdit && pairs.length === 0) return null
  return (
    <section aria-labelledby={title}>
      <div className={styles.head}>
        <h2 id={title}>Context</h2>
        {mayEdit && !isAdding && (
          <IconButton label="Add a pair" size="small" autoFocus={isAdding === false} onClick={() => setAdding(true)}>
            <Plus />
          </IconButton>
        )}
      </div>
      {pairs.map(([key, value]) => (
        <div key={key} className={styles.pair}>
          <span className={styles.key}>{key}</span>
          {mayEdit ? (
            <InlineText label={key} value={value} onSave={(next) => onSave({ [key]: next || null })} />
          ) : (
            <span>{value}</span>
          )}
          {mayEdit && (
            <IconButton label={`Take away ${key}`} size="small" onClick={() => onSave({ [key]: null })}>
              <X />
            </IconButton>
          )}
        </div>
      ))}
      {isAdding && (
        <form className={styles.add} onSubmit={add}>
          <Field label="Key" name="key" required autoFocus />
          <Field label="Value" name="value" required />
          <Button type="submit">Add</Button>
          <Button look="quiet" onClick={() => setAdding(false)}>
            Cancel
          </Button>
        </form>
      )}
      {pairs.length === 0 && !isAdding && <p className={styles.none}>It has none.</p>}
    </section>
  )
}
