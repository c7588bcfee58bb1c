import { invalid } from './errors.ts'

/** What people may do in an environment, each as much as those before: look, change the library, and hand it to others. */
export const ROLES = ['viewer', 'editor', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** What an operation asks of whoever calls it. */
export type Access = 'read' | 'write' | 'admin'

const NEEDED: Record<Access, Role> = { read: 'viewer', write: 'editor', admin: 'admin' }

/** The least role that may do it. */
export const roleFor = (access: Access): Role => NEEDED[access]

export const isAllowed = (role: Role, access: Access): boolean => ROLES.indexOf(role) >= ROLES.indexOf(NEEDED[access])

export interface User {
  readonly no: number
  readonly name: string
  /** In every environment, those that are made later too. */
  readonly role: Role | null
  /** In these environments, beside that. */
  readonly environments: readonly EnvironmentRole[]
  /** Unix milliseconds. */
  readonly createdAt: number
}

export interface EnvironmentRole {
  /** The cloud's name. */
  readonly name: string
  readonly role: Role
}

/** The greater of the two roles that a user may have in an environment. */
export function roleIn(
  { role, environments }: Pick<User, 'role' | 'environments'>,
  cloudName: string,
): Role | undefined {
  const own = environments.find(({ name }) => name === cloudName)?.role
  const roles = [role, own].flatMap((one) => (one ? [ROLES.indexOf(one)] : []))
  return ROLES[Math.max(...roles)]
}

/** Users, environments, and what others may do are theirs alone who are admins everywhere. */
export const managesUsers = ({ role }: Pick<User, 'role'>): boolean => role === 'admin'

export const MAX_USERS = 1000
export const MIN_PASSWORD_LENGTH = 10
/** Longer ones would be work for nothing. */
export const MAX_PASSWORD_LENGTH = 200

const USER_NAME = /^[a-z0-9](?:[a-z0-9._@+-]{0,62}[a-z0-9])?$/

/** As it is stored and logged: in lower case, so that nobody gets a name that differs by its case alone. */
export function checkUserName(name: string): string {
  const lower = name.toLowerCase()
  if (USER_NAME.test(lower)) return lower
  throw invalid(
    'Invalid user_name: use 1 to 64 of a-z, 0-9, ., _, -, + and @, with a letter or digit at the beginning and the end',
  )
}

export function checkPassword(password: string, userName: string): void {
  const length = [...password].length
  if (length < MIN_PASSWORD_LENGTH || length > MAX_PASSWORD_LENGTH) {
    throw invalid(
      `The password has ${length} characters: use ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH}, of whatever kind`,
    )
  }
  if (new Set(password).size < 4 || password.toLowerCase() === userName) {
    throw invalid(
      'The password is too easy to guess: choose one that is not the user name, nor a few characters repeated',
    )
  }
}
