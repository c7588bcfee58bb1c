import { AppError } from '../core/errors.ts'
import type { NewUser, StoredUser, UserWriter } from '../core/ports/users.ts'
import type { EnvironmentRole, Role, User } from '../core/user.ts'
import type { Connection } from './engine.ts'
import { keyList, raw, rowList, sql } from './sql.ts'

type UserRow = Omit<StoredUser, 'environments'>

const USER = raw('user_no as "no", name as "name", password as "password", role as "role", created_at as "createdAt"')

export class UserQueries implements UserWriter {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  async find(name: string): Promise<StoredUser | undefined> {
    const [row] = await this.#db.all<UserRow>(sql`select ${USER} from users where name = ${name}`)
    return row && { ...row, environments: await environmentsOf(this.#db, row.no) }
  }

  async list(): Promise<User[]> {
    const users = await this.#db.all<UserRow>(sql`select ${USER} from users order by name`)
    const roles = await this.#db.all<EnvironmentRole & { no: number }>(sql`
      select r.user_no as "no", c.name as "name", r.role as "role"
      from user_role r join cloud c on c.cloud_id = r.cloud_id order by c.name`)
    const byUser = Map.groupBy(roles, ({ no }) => no)
    return users.map(({ password: _, ...user }) => ({
      ...user,
      environments: (byUser.get(user.no) ?? []).map(({ name, role }) => ({ name, role })),
    }))
  }

  async count(): Promise<number> {
    const [row] = await this.#db.all<{ n: number }>(sql`select count(*) as "n" from users`)
    return row!.n
  }

  async insert({ name, password, role, environments }: NewUser): Promise<User> {
    const [row] = await this.#db.all<UserRow>(sql`
      insert into users (user_no, name, password, role, created_at)
      select coalesce(max(user_no), 0) + 1, ${name}, ${password}, ${role}, ${Date.now()} from users where true
      on conflict (name) do nothing returning ${USER}`)
    if (!row) throw new AppError('conflict', `There is a user named ${name} already: choose another name`)
    await this.#insertRoles(row.no, environments)
    return { no: row.no, name, role, createdAt: row.createdAt, environments: await environmentsOf(this.#db, row.no) }
  }

  async setPassword(no: number, password: string): Promise<void> {
    await this.#db.run(sql`update users set password = ${password} where user_no = ${no}`)
  }

  async setRoles(no: number, { role, environments }: Pick<User, 'role' | 'environments'>): Promise<void> {
    await this.#db.run(sql`update users set role = ${role} where user_no = ${no}`)
    await this.#db.run(sql`delete from user_role where user_no = ${no}`)
    await this.#insertRoles(no, environments)
  }

  async remove(no: number): Promise<void> {
    await this.#db.run(sql`delete from session where user_no = ${no}`)
    await this.#db.run(sql`delete from user_role where user_no = ${no}`)
    await this.#db.run(sql`delete from users where user_no = ${no}`)
  }

  async #insertRoles(no: number, environments: readonly EnvironmentRole[]): Promise<void> {
    if (environments.length === 0) return
    const names = keyList(
      ['text'],
      environments.map(({ name }) => [name]),
    )
    const clouds = await this.#db.all<{ id: number; name: string }>(
      sql`select cloud_id as "id", name as "name" from cloud where name in (${names})`,
    )
    const roles = new Map<string, Role>(environments.map(({ name, role }) => [name, role]))
    if (clouds.length === 0) return
    const rows = clouds.map(({ id, name }) => [no, id, roles.get(name)!] as const)
    await this.#db.run(sql`insert into user_role (user_no, cloud_id, role) ${rowList(rows)}`)
  }
}

/** By name. */
export async function environmentsOf(db: Connection, userNo: number): Promise<EnvironmentRole[]> {
  const roles = await db.all<EnvironmentRole>(sql`
    select c.name as "name", r.role as "role" from user_role r join cloud c on c.cloud_id = r.cloud_id
    where r.user_no = ${userNo}`)
  return roles.sort((a, b) => (a.name < b.name ? -1 : 1))
}
