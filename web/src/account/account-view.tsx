import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { messageOf } from '../api/client.ts'
import { accountTitle, useSession } from '../api/session.ts'
import { useCreateEnvironment, useUserChanges } from '../api/users.ts'
import { PageHead } from '../shell/page-head.tsx'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Section, Sections } from '../ui/section.tsx'
import { EndCell, Table } from '../ui/table.tsx'
import { toast } from '../ui/toast.tsx'
import styles from './account-view.module.css'
import { People } from './people.tsx'
import { roleTitle } from './roles.ts'

export function AccountView() {
  const { session } = useSession()
  if (!session?.user) return <PageHead title="Account" about="You are signed in by an API key, which has no account." />
  const { name, manages_users: manages } = session.user
  return (
    <>
      <PageHead title={accountTitle(session.user)} about={`Signed in as ${name}`} />
      <Sections>
        {manages && <People own={name} />}
        <Environments manages={manages} />
        <Password name={name} />
      </Sections>
    </>
  )
}

function Environments({ manages }: { manages: boolean }) {
  const { session } = useSession()
  const [isOpen, setOpen] = useState(false)
  return (
    <Section
      title="Environments"
      about="Each has its own assets, relations and keys, and sees nothing of the others."
      actions={
        manages && (
          <Button icon={<Plus />} onClick={() => setOpen(true)}>
            New environment
          </Button>
        )
      }
    >
      <Table
        label="Environments"
        columns={[{ title: 'Name' }, { title: 'Your role' }, { title: 'Open', bare: true, end: true }]}
      >
        {session?.environments.map(({ name, role }) => (
          <tr key={name}>
            <td>{name}</td>
            <td>{roleTitle(role)}</td>
            <EndCell>
              <a href={`/@${name}/library`}>Open</a>
            </EndCell>
          </tr>
        ))}
      </Table>
      {isOpen && <NewEnvironment onClose={() => setOpen(false)} />}
    </Section>
  )
}

function NewEnvironment({ onClose }: { onClose: () => void }) {
  const create = useCreateEnvironment()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    create.mutate(String(new FormData(event.currentTarget).get('name')).trim())
  }
  if (create.data) {
    const { name, api_key: key, api_secret: secret } = create.data
    return (
      <Dialog
        open
        onClose={onClose}
        title={`${name} is made`}
        about="This is its first API key. The secret is shown this once: keep it where programs find it."
        actions={<Button onClick={onClose}>Done</Button>}
      >
        <CopyField label="API key" text={key} />
        <CopyField label="API secret" text={secret} />
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="New environment"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="new-environment" busy={create.isPending}>
            Make it
          </Button>
        </>
      }
    >
      <form id="new-environment" onSubmit={submit}>
        <Field
          label="Name"
          name="name"
          required
          autoFocus
          autoComplete="off"
          hint="Letters, digits and hyphens, a letter first. It is a part of all addresses, and stays."
          error={create.error ? messageOf(create.error) : undefined}
        />
      </form>
    </Dialog>
  )
}

function Password({ name }: { name: string }) {
  const { update } = useUserChanges()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    update.mutate(
      {
        user_name: name,
        current_password: String(data.get('current_password')),
        password: String(data.get('password')),
      },
      {
        onSuccess: () => {
          form.reset()
          toast('Your password is changed', {
            more: 'Other browsers that you were signed in with have to sign in again.',
          })
        },
      },
    )
  }
  return (
    <Section title="Your password">
      <form className={styles.password} onSubmit={submit}>
        {/* For password managers. */}
        <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
        <Field
          label="Current password"
          name="current_password"
          type="password"
          autoComplete="current-password"
          required
        />
        <Field
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={10}
          required
          hint="10 characters or more"
          error={update.error ? messageOf(update.error) : undefined}
        />
        <Button type="submit" busy={update.isPending}>
          Change the password
        </Button>
      </form>
    </Section>
  )
}
