import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'

interface NameDialogProps {
  readonly title: string
  readonly name: string
  readonly taken: readonly string[]
  readonly onClose: () => void
  readonly onName: (name: string) => void
}

/** Asks for the name of a search. */
export function NameDialog({ title, name: first, taken, onClose, onName }: NameDialogProps) {
  const [name, setName] = useState(first)
  const wanted = name.trim()
  const submit = () => {
    if (wanted === '') return
    if (wanted !== first || !taken.includes(wanted)) onName(wanted)
    onClose()
  }
  const isTaken = taken.includes(wanted) && wanted !== first
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={wanted === ''} onClick={submit}>
            {isTaken ? 'Replace' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Field
          label="Name"
          value={name}
          maxLength={100}
          onChange={({ target }) => setName(target.value)}
          hint={isTaken ? 'There is a search of this name: it is replaced.' : undefined}
        />
      </form>
    </Dialog>
  )
}
