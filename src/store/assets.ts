import type { Asset, AssetIdentifier, AssetKey, AssetRef, DeliveryType, ResourceType } from '../core/asset.ts'
import type {
  AssetPage,
  AssetQuery,
  AssetReplacement,
  AssetWriter,
  FolderMove,
  TermQuery,
} from '../core/ports/assets.ts'
import { pastPrefix } from '../core/public-id.ts'
import { folderTerm, termsOf, termsOfPlace } from '../core/terms.ts'
import { DerivedQueries } from './derived.ts'
import type { Connection, RowLocks } from './engine.ts'
import { FolderQueries } from './folders.ts'
import { empty, groupsOf, join, keyList, lockedBy, raw, rowList, type Sql, sql } from './sql.ts'
import { Totals, typePart } from './totals.ts'

/** As the database has it: JSON as text. */
export type AssetRow = Omit<Asset, JsonField> & Record<JsonField, string>

const JSON_FIELDS = ['tags', 'context', 'metadata', 'accessControl', 'moderation', 'coordinates', 'origin'] as const
type JsonField = (typeof JSON_FIELDS)[number]

/** The columns of an asset, by the names that they have in the code, in the order in which they are written. */
export const COLUMNS = {
  no: 'asset_no',
  assetId: 'asset_id',
  resourceType: 'resource_type',
  type: 'type',
  publicId: 'public_id',
  version: 'version',
  versionId: 'version_id',
  format: 'format',
  bytes: 'bytes',
  width: 'width',
  height: 'height',
  durationMicros: 'duration_micros',
  pages: 'pages',
  etag: 'etag',
  blob: 'blob',
  originalFilename: 'original_filename',
  displayName: 'display_name',
  assetFolder: 'asset_folder',
  tags: 'tags',
  context: 'context',
  metadata: 'metadata',
  phash: 'phash',
  accessMode: 'access_mode',
  accessControl: 'access_control',
  moderation: 'moderation',
  coordinates: 'coordinates',
  createdAt: 'created_at',
  uploadedAt: 'uploaded_at',
  updatedAt: 'updated_at',
  origin: 'origin',
  color: 'color',
  uploadedBy: 'uploaded_by',
} as const satisfies Record<keyof Asset, string>

const FIELDS = Object.keys(COLUMNS) as (keyof Asset)[]
/** If the key were among them, SQLite would look through all the relations of the asset. */
const REPLACED = FIELDS.filter((field) => field !== 'no')

const INTEGERS = new Set<keyof Asset>([
  ...(['no', 'version', 'bytes', 'width', 'height', 'durationMicros', 'pages'] as const),
  ...(['createdAt', 'uploadedAt', 'updatedAt'] as const),
])

/** Columns of `asset` to select, under the names of the code. */
export const assetColumns = (table: string, fields: readonly (keyof Asset)[] = FIELDS): Sql =>
  raw(fields.map((field) => `${table}.${COLUMNS[field]} as "${field}"`).join(', '))

const ALL = assetColumns('asset')
const KEY = assetColumns('asset', ['no', 'assetId', 'resourceType', 'type', 'publicId'])
const ALL_INDEXED = assetColumns('i')

export function fromRow(row: AssetRow): Asset {
  const asset = { ...row } as Record<string, unknown>
  for (const field of JSON_FIELDS) if (row[field] !== null) asset[field] = JSON.parse(row[field])
  return asset as unknown as Asset
}

function toValues(asset: Asset, fields: readonly (keyof Asset)[] = FIELDS): (string | number | null)[] {
  const row = { ...asset } as Record<string, unknown>
  for (const field of JSON_FIELDS) if (row[field] !== null) row[field] = JSON.stringify(row[field])
  return fields.map((field) => row[field] as string | number | null)
}

export class AssetQueries implements AssetWriter {
  readonly #db: Connection
  readonly #locks: RowLocks
  readonly #folders: FolderQueries
  readonly #derived: DerivedQueries
  readonly #totals: Totals

