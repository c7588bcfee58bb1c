import { useKinds } from '../api/kinds.ts'
import { Select } from '../ui/field.tsx'
import { kindPhrase } from '../ui/format.ts'

interface KindPickerProps {
  readonly label: string
  readonly value: string
  readonly onChange: (kind: string) => void
  /** Who the sentences are about. */
  readonly subject?: string
  readonly hint?: string | undefined
  readonly bare?: boolean
}

/** A kind and its direction, as a sentence. Retired kinds are not offered, but for the one that it is. */
export function KindPicker({ label, value, onChange, subject = 'This', hint, bare = false }: KindPickerProps) {
  const { data: kinds = [] } = useKinds()
  const plain = kinds.find((kind) => kind.default)?.name
  const chosen = value === 'related' && plain !== undefined ? plain : value
  const names = kinds
    .filter(({ retired }) => !retired)
    .flatMap(({ name, inverse, directed }) => (directed ? [inverse, name] : [name]))
  return (
    <Select
      {...{ label, value: chosen, hint, bare }}
      onChange={(event) => onChange(event.target.value)}
      options={[...new Set(names.includes(chosen) ? names : [chosen, ...names])].map((name) => [
        name,
        `${subject} ${kindPhrase(name)} …`.trimStart(),
      ])}
    />
  )
}
