import type { Change, LoggedChange } from '../core/change.ts'
import { refsOf } from '../core/change-refs.ts'
import { timeOfPosition } from '../core/clock.ts'
import type { Caller } from '../core/cloud.ts'
import type { ChangePage, ChangePageQuery, ChangeWriter, LogMarks } from '../core/ports/changes.ts'
import { pastPrefix } from '../core/public-id.ts'
import { follow } from './deliveries.ts'
import type { Connection } from './engine.ts'
import type { LogPositions } from './log-positions.ts'
import { empty, groupsOf, keyList, raw, rowList, sortedByKey, sql } from './sql.ts'

/** As the database has it: JSON as text. */
type ChangeRow = Pick<LoggedChange, 'position' | 'at' | 'actor' | 'requestId'> & { body: string }

const COLUMNS = raw('position as "position", at as "at", actor as "actor", request_id as "requestId", body as "body"')
const KEY = ['integer', 'text'] as const
const REF_KEY = ['integer', 'text', 'text'] as const
/** Of the changes that are read at once: one of them may be about a thousand assets. */
const MAX_PAGE_BYTES = 1_000_000
/** Rows of one statement. */
const GROUP_SIZE = 500
/** What a row takes beside its body, roughly. */
const ROW_BYTES = 100
const REF_BYTES = 40

export class ChangeQueries implements ChangeWriter {
  readonly #db: Connection
  readonly #positions: LogPositions
  readonly #pending: { readonly caller: Caller; readonly change: Change }[] = []

  constructor(db: Connection, positions: LogPositions) {
    this.#db = db
    this.#positions = positions
  }