  constructor(db: Connection, locks: RowLocks, totals = new Totals(db)) {
    this.#db = db
    this.#locks = locks
    this.#folders = new FolderQueries(db, locks)
    this.#derived = new DerivedQueries(db, totals)
    this.#totals = totals
  }

  async find(cloudId: number, identifiers: readonly AssetIdentifier[]): Promise<(Asset | undefined)[]> {
    const rows = await this.#select<AssetRow>(cloudId, identifiers, ALL, empty)
    return rows.map((row) => row && fromRow(row))
  }

  hold(cloudId: number, identifiers: readonly AssetIdentifier[]): Promise<(AssetKey | undefined)[]> {
    return this.#select<AssetKey>(cloudId, identifiers, KEY, lockedBy('asset_no', this.#locks.hold))
  }

  async claim(cloudId: number, identifiers: readonly AssetIdentifier[]): Promise<(Asset | undefined)[]> {
    const rows = await this.#select<AssetRow>(cloudId, identifiers, ALL, lockedBy('asset_no', this.#locks.claim))
    return rows.map((row) => row && fromRow(row))
  }

  async #select<Row extends AssetKey>(
    cloudId: number,
    identifiers: readonly AssetIdentifier[],
    columns: Sql,
    lock: Sql,
  ): Promise<(Row | undefined)[]> {
    const [only] = identifiers
    if (!only) return []
    if (identifiers.length === 1) {
      const condition =
        'assetId' in only
          ? sql`asset_id = ${only.assetId}`
          : sql`resource_type = ${only.resourceType} and type = ${only.type} and public_id = ${only.publicId}`
      const [row] = await this.#db.all<Row>(
        sql`select ${columns} from asset where cloud_id = ${cloudId} and ${condition} ${lock}`,
      )
      return [row]
    }
    const found = new Map<string, Row>()
    for (const condition of conditions(identifiers)) {
      const rows = await this.#db.all<Row>(
        sql`select ${columns} from asset where cloud_id = ${cloudId} and ${condition} ${lock}`,
      )
      for (const row of rows) found.set(row.assetId, row).set(refKey(row), row)
    }
    return identifiers.map((identifier) => found.get('assetId' in identifier ? identifier.assetId : refKey(identifier)))
  }

  /** One index range for each resource type and delivery type, merged: at most nine, each cut at the limit. */
  async list(cloudId: number, query: AssetQuery): Promise<AssetPage> {
    const order = query.prefix === undefined ? byTime(query) : byPublicId(query, query.prefix)
    const from =
      query.term === undefined
        ? sql`asset i where i.cloud_id = ${cloudId}`
        : sql`asset_term i join asset on asset.cloud_id = i.cloud_id and asset.asset_no = i.asset_no
            where i.cloud_id = ${cloudId} and i.term = ${query.term}`
    const columns = query.term === undefined ? ALL_INDEXED : ALL
    const pairs = query.resourceTypes.flatMap((resourceType) =>
      query.types.map((type) => [resourceType, type] as const),
    )
    const ranges = pairs.map(
      ([resourceType, type], i) => sql`select * from (
        select ${columns} from ${from} and i.resource_type = ${resourceType} and i.type = ${type}
          ${order.range(resourceType, type)}
        order by ${order.inner} limit ${query.limit + 1}) ${raw(`r${i}`)}`,
    )
    const rows = await this.#db.all<AssetRow>(
      sql`${join(ranges, ' union all ')} order by ${order.outer} limit ${query.limit + 1}`,
    )
    const assets = rows.slice(0, query.limit).map(fromRow)
    const last = assets.at(-1)
    return rows.length > query.limit && last ? { assets, end: order.end(last) } : { assets }
  }

  /** A loose index scan: each step seeks the first entry past the term before, whatever that one has. */
  async terms(cloudId: number, { prefix, resourceType, after, limit }: TermQuery): Promise<string[]> {
    const end = pastPrefix(prefix)
    const first = after === undefined ? sql`term >= ${prefix}` : sql`term > ${after}`
    const rows = await this.#db.all<{ term: string }>(sql`
      with recursive r0 (term) as (
        select min(term) from asset_term where cloud_id = ${cloudId} and ${first} and term < ${end}
        union all
        select (select min(i.term) from asset_term i where i.cloud_id = ${cloudId} and i.term > r0.term and i.term < ${end})
          from r0 where r0.term is not null)
      select r0.term as "term" from r0 where r0.term is not null and exists (
        select 1 from asset_term i where i.cloud_id = ${cloudId} and i.term = r0.term
          ${resourceType === undefined ? empty : sql`and i.resource_type = ${resourceType}`})
      limit ${limit}`)
    return rows.map(({ term }) => term)
  }

  async blobsInUse(cloudId: number, keys: readonly string[]): Promise<Set<string>> {
    if (keys.length === 0) return new Set()
    const among = ['asset', 'deleted_asset', 'asset_version'].map(
      (table) => sql`select blob as "blob" from ${raw(table)} where cloud_id = ${cloudId} and blob in (${join(keys)})`,
    )
    const rows = await this.#db.all<{ blob: string }>(join(among, ' union all '))
    return new Set(rows.map((row) => row.blob))
  }

  async countTerm(cloudId: number, term: string, limit: number): Promise<number> {
    const [row] = await this.#db.all<{ n: number }>(sql`
      select count(*) as "n" from (
        select 1 from asset_term where cloud_id = ${cloudId} and term = ${term} limit ${limit}) r0`)
    return row!.n
  }

  async termsInUse(cloudId: number, terms: readonly string[]): Promise<Set<string>> {
    const used = new Set<string>()
    for (const group of groupsOf(terms, ROWS_PER_STATEMENT)) {
      const keys = group.map((term) => [term])
      const rows = await this.#db.all<{ term: string }>(sql`
        with r0 (term) as ${keyList(['text'], keys)}
        select r0.term as "term" from r0
        where exists (select 1 from asset_term i where i.cloud_id = ${cloudId} and i.term = r0.term)`)
      for (const { term } of rows) used.add(term)
    }
    return used
  }

  async insert(cloudId: number, asset: Asset): Promise<void> {
    await this.#folders.ensure(cloudId, asset.assetFolder)
    const columns = raw(FIELDS.map((field) => COLUMNS[field]).join(', '))
    await this.#db.run(sql`insert into asset (cloud_id, ${columns}) values (${cloudId}, ${join(toValues(asset))})`)
    await this.#insertTerms([...termKeys(cloudId, asset).values()])
    this.#totals.addAsset(cloudId, asset, 1)
  }

  async replace(cloudId: number, before: Asset, after: Asset): Promise<void> {
    const assignments = toValues(after, REPLACED).map((value, i) => sql`${raw(COLUMNS[REPLACED[i]!])} = ${value}`)
    await this.#db.run(
      sql`update asset set ${join(assignments)} where cloud_id = ${cloudId} and asset_no = ${before.no}`,
    )
    await this.#replaceAround(cloudId, [{ before, after }])
  }

  /** Writes those columns alone in which any of the assets differs. */
  async replaceAll(cloudId: number, replacements: readonly AssetReplacement[]): Promise<void> {
    for (const group of groupsOf(replacements, ASSETS_PER_STATEMENT)) {
      const rows = group.map(({ before, after }) => [toValues(before, REPLACED), toValues(after, REPLACED)] as const)
      const changed = [...REPLACED.keys()].filter((i) => rows.some(([before, after]) => before[i] !== after[i]))
      if (changed.length === 0) continue
      const columns = changed.map((i) => COLUMNS[REPLACED[i]!])
      const list = keyList(
        ['integer', ...changed.map((i) => (INTEGERS.has(REPLACED[i]!) ? ('integer' as const) : ('text' as const)))],
        group.map(({ before }, row) => [before.no, ...changed.map((i) => rows[row]![1][i]!)]),
      )
      await this.#db.run(sql`
        with r0 (no, ${raw(columns.join(', '))}) as ${list}
        update asset set ${raw(columns.map((column) => `${column} = r0.${column}`).join(', '))}
        from r0 where asset.cloud_id = ${cloudId} and asset.asset_no = r0.no`)
    }
    await this.#replaceAround(cloudId, replacements)
  }

  /** Brings what is kept about assets beside their rows up to date: folders, terms, totals and what is derived of a file. */
  async #replaceAround(cloudId: number, replacements: readonly AssetReplacement[]): Promise<void> {
    const moved = replacements.filter(({ before, after }) => before.assetFolder !== after.assetFolder)
    const folders = new Set(moved.map(({ after }) => after.assetFolder))
    for (const folder of [...folders].sort()) await this.#folders.ensure(cloudId, folder)
    await this.#replaceTerms(cloudId, replacements)
    const overwritten = replacements.filter(({ before, after }) => before.blob !== after.blob)
    await this.#derived.clear(
      cloudId,
      overwritten.map(({ before }) => before.no),
    )
    for (const { before, after } of replacements) {
      if (before.bytes === after.bytes && typePart(before) === typePart(after)) continue
      this.#totals.addAsset(cloudId, before, -1)
      this.#totals.addAsset(cloudId, after, 1)
    }
  }

  /** Touches the entries alone that differ. */
  async #replaceTerms(cloudId: number, replacements: readonly AssetReplacement[]): Promise<void> {
    const [gone, added]: [TermKey[], TermKey[]] = [[], []]
    for (const { before, after } of replacements) {
      const [old, fresh] = [termKeys(cloudId, before), termKeys(cloudId, after)]
      for (const [term, key] of old) {
        const same = fresh.get(term)
        if (same && sameKey(key, same)) fresh.delete(term)
        else gone.push(key)
      }
      added.push(...fresh.values())
    }
    await this.#removeTerms(gone)
    await this.#insertTerms(added)
  }

  /** Of an asset that stays what it is, the folder is one column and a few terms. */
  async moveFolder(cloudId: number, { from, to, updatedAt }: FolderMove, limit: number): Promise<number> {
    const rows = await this.#db.all<Pick<AssetRow, 'no' | 'resourceType' | 'type' | 'createdAt' | 'origin'>>(sql`
      update asset set asset_folder = ${to}, updated_at = ${updatedAt}
      where cloud_id = ${cloudId} and asset_folder = ${from} and asset_no in (
        select asset_no from asset_term where cloud_id = ${cloudId} and term = ${folderTerm(from)} limit ${limit})
      returning asset_no as "no", resource_type as "resourceType", type as "type", created_at as "createdAt",
        origin as "origin"`)
    const keysIn = (assetFolder: string) =>
      rows.flatMap(({ no, resourceType, type, createdAt, origin }) =>
        termsOfPlace({ assetFolder, origin: origin === null ? null : JSON.parse(origin) }).map(
          (term): TermKey => [cloudId, term, resourceType, type, createdAt, no],
        ),
      )
    await this.#removeTerms(keysIn(from))
    await this.#insertTerms(keysIn(to))
    return rows.length
  }

  async remove(cloudId: number, assets: readonly Asset[]): Promise<void> {
    if (assets.length === 0) return
    const nos = assets.map((asset) => asset.no)
    await this.#db.run(sql`delete from asset where cloud_id = ${cloudId} and asset_no in (${join(nos)})`)
    await this.#derived.clear(cloudId, nos)
    await this.#removeTerms(assets.flatMap((asset) => [...termKeys(cloudId, asset).values()]))
    for (const asset of assets) this.#totals.addAsset(cloudId, asset, -1)
  }

  async #insertTerms(keys: readonly TermKey[]): Promise<void> {
    for (const group of groupsOf(keys, ROWS_PER_STATEMENT))
      await this.#db.run(sql`insert into asset_term ${rowList(group)}`)
  }

  async #removeTerms(keys: readonly TermKey[]): Promise<void> {
    for (const group of groupsOf(keys, ROWS_PER_STATEMENT)) {
      await this.#db.run(sql`
        delete from asset_term where (cloud_id, term, resource_type, type, created_at, asset_no)
          in ${keyList(['integer', 'text', 'text', 'text', 'integer', 'integer'], group)}`)
    }
  }
}

/** Both databases take tens of thousands of parameters in a statement; this keeps well below. */
const ROWS_PER_STATEMENT = 500
/** Each has a parameter for every column that differs. */
const ASSETS_PER_STATEMENT = 100

type TermKey = readonly [
  cloudId: number,
  term: string,
  resourceType: string,
  type: string,
  createdAt: number,
  no: number,
]

/** The entries of an asset in the index of terms. */
export const termKeys = (cloudId: number, asset: Asset): Map<string, TermKey> =>
  new Map(
    [...termsOf(asset)].map((term) => [
      term,
      [cloudId, term, asset.resourceType, asset.type, asset.createdAt, asset.no],
    ]),
  )

const sameKey = (a: TermKey, b: TermKey): boolean => a.every((value, i) => value === b[i])

const refKey = ({ resourceType, type, publicId }: AssetRef): string => `${resourceType}/${type}/${publicId}`

/** One condition for each of the two forms that occur. */
function* conditions(identifiers: readonly AssetIdentifier[]): Generator<Sql> {
  const ids = identifiers.filter((identifier) => 'assetId' in identifier).map(({ assetId }) => assetId)
  if (ids.length > 0) yield sql`asset_id in (${join(ids)})`
  const refs = identifiers.filter((identifier) => 'publicId' in identifier)
  if (refs.length > 0) {
    const keys = refs.map(({ resourceType, type, publicId }) => [resourceType, type, publicId])
    yield sql`(resource_type, type, public_id) in ${keyList(['text', 'text', 'text'], keys)}`
  }
}

/** How a listing is ordered, and how it goes on where the page before ended. `i` is the index that is walked. */
interface ListOrder {
  readonly inner: Sql
  readonly outer: Sql
  range(resourceType: ResourceType, type: DeliveryType): Sql
  end(last: Asset): (string | number)[]
}

function byTime({ direction, after, since }: AssetQuery): ListOrder {
  const past = raw(direction === 'asc' ? '>' : '<')
  return {
    inner: raw(`i.created_at ${direction}, i.asset_no ${direction}`),
    outer: raw(`"createdAt" ${direction}, "no" ${direction}`),
    range: () => {
      const notBefore = since === undefined ? empty : sql`and i.created_at >= ${since}`
      return after ? sql`${notBefore} and (i.created_at, i.asset_no) ${past} (${after[0]!}, ${after[1]!})` : notBefore
    },
    end: (last) => [last.createdAt, last.no],
  }
}

function byPublicId({ after }: AssetQuery, prefix: string): ListOrder {
  return {
    inner: raw('i.public_id'),
    outer: raw('"publicId", "resourceType", "type"'),
    range(resourceType, type) {
      const within = sql`and i.public_id >= ${prefix} and i.public_id < ${pastPrefix(prefix)}`
      if (!after) return within
      const [publicId, afterResourceType, afterType] = after as [string, string, string]
      // Of equal public IDs, those of a later type have not been listed yet.
      const later = resourceType > afterResourceType || (resourceType === afterResourceType && type > afterType)
      return sql`${within} and i.public_id ${raw(later ? '>=' : '>')} ${publicId}`
    },
    end: (last) => [last.publicId, last.resourceType, last.type],
  }
}
