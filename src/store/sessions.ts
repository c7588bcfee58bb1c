import type { NewSession, SessionWriter } from '../core/ports/sessions.ts'
import type { Session } from '../core/session.ts'
import type { Role } from '../core/user.ts'
import { CloudQueries } from './clouds.ts'
import type { Connection } from './engine.ts'
import { type Sql, sql } from './sql.ts'
import { environmentsOf } from './users.ts'

interface SessionRow {
  expiresAt: number
  key: string | null
  no: number | null
  name: string
  role: Role | null
  createdAt: number
}

/** More than a holder can have, since each new one drops those past the most. */
const DROPPED_AT_ONCE = 1000

export class SessionQueries implements SessionWriter {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  async find(tokenHash: string): Promise<Session | undefined> {
    const [row] = await this.#db.all<SessionRow>(sql`
      select s.expires_at as "expiresAt", s.api_key as "key", u.user_no as "no", u.name as "name", u.role as "role",
        u.created_at as "createdAt"
      from session s left join users u on u.user_no = s.user_no
      where s.token_hash = ${tokenHash} and s.expires_at > ${Date.now()}`)
    if (!row) return undefined
    const { expiresAt, key, no, name, role, createdAt } = row
    if (no !== null) {
      return { expiresAt, user: { no, name, role, createdAt, environments: await environmentsOf(this.#db, no) } }
    }
    const credentials = key === null ? undefined : await new CloudQueries(this.#db).credentials(key)
    return credentials && { expiresAt, key: credentials }
  }

  async insert(tokenHash: string, session: NewSession, most: number): Promise<void> {
    const [userNo, key] = 'key' in session ? [null, session.key] : [session.userNo, null]
    const holder: Sql = key === null ? sql`user_no = ${userNo}` : sql`api_key = ${key}`
    await this.#db.run(sql`
      delete from session where token_hash in (
        select token_hash from session where ${holder} order by created_at desc limit ${DROPPED_AT_ONCE} offset ${most - 1})`)
    await this.#db.run(sql`
      insert into session (token_hash, user_no, api_key, created_at, expires_at)
      values (${tokenHash}, ${userNo}, ${key}, ${Date.now()}, ${session.expiresAt})`)
  }

  async renew(tokenHash: string, expiresAt: number): Promise<void> {
    await this.#db.run(sql`update session set expires_at = ${expiresAt} where token_hash = ${tokenHash}`)
  }

  async end(tokenHash: string): Promise<void> {
    await this.#db.run(sql`delete from session where token_hash = ${tokenHash}`)
  }

  async endAllOf(userNo: number): Promise<void> {
    await this.#db.run(sql`delete from session where user_no = ${userNo}`)
  }

  sweep(before: number, limit: number): Promise<number> {
    return this.#db.run(sql`
      delete from session where token_hash in (
        select token_hash from session where expires_at <= ${before} order by expires_at limit ${limit})`)
  }
}
