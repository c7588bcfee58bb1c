import { Trash2, UserPlus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { messageOf } from '../api/client.ts'
import { type Role, useSession } from '../api/session.ts'
import { type User, useUserChanges, useUsers } from '../api/users.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Select } from '../ui/field.tsx'
import { date } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { Failed, Skeleton } from '../ui/states.tsx'
import { EndCell, Table } from '../ui/table.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { ROLES, roleTitle } from './roles.ts'

/** Where somebody has a role: in all environments, those that are made later too, or in one. */
const EVERYWHERE = ''

export function People({ own }: { own: string }) {
  const { data: users, error, refetch } = useUsers()
  const [isAdding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<User>()
  return (
    <Section
      title="People"
      about="Who may open this library, and what they may do in it."
      actions={
        <Button icon={<UserPlus />} onClick={() => setAdding(true)}>
          Let somebody in
        </Button>
      }
    >
      {error ? (
        <Failed what="The list" error={error} onRetry={refetch} />
      ) : !users ? (
        <Skeleton height="9rem" />
      ) : (
        <Table
          label="People"
          stacks
          columns={[
            { title: 'Name' },
            { title: 'Everywhere' },
            { title: 'Only in' },
            { title: 'Since' },
            { title: 'Remove', bare: true, end: true },
          ]}
        >
          {users.map((user) => (
            <tr key={user.name}>
              <td>
                {user.name}
                {user.name === own && ' (you)'}
              </td>
              <td data-title="Everywhere">
                <RoleOf user={user} isOwn={user.name === own} />
              </td>
              <td data-title="Only in">
                {user.environments.map(({ name, role }) => `${name}: ${roleTitle(role)}`).join(', ') || '—'}
              </td>
              <td data-title="Since">{date(user.created_at)}</td>
              <EndCell>
                {user.name !== own && (
                  <IconButton label={`Remove ${user.name}`} onClick={() => setRemoving(user)}>
                    <Trash2 />
                  </IconButton>
                )}
              </EndCell>
            </tr>
          ))}
        </Table>
      )}
      {isAdding && <NewUser onClose={() => setAdding(false)} />}
      {removing && <RemoveUser user={removing} onClose={() => setRemoving(undefined)} />}
    </Section>
  )
}

function RoleOf({ user, isOwn }: { user: User; isOwn: boolean }) {
  const { update } = useUserChanges()
  if (isOwn) return <>{user.role ? roleTitle(user.role as Role) : '—'}</>
  return (
    <Select
      label={`Role of ${user.name} everywhere`}
      bare
      value={user.role ?? 'none'}
      disabled={update.isPending}
      onChange={({ target }) =>
        update.mutate(
          { user_name: user.name, role: target.value as Role | 'none' },
          { onError: (error) => toastError(`The role of ${user.name} stays as it was`, error) },
        )
      }
      options={[['none', 'None'], ...ROLES.map(([role]) => [role, roleTitle(role)] as const)]}
    />
  )
}

function NewUser({ onClose }: { onClose: () => void }) {
  const { create } = useUserChanges()
  const { session } = useSession()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const [where, role] = [String(data.get('where')), String(data.get('role')) as Role]
    const user = { user_name: String(data.get('user_name')).trim(), password: String(data.get('password')) }
    create.mutate(
      { ...user, ...(where === EVERYWHERE ? { role } : { environments: [{ name: where, role }] }) },
      {
        onSuccess: ({ name }) => {
          toast(`${name} may sign in now`, { more: 'Tell them the password by a way that you trust.' })
          onClose()
        },
      },
    )
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Let somebody in"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="new-user" busy={create.isPending}>
            Let them in
          </Button>
        </>
      }
    >
      <form id="new-user" onSubmit={submit} style={{ display: 'grid', gap: 'var(--s4)' }}>
        <Field label="User name" name="user_name" required autoFocus autoComplete="off" autoCapitalize="none" />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={10}
          required
          hint="10 characters or more. They can change it."
        />
        <Select
          label="Where"
          name="where"
          options={[
            [EVERYWHERE, 'In all environments'],
            ...(session?.environments.map(({ name }) => [name, `Only in ${name}`] as const) ?? []),
          ]}
        />
        <Select label="Role" name="role" defaultValue="editor" options={ROLES} />
        {create.error && (
          <p role="alert" style={{ color: 'var(--danger)' }}>
            {messageOf(create.error)}
          </p>
        )}
      </form>
    </Dialog>
  )
}

function RemoveUser({ user: { name }, onClose }: { user: User; onClose: () => void }) {
  const { remove } = useUserChanges()
  const confirm = () =>
    remove.mutate(name, {
      onSuccess: () => {
        toast(`${name} can’t sign in any more`)
        onClose()
      },
      onError: (error) => toastError(`${name} was not removed`, error),
    })
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Remove ${name}?`}
      about="Their sessions end at once. What they did stays, with their name in the history."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" onClick={confirm} busy={remove.isPending}>
            Remove {name}
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  )
}
