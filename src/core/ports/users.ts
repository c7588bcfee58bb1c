import type { User } from '../user.ts'

export interface UserReader {
  find(name: string): Promise<StoredUser | undefined>
  /** By name. */
  list(): Promise<User[]>
  /** How many there are. */
  count(): Promise<number>
}

export interface StoredUser extends User {
  /** As core/password.ts makes it. */
  readonly password: string
}

export type NewUser = Omit<StoredUser, 'no' | 'createdAt'>

/** Roles are in environments that there are: names of others are passed over. */
export interface UserWriter extends UserReader {
  /** Throws `conflict` if the name is taken. */
  insert(user: NewUser): Promise<User>
  setPassword(no: number, password: string): Promise<void>
  setRoles(no: number, roles: Pick<User, 'role' | 'environments'>): Promise<void>
  /** Its roles and its sessions too. */
  remove(no: number): Promise<void>
}
