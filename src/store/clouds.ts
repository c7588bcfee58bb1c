import type { ApiKey, Cloud, Credentials, KeyDescription } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { CloudWriter } from '../core/ports/clouds.ts'
import type { Connection } from './engine.ts'
import { raw, sql } from './sql.ts'

const CLOUD = raw('cloud_id as "id", name as "name", cursor_secret as "cursorSecret", created_at as "createdAt"')

export class CloudQueries implements CloudWriter {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  async credentials(key: string): Promise<Credentials | undefined> {
    const [row] = await this.#db.all<Cloud & ApiKey>(sql`
      select c.cloud_id as "id", c.name as "name", c.cursor_secret as "cursorSecret",
        c.created_at as "createdAt", k.key as "key", k.secret as "secret", k.origin as "origin"
      from api_key k join cloud c on c.cloud_id = k.cloud_id
      where k.key = ${key} and ${inForce()}`)
    if (!row) return undefined
    const { id, name, cursorSecret, createdAt, ...apiKey } = row
    return { cloud: { id, name, cursorSecret, createdAt }, apiKey }
  }

  async byName(name: string): Promise<Cloud | undefined> {
    const [cloud] = await this.#db.all<Cloud>(sql`select ${CLOUD} from cloud where name = ${name}`)
    return cloud
  }

  list(): Promise<Cloud[]> {
    return this.#db.all<Cloud>(sql`select ${CLOUD} from cloud order by cloud_id`)
  }

  keys(cloudId: number): Promise<ApiKey[]> {
    return this.#db.all<ApiKey>(sql`
      select key as "key", secret as "secret", origin as "origin" from api_key
      where cloud_id = ${cloudId} and ${inForce()} order by created_at, key`)
  }

  describeKeys(cloudId: number): Promise<KeyDescription[]> {
    return this.#db.all<KeyDescription>(sql`
      select key as "key", name as "name", origin as "origin", created_at as "createdAt", revoked_at as "endsAt"
      from api_key where cloud_id = ${cloudId} and ${inForce()} order by created_at, key`)
  }

  async insert(name: string, cursorSecret: string): Promise<Cloud> {
    const rows = await this.#db.all<Cloud>(sql`
      insert into cloud (cloud_id, name, next_no, cursor_secret, created_at)
      select coalesce(max(cloud_id), 0) + 1, ${name}, 1, ${cursorSecret}, ${Date.now()} from cloud where true
      on conflict (name) do nothing returning ${CLOUD}`)
    if (!rows[0]) throw new AppError('conflict', `A cloud named ${name} already exists: choose another name`)
    return rows[0]
  }

  async insertKey(cloudId: number, { key, secret, origin }: ApiKey, name = ''): Promise<number> {
    const createdAt = Date.now()
    const inserted = await this.#db.run(sql`
      insert into api_key (key, cloud_id, secret, origin, name, created_at)
      values (${key}, ${cloudId}, ${secret}, ${origin}, ${name}, ${createdAt}) on conflict (key) do nothing`)
    if (inserted === 0) throw new AppError('conflict', 'That API key is in use already: choose another')
    return createdAt
  }

  async renameKey(cloudId: number, key: string, name: string): Promise<void> {
    await this.#db.run(sql`update api_key set name = ${name} where key = ${key} and cloud_id = ${cloudId}`)
  }

  async endKey(cloudId: number, key: string, at: number): Promise<void> {
    await this.#db.run(sql`update api_key set revoked_at = ${at} where key = ${key} and cloud_id = ${cloudId}`)
  }
}

/** Which keys are good now. */
const inForce = () => sql`(revoked_at is null or revoked_at > ${Date.now()})`

/** Takes a block of asset numbers for this process; answers the first. */
export async function reserveAssetNos(db: Connection, cloudId: number, count: number): Promise<number> {
  const [row] = await db.all<{ next: number }>(sql`
    update cloud set next_no = next_no + ${count} where cloud_id = ${cloudId} returning next_no as "next"`)
  if (!row) throw new AppError('not_found', `Cloud ${cloudId} does not exist`)
  return row.next - count
}

export async function readPositionMark(db: Connection): Promise<number> {
  const [row] = await db.all<{ mark: number }>(sql`select mark as "mark" from position_clock where id = 1`)
  return row?.mark ?? 0
}

export async function storePositionMark(db: Connection, mark: number): Promise<void> {
  await db.run(sql`
    insert into position_clock (id, mark) values (1, ${mark})
    on conflict (id) do update set mark = excluded.mark where excluded.mark > position_clock.mark`)
}
