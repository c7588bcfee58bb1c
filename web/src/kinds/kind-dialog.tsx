import { useState } from 'react'
import { messageOf } from '../api/client.ts'
import { useUndo } from '../api/history.ts'
import { type Kind, useWriteKind } from '../api/kinds.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox, Field, Select, TextArea } from '../ui/field.tsx'
import { kindTitle } from '../ui/format.ts'
import { toast } from '../ui/toast.tsx'
import { KindDrawing } from './kind-drawing.tsx'
import styles from './kinds-view.module.css'
import { protectOptions } from './protect-words.ts'

/** As people write a name, and as the server has it: "Poster of" is `poster_of`. */
const nameOf = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, '_')

/** Makes a kind, or says other things of one; its relations stay. */
export function KindDialog({ kind, onClose }: { kind: Kind | undefined; onClose: () => void }) {
  const write = useWriteKind()
  const undo = useUndo()
  const [name, setName] = useState(kind ? kindTitle(kind.name) : '')
  const [inverse, setInverse] = useState(kind ? kindTitle(kind.inverse) : '')
  const [isDirected, setDirected] = useState(kind?.directed ?? true)
  const [description, setDescription] = useState(kind?.description ?? '')
  const [protects, setProtects] = useState<Kind['protects']>(kind?.protects ?? 'none')
  const named = { name: nameOf(name), inverse: isDirected ? nameOf(inverse) : nameOf(name) }
  const save = () =>
    write.mutate(
      { of: kind?.name, kind: { ...named, description: description.trim(), protects } },
      {
        onSuccess: ({ call }) => {
          const title = kindTitle(named.name)
          toast(kind ? `${title} is saved` : `${title} is a kind now`, {
            action: { label: 'Undo', run: () => undo([call]) },
          })
          onClose()
        },
      },
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title={kind ? `Edit ${kindTitle(kind.name)}` : 'New kind'}
      about={kind ? 'Its relations stay, and are called as you say here.' : undefined}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form="kind"
            busy={write.isPending}
            disabled={!named.name || !named.inverse}
          >
            {kind ? 'Save' : 'Create'}
          </Button>
        </>
      }
    >
      <form
        id="kind"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <KindDrawing kind={{ name: named.name || '…', inverse: named.inverse || (isDirected ? ' …' : '…') }} />
        <div className={styles.ways}>
          <Field
            label={isDirected ? 'From A to B' : 'Name'}
            value={name}
            onChange={({ target }) => setName(target.value)}
            hint={
              isDirected ? 'A is the … of B, as in “poster of”' : 'Reads the same from both sides, as in “alternate of”'
            }
            error={write.error ? messageOf(write.error) : undefined}
            maxLength={64}
            required
          />
          {isDirected && (
            <Field
              label="From B to A"
              value={inverse}
              onChange={({ target }) => setInverse(target.value)}
              hint="B has … A, as in “has poster”"
              maxLength={64}
              required
            />
          )}
        </div>
        {!kind && (
          <Checkbox
            label="It has a direction"
            checked={isDirected}
            onChange={({ target }) => setDirected(target.checked)}
          />
        )}
        <TextArea
          label="Description"
          value={description}
          onChange={({ target }) => setDescription(target.value)}
          maxLength={500}
          rows={2}
        />
        <Select
          label="Protection"
          value={protects}
          onChange={({ target }) => setProtects(target.value as Kind['protects'])}
          hint="What is kept is deleted only by whoever says so twice."
          options={protectOptions({ ...named, protects })}
        />
      </form>
    </Dialog>
  )
}
