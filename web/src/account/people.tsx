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
import styles from './people.module.css'
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
                <RolesIn user={user} isOwn={user.name === own} />
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

const NO_ROLE = 'none'
const ROLE_OPTIONS = [[NO_ROLE, 'None'], ...ROLES.map(([role]) => [role, roleTitle(role)] as const)] as const

interface RolesProps {
  readonly user: User
  readonly isOwn: boolean
}

function useChangeRoles({ name }: User) {
  const { update } = useUserChanges()
  const change = (roles: { role?: Role | 'none'; environments?: User['environments'] }) =>
    update.mutate(
      { user_name: name, ...roles },
      { onError: (error) => toastError(`The roles of ${name} stay as they were`, error) },
    )
  return { change, isBusy: update.isPending }
}

function RoleOf({ user, isOwn }: RolesProps) {
  const { change, isBusy } = useChangeRoles(user)
  if (isOwn) return <>{user.role ? roleTitle(user.role as Role) : '—'}</>
  return (
    <Select
      label={`Role of ${user.name} everywhere`}
      bare
      value={user.role ?? NO_ROLE}
      disabled={isBusy}
      onChange={({ target }) => change({ role: target.value as Role | 'none' })}
      options={ROLE_OPTIONS}
    />
  )
}

/** Roles in single environments, beside the one in all of them. */
function RolesIn({ user, isOwn }: RolesProps) {
  const { change, isBusy } = useChangeRoles(user)
  const { session } = useSession()
  const { name: userName, environments } = user
  if (isOwn) return <>{environments.map(({ name, role }) => `${name}: ${roleTitle(role)}`).join(', ') || '—'}</>
  const set = (name: string, role: string) => {
    const others = environments.filter((one) => one.name !== name)
    change({ environments: role === NO_ROLE ? others : [...others, { name, role: role as Role }] })
  }
  const others = (session?.environments ?? []).filter(({ name }) => environments.every((one) => one.name !== name))
  return (
    <div className={styles.roles}>
      {environments.map(({ name, role }) => (
        <div key={name} className={styles.role}>
          <span>{name}</span>
          <Select
            label={`Role of ${userName} in ${name}`}
            bare
            value={role}
            disabled={isBusy}
            onChange={({ target }) => set(name, target.value)}
            options={ROLE_OPTIONS}
          />
        </div>
      ))}
      {others.length > 0 && (
        <Select
          label={`Let ${userName} into one more environment`}
          bare
          value=""
          disabled={isBusy}
          onChange={({ target }) => set(target.value, 'viewer')}
          options={[['', 'Add…'], ...others.map(({ name }) => [name, name] as const)]}
        />
      )}
    </div>
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