  async list(
    cloudId: number,
    { after = '', limit }: { readonly after?: string; readonly limit: number },
  ): Promise<LoggedChange[]> {
    const rows = await this.#db.all<ChangeRow>(sql`
      select ${COLUMNS} from change where cloud_id = ${cloudId} and position > ${after}
      order by position limit ${limit}`)
    return rows.map(parsed)
  }

  async page(cloudId: number, query: ChangePageQuery): Promise<ChangePage> {
    const found = await this.#sizes(cloudId, query)
    const positions = withinBytes(found.slice(0, query.limit))
    const changes = (await this.#rows(cloudId, positions)).map(parsed)
    return { changes, hasMore: found.length > positions.length }
  }

  async marks(cloudId: number): Promise<LogMarks> {
    const [marks] = await this.#db.all<LogMarks>(sql`
      select coalesce(max(position), '') as "indexed", coalesce(max(bytes), 0) as "bytes", coalesce(max(swept), '') as "swept",
        coalesce((
          select position from change where cloud_id = ${cloudId} and position > '' order by position desc limit 1), '') as "last"
      from change_index where cloud_id = ${cloudId}`)
    return marks!
  }

  /** A loose index scan: each step seeks the first entry past the ref before, however many changes that one has. */
  async refs(
    cloudId: number,
    { prefix, after, limit }: { readonly prefix: string; readonly after?: string; readonly limit: number },
  ): Promise<string[]> {
    const first = after === undefined ? sql`ref >= ${prefix}` : sql`ref > ${after}`
    const end = pastPrefix(prefix)
    const rows = await this.#db.all<{ ref: string }>(sql`
      with recursive r0 (ref) as (
        select min(ref) from change_ref where cloud_id = ${cloudId} and ${first} and ref < ${end}
        union all
        select (select min(i.ref) from change_ref i where i.cloud_id = ${cloudId} and i.ref > r0.ref and i.ref < ${end})
          from r0 where r0.ref is not null)
      select r0.ref as "ref" from r0 where r0.ref is not null limit ${limit}`)
    return rows.map(({ ref }) => ref)
  }

  async firstOf(cloudId: number, refs: readonly string[], after: string): Promise<Map<string, string>> {
    const first = new Map<string, string>()
    for (const group of groupsOf(refs, GROUP_SIZE)) {
      const keys = group.map((ref) => [cloudId, ref])
      const rows = await this.#db.all<{ ref: string; position: string | null }>(sql`
        with wanted (cloud_id, ref) as ${keyList(KEY, keys)}
        select ref as "ref", (
          select position from change_ref
          where cloud_id = wanted.cloud_id and ref = wanted.ref and position > ${after}
          order by position limit 1) as "position"
        from wanted`)
      for (const { ref, position } of rows) if (position !== null) first.set(ref, position)
    }
    return first
  }

  async add(caller: Caller, change: Change): Promise<void> {
    this.#pending.push({ caller, change })
  }

  hold(cloudId: number): Promise<void> {
    return this.#positions.hold(cloudId)
  }

  /** Writes what was added, as the last thing that its transaction does. Answers in the logs of which clouds. */
  async flush(): Promise<Set<number>> {
    const pending = this.#pending.splice(0)
    const clouds = new Set(pending.map(({ caller }) => caller.cloud.id))
    for (const cloudId of clouds) {
      const ofCloud = pending.filter(({ caller }) => caller.cloud.id === cloudId)
      const isToldToUrl = ofCloud.some(({ caller }) => caller.notificationUrl !== undefined)
      if (isToldToUrl) await follow(this.#db, this.#positions, cloudId)
      const positions = await this.#positions.take(cloudId, ofCloud.length)
      const rows = ofCloud.map(({ caller: { actor, requestId, notificationUrl, undoOf }, change }, i) => {
        const body = JSON.stringify({ ...change, notificationUrl, undoOf })
        return [cloudId, positions[i]!, timeOfPosition(positions[i]!), actor, requestId, body]
      })
      for (const group of groupsOf(rows, GROUP_SIZE)) {
        await this.#db.run(sql`
          insert into change (cloud_id, position, at, actor, request_id, body) ${rowList(group)}`)
      }
    }
    return clouds
  }

  async index(cloudId: number, limit: number): Promise<number> {
    const { indexed: after } = await this.#claimMarks(cloudId)
    const rows = await this.#next(cloudId, { after, limit })
    if (rows.length === 0) return 0
    const refs = rows.flatMap((row) => refRows(cloudId, row))
    for (const group of groupsOf(sortedByKey(refs), GROUP_SIZE)) {
      await this.#db.run(sql`
        insert into change_ref (cloud_id, ref, position) ${rowList(group)} on conflict do nothing`)
    }
    await this.#db.run(sql`
      update change_index set position = ${rows.at(-1)!.position}, bytes = bytes + ${sizeOf(rows, refs.length)}
      where cloud_id = ${cloudId}`)
    return rows.length
  }

  async sweep(cloudId: number, before: string, limit: number): Promise<number> {
    if ((await this.#sizes(cloudId, { before, direction: 'asc', limit: 1 })).length === 0) return 0
    const { indexed } = await this.#claimMarks(cloudId)
    const rows = await this.#next(cloudId, { before, limit })
    if (rows.length === 0) return 0
    const gone = rows.at(-1)!.position
    const counted = rows.filter(({ position }) => position <= indexed)
    const refs = counted.flatMap((row) => refRows(cloudId, row))
    for (const group of groupsOf(sortedByKey(refs), GROUP_SIZE)) {
      await this.#db.run(sql`
        delete from change_ref where (cloud_id, ref, position) in ${keyList(REF_KEY, group)}`)
    }
    await this.#db.run(sql`delete from change where cloud_id = ${cloudId} and position <= ${gone}`)
    await this.#db.run(sql`
      update change_index set position = ${[indexed, gone].toSorted().at(-1)!}, swept = ${gone},
        bytes = bytes - ${sizeOf(counted, refs.length)}
      where cloud_id = ${cloudId}`)
    return rows.length
  }

  /** Nobody else indexes or sweeps before this transaction ends. */
  async #claimMarks(cloudId: number): Promise<{ indexed: string }> {
    const [marks] = await this.#db.all<{ indexed: string }>(sql`
      insert into change_index (cloud_id, position, bytes, swept) values (${cloudId}, '', 0, '')
      on conflict (cloud_id) do update set position = change_index.position returning position as "indexed"`)
    return marks!
  }

  /** The positions of a page, and one more, with how much each will be to read. */
  #sizes(cloudId: number, { ref, after = '', before, direction, limit }: ChangePageQuery): Promise<SizedPosition[]> {
    const range = sql`
      position > ${after} ${before === undefined ? empty : sql`and position < ${before}`}
      order by position ${raw(direction)} limit ${limit + 1}`
    if (ref === undefined) {
      return this.#db.all<SizedPosition>(sql`
        select position as "position", octet_length(body) as "size" from change where cloud_id = ${cloudId} and ${range}`)
    }
    return this.#db.all<SizedPosition>(sql`
      select page.position as "position", octet_length(change.body) as "size" from (
        select cloud_id, position from change_ref where cloud_id = ${cloudId} and ref = ${ref} and ${range}) as page
      join change on change.cloud_id = page.cloud_id and change.position = page.position
      order by page.position ${raw(direction)}`)
  }

  /** In the order of the positions. */
  async #rows(cloudId: number, positions: readonly string[]): Promise<ChangeRow[]> {
    const rows = new Map<string, ChangeRow>()
    for (const group of groupsOf(positions, GROUP_SIZE)) {
      const keys = group.map((position) => [cloudId, position])
      const found = await this.#db.all<ChangeRow>(sql`
        select ${COLUMNS} from change where (cloud_id, position) in ${keyList(KEY, keys)}`)
      for (const row of found) rows.set(row.position, row)
    }
    return positions.flatMap((position) => rows.get(position) ?? [])
  }

  /** The next ones of the log, oldest first, as many as are read at once. */
  async #next(cloudId: number, range: { after?: string; before?: string; limit: number }): Promise<ChangeRow[]> {
    const found = await this.#sizes(cloudId, { ...range, direction: 'asc' })
    const last = withinBytes(found.slice(0, range.limit)).at(-1)
    if (last === undefined) return []
    return this.#db.all<ChangeRow>(sql`
      select ${COLUMNS} from change where cloud_id = ${cloudId} and position > ${range.after ?? ''} and position <= ${last}
      order by position`)
  }
}

interface SizedPosition {
  readonly position: string
  readonly size: number
}

/** As many of the first as are few enough bytes together; one at least. */
function withinBytes(found: readonly SizedPosition[]): string[] {
  let bytes = 0
  return found
    .filter(({ size }, i) => {
      bytes += size
      return i === 0 || bytes <= MAX_PAGE_BYTES
    })
    .map(({ position }) => position)
}

const parsed = ({ body, ...row }: ChangeRow): LoggedChange => ({ ...JSON.parse(body), ...row })

const refRows = (cloudId: number, row: ChangeRow): [number, string, string][] =>
  refsOf(parsed(row)).map((ref) => [cloudId, ref, row.position])

const sizeOf = (rows: readonly ChangeRow[], refs: number): number =>
  rows.reduce((sum, { body }) => sum + body.length + ROW_BYTES, refs * REF_BYTES)
