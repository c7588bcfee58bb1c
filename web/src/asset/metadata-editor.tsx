import { useId } from 'react'
import type { AssetDetails } from '../api/asset.ts'
import { type MetadataField, useMetadataFields } from '../api/metadata-fields.ts'
import { Checkbox } from '../ui/field.tsx'
import styles from './context-editor.module.css'
import inline from './inline-text.module.css'
import { InlineText } from './inline-text.tsx'

type Value = AssetDetails['metadata'][number]['value'] | undefined

interface MetadataEditorProps {
  readonly asset: AssetDetails
  readonly mayEdit: boolean
  /** null takes a value away. */
  readonly onSave: (metadata: Readonly<Record<string, unknown>>) => unknown
}

/** Values of the fields that this environment has, each by its type. */
export function MetadataEditor({ asset, mayEdit, onSave }: MetadataEditorProps) {
  const title = useId()
  const { data: fields = [] } = useMetadataFields()
  if (fields.length === 0) return null
  const values = new Map(asset.metadata.map((one) => [one.external_id, one]))
  return (
    <section aria-labelledby={title}>
      <h2 id={title}>Metadata</h2>
      {fields.map((field) => {
        const value = values.get(field.external_id)
        return (
          <div key={field.external_id} className={styles.pair}>
            <span className={styles.key}>
              {field.label}
              {field.mandatory && ' *'}
            </span>
            {mayEdit && !field.readonly ? (
              <FieldEditor
                field={field}
                value={value?.value}
                onSave={(next) => onSave({ [field.external_id]: next })}
              />
            ) : (
              <span>{value?.text ?? '–'}</span>
            )}
          </div>
        )
      })}
    </section>
  )
}

interface FieldEditorProps {
  readonly field: MetadataField
  readonly value: Value
  readonly onSave: (value: string | number | readonly string[] | null) => unknown
}

function FieldEditor({ field, value, onSave }: FieldEditorProps) {
  const { label, type, options, mandatory } = field
  if (type === 'enum') {
    return (
      <select
        className={inline.inline}
        aria-label={label}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onSave(event.target.value || null)}
      >
        {(!mandatory || value === undefined) && <option value="">–</option>}
        {options.map((option) => (
          <option key={option.external_id} value={option.external_id}>
            {option.value}
          </option>
        ))}
      </select>
    )
  }
  if (type === 'set') {
    const chosen = Array.isArray(value) ? value : []
    return (
      <fieldset className={styles.set} aria-label={label}>
        {options.map((option) => {
          const id = option.external_id
          const isChosen = chosen.includes(id)
          const toggle = () => {
            const next = isChosen ? chosen.filter((one) => one !== id) : [...chosen, id]
            return onSave(next.length > 0 ? next : null)
          }
          return <Checkbox key={id} label={option.value} checked={isChosen} onChange={toggle} />
        })}
      </fieldset>
    )
  }
  const kind = type === 'integer' ? 'number' : type === 'date' ? 'date' : 'text'
  return (
    <InlineText
      {...{ label, type: kind }}
      placeholder="–"
      value={value === undefined ? '' : String(value)}
      onSave={(next) => onSave(next === '' ? null : type === 'integer' ? Number(next) : next)}
    />
  )
}
