import { type FormEvent, useState } from 'react'
import { messageOf } from '../api/client.ts'
import { type ApiKey, type NewApiKey, useKeyChanges } from '../api/keys.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Select } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import styles from './developers.module.css'
import { cloudinaryUrl } from './snippets.ts'
import { useAccess } from './use-access.ts'

interface OfKey {
  readonly of: ApiKey
  readonly onClose: () => void
}

interface MakesKey {
  readonly onMade: (made: NewApiKey) => void
  readonly onClose: () => void
}

const called = ({ name, key }: ApiKey): string => name || key
const nameIn = (event: FormEvent<HTMLFormElement>): string => {
  event.preventDefault()
  return String(new FormData(event.currentTarget).get('name')).trim()
}

export function CreateKey({ onMade, onClose }: MakesKey) {
  const { create } = useKeyChanges()
  if (create.data) return <Secret made={create.data} title="The key is made" onClose={onClose} />
  return (
    <Dialog
      open
      onClose={onClose}
      title="New key"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="new-key" busy={create.isPending}>
            Make it
          </Button>
        </>
      }
    >
      <form id="new-key" onSubmit={(event) => create.mutate(nameIn(event), { onSuccess: onMade })}>
        <Field
          label="Name"
          name="name"
          required
          autoFocus
          autoComplete="off"
          maxLength={100}
          hint="Of the program or the people who use it."
          error={create.error ? messageOf(create.error) : undefined}
        />
      </form>
    </Dialog>
  )
}

/** The one time that a secret is told. */
function Secret({ made, title, onClose }: { made: NewApiKey; title: string; onClose: () => void }) {
  const access = useAccess(made)
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      about="The secret is shown this once: keep it where the program finds it."
      actions={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <CopyField label="API key" text={made.key} />
      <CopyField label="API secret" text={made.secret} />
      <CopyField label="CLOUDINARY_URL" text={cloudinaryUrl(access)} />
    </Dialog>
  )
}

export function RenameKey({ of, onClose }: OfKey) {
  const { rename } = useKeyChanges()
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rename ${called(of)}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="rename-key" busy={rename.isPending}>
            Rename
          </Button>
        </>
      }
    >
      <form
        id="rename-key"
        onSubmit={(event) => rename.mutate({ key: of.key, name: nameIn(event) }, { onSuccess: onClose })}
      >
        <Field
          label="Name"
          name="name"
          defaultValue={of.name}
          autoFocus
          autoComplete="off"
          maxLength={100}
          error={rename.error ? messageOf(rename.error) : undefined}
        />
      </form>
    </Dialog>
  )
}

const GRACE = [
  ['24', 'After a day'],
  ['168', 'After a week'],
  ['1', 'After an hour'],
  ['0', 'At once'],
] as const

export function RotateKey({ of, onMade, onClose }: OfKey & MakesKey) {
  const { rotate } = useKeyChanges()
  const [hours, setHours] = useState('24')
  if (rotate.data) return <Secret made={rotate.data} title={`${called(of)} is rotated`} onClose={onClose} />
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rotate ${called(of)}?`}
      about="Another key of the same name is made. Both are good until this one ends, so that programs can be changed over."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={rotate.isPending}
            onClick={() => rotate.mutate({ key: of.key, graceHours: Number(hours) }, { onSuccess: onMade })}
          >
            Rotate
          </Button>
        </>
      }
    >
      <Select
        label="This one ends"
        value={hours}
        onChange={({ target }) => setHours(target.value)}
        options={GRACE}
        error={rotate.error ? messageOf(rotate.error) : undefined}
      />
    </Dialog>
  )
}

export function RevokeKey({ of, onClose }: OfKey) {
  const { revoke } = useKeyChanges()
  const confirm = () =>
    revoke.mutate(of.key, {
      onSuccess: () => {
        toast(`${called(of)} is revoked`)
        onClose()
      },
    })
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Revoke ${called(of)}?`}
      about="Programs that use it are refused within a second, and what it signed, as URLs of private assets, is good no more. This can’t be taken back."
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" onClick={confirm} busy={revoke.isPending}>
            Revoke it
          </Button>
        </>
      }
    >
      {revoke.error ? (
        <p role="alert" className={styles.danger}>
          {messageOf(revoke.error)}
        </p>
      ) : null}
    </Dialog>
  )
}
