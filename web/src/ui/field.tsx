import { type ComponentProps, type ReactNode, useId } from 'react'
import styles from './field.module.css'

interface Labelled {
  readonly label: string
  /** Says what is expected, before anything is wrong. */
  readonly hint?: ReactNode
  readonly error?: string | undefined
  /** Whether the label is for screen readers alone. */
  readonly bare?: boolean
}

type FieldProps = Labelled & Omit<ComponentProps<'input'>, 'children'>

export function Field({ label, hint, error, bare, ...props }: FieldProps) {
  return (
    <Frame label={label} hint={hint} error={error} bare={bare}>
      {(ids) => <input {...props} {...ids} className={styles.input} />}
    </Frame>
  )
}

export function TextArea({ label, hint, error, bare, ...props }: Labelled & ComponentProps<'textarea'>) {
  return (
    <Frame label={label} hint={hint} error={error} bare={bare}>
      {(ids) => <textarea rows={3} {...props} {...ids} className={styles.input} />}
    </Frame>
  )
}

/** A choice of a few: `options` as value and label. */
export function Select({
  label,
  hint,
  error,
  bare,
  options,
  ...props
}: Labelled &
  Omit<ComponentProps<'select'>, 'children'> & { readonly options: readonly (readonly [string, string])[] }) {
  return (
    <Frame label={label} hint={hint} error={error} bare={bare}>
      {(ids) => (
        <select {...props} {...ids} className={styles.input}>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Frame>
  )
}

export function Checkbox({ label, ...props }: { readonly label: ReactNode } & ComponentProps<'input'>) {
  return (
    <label className={styles.check}>
      <input type="checkbox" {...props} />
      <span>{label}</span>
    </label>
  )
}

interface FrameProps extends Labelled {
  readonly children: (ids: {
    id: string
    'aria-describedby': string | undefined
    'aria-invalid': true | undefined
  }) => ReactNode
}

function Frame({ label, hint, error, bare, children }: FrameProps) {
  const id = useId()
  const told = error ?? hint
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={bare ? 'unseen' : styles.label}>
        {label}
      </label>
      {children({ id, 'aria-describedby': told ? `${id}-told` : undefined, 'aria-invalid': error ? true : undefined })}
      {told && (
        <p id={`${id}-told`} className={error ? styles.error : styles.hint} role={error ? 'alert' : undefined}>
          {told}
        </p>
      )}
    </div>
  )
}
