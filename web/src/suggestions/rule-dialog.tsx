import { useState } from 'react'
import { messageOf } from '../api/client.ts'
import { useKinds } from '../api/kinds.ts'
import { type RelationRule, usePutRule } from '../api/rules.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox, Field, Select } from '../ui/field.tsx'
import { kindTitle } from '../ui/format.ts'
import styles from './rules.module.css'
import { LIKELIHOODS, REASONS, type ReasonCode, TYPES } from './words.ts'

type Type = RelationRule['resource_types'][number]

/** Writes a rule, or one anew. */
export function RuleDialog({ rule, onClose }: { rule: RelationRule | undefined; onClose: () => void }) {
  const { data: kinds = [] } = useKinds()
  const put = usePutRule()
  const [name, setName] = useState(rule?.name ?? '')
  const [reasons, setReasons] = useState<readonly ReasonCode[]>(rule?.reasons ?? ['name'])
  const [least, setLeast] = useState(rule?.min_score ?? 0.75)
  const [type, setType] = useState<Type | ''>(rule?.resource_types.length === 1 ? rule.resource_types[0]! : '')
  const [kind, setKind] = useState(rule?.kind ?? '')
  const levels = [...new Set([...LIKELIHOODS.map(([from]) => from || 0.4), least])].sort((a, b) => a - b)
  const save = () =>
    put.mutate(
      {
        name: name.trim(),
        rule: {
          ...{ reasons: [...reasons], min_score: least, enabled: rule?.enabled ?? true },
          resource_types: type ? [type] : rule && rule.resource_types.length > 1 ? rule.resource_types : [],
          ...(kind && { kind }),
        },
      },
      { onSuccess: onClose },
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title={rule ? `Rule ${rule.name}` : 'New rule'}
      about="Relates what is uploaded to what is there, without asking. What a rule did is in the history, and can be undone."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form="rule"
            busy={put.isPending}
            disabled={reasons.length === 0 || !name.trim()}
          >
            Save
          </Button>
        </>
      }
    >
      <form
        id="rule"
        style={{ display: 'contents' }}
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        {!rule && (
          <Field
            label="Name"
            value={name}
            onChange={({ target }) => setName(target.value)}
            hint="Letters, digits and hyphens, as in films-and-subtitles"
            error={put.error ? messageOf(put.error) : undefined}
            maxLength={64}
            required
          />
        )}
        <fieldset className={styles.reasons}>
          <legend>Two assets are related if all of this is so</legend>
          {REASONS.map(([code, , about]) => (
            <Checkbox
              key={code}
              label={`They ${about}`}
              checked={reasons.includes(code)}
              onChange={({ target }) =>
                setReasons(target.checked ? [...reasons, code] : reasons.filter((one) => one !== code))
              }
            />
          ))}
          {reasons.length === 0 && <p>Choose at least one</p>}
        </fieldset>
        <Select
          label="And it is at least"
          value={String(least)}
          onChange={({ target }) => setLeast(Number(target.value))}
          options={levels.map((from) => [
            String(from),
            `${LIKELIHOODS.find(([score]) => from >= score)![1]} (${Math.round(from * 100)} %)`,
          ])}
        />
        <Select
          label="Both are of the type"
          value={type}
          onChange={({ target }) => setType(target.value as Type | '')}
          options={TYPES}
        />
        <Select
          label="Kind"
          value={kind}
          onChange={({ target }) => setKind(target.value)}
          hint={kind ? 'A directed kind is used only where it is suggested for the two.' : undefined}
          options={[
            ['', 'As it is suggested'],
            ...kinds.filter(({ retired }) => !retired).map(({ name }) => [name, kindTitle(name)] as const),
          ]}
        />
        {rule && put.error && <p role="alert">{messageOf(put.error)}</p>}
      </form>
    </Dialog>
  )
}
