import { AppError } from '../core/errors.ts'
import { hashPassword } from '../core/password.ts'
import type { StoredUser } from '../core/ports/users.ts'
import type { Reader, Store, Writer } from '../core/store.ts'
import { checkPassword, checkUserName, MAX_USERS, managesUsers, type User } from '../core/user.ts'
import { startSession } from './sign-in.ts'

export type Roles = Pick<User, 'role' | 'environments'>

/** Throws `conflict` if the name is taken, `not_found` if there is no such environment. */
export async function createUser(store: Store, userName: string, password: string, roles: Roles): Promise<User> {
  const user = await newUser(userName, password, roles)
  return store.write(async (tx) => {
    if ((await tx.users.count()) >= MAX_USERS) {
      throw new AppError('conflict', `There are ${MAX_USERS} users, and there can't be more: remove one first`)
    }
    await checkEnvironments(tx, roles)
    return tx.users.insert(user)
  })
}

/** The first user, an admin everywhere, who is signed in at once. Throws `conflict` if there is a user already. */
export async function setUp(store: Store, userName: string, password: string): Promise<string> {
  const user = await newUser(userName, password, { role: 'admin', environments: [] })
  return store.write(async (tx) => {
    if ((await tx.users.count()) > 0) {
      throw new AppError('conflict', 'This library is set up already: sign in, or ask an admin for a user')
    }
    const { no } = await tx.users.insert(user)
    return startSession(tx, { userNo: no })
  })
}

async function newUser(userName: string, password: string, { role, environments }: Roles) {
  const name = checkUserName(userName)
  checkPassword(password, name)
  return { name, password: await hashPassword(password), role, environments }
}

/** Ends all sessions of the user; whoever knew the old password, or had a session, is out. */
export async function changePassword(store: Store, userName: string, password: string): Promise<User> {
  const { name } = await existing(store.read, userName)
  checkPassword(password, name)
  const hashed = await hashPassword(password)
  return store.write(async (tx) => {
    const user = await existing(tx, name)
    await tx.users.setPassword(user.no, hashed)
    await tx.sessions.endAllOf(user.no)
    return user
  })
}

/** Throws `conflict` where nobody would be left who manages users. */
export const changeRoles = (store: Store, userName: string, changes: Partial<Roles>): Promise<void> =>
  store.write(async (tx) => {
    const user = await existing(tx, userName)
    const roles = { role: user.role, environments: user.environments, ...changes }
    await checkEnvironments(tx, roles)
    if (!managesUsers(roles)) await checkNotLast(tx, user)
    await tx.users.setRoles(user.no, roles)
  })

/** `evenLast`: for whoever has the data folder, and so can make another. */
export const removeUser = (store: Store, userName: string, evenLast = false): Promise<void> =>
  store.write(async (tx) => {
    const user = await existing(tx, userName)
    if (!evenLast) await checkNotLast(tx, user)
    await tx.users.remove(user.no)
  })

async function existing(reader: Pick<Reader, 'users'>, userName: string): Promise<StoredUser> {
  const user = await reader.users.find(userName.toLowerCase())
  if (!user)
    throw new AppError('not_found', `There is no user named ${userName}: the list of users shows those that are`)
  return user
}

async function checkNotLast(tx: Writer, user: User): Promise<void> {
  if (!managesUsers(user)) return
  const others = (await tx.users.list()).filter((other) => other.no !== user.no && managesUsers(other))
  if (others.length > 0) return
  throw new AppError('conflict', `${user.name} is the last admin of everything: make another one first`)
}

async function checkEnvironments(tx: Writer, { environments }: Roles): Promise<void> {
  for (const { name } of environments) {
    if (await tx.clouds.byName(name)) continue
    throw new AppError('not_found', `There is no environment named ${name}: GET /api/account/session lists yours`)
  }
}
