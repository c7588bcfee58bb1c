import { raw, type Sql, sql } from '../sql.ts'

/** Assets of one environment, by their numbers: the first, and the one after the last. */
export interface Window {
  readonly cloudId: number
  readonly from: number
  readonly below: number
}

/** What must not be. Every example is told by one asset or two, and maybe by the kind or label of their relation. */
export interface Check {
  readonly what: string
  readonly remedy: string
  /** Selects a, b, kind and label, as far as there are. */
  readonly wrong: (window: Window) => Sql
  readonly fix: (window: Window) => readonly Sql[]
}

const isThere = (table: 'asset' | 'deleted_asset', no: string): Sql =>
  raw(`exists (select 1 from ${table} x where x.cloud_id = r.cloud_id and x.asset_no = ${no})`)
const here = (no: string): Sql => isThere('asset', no)
const deleted = (no: string): Sql => isThere('deleted_asset', no)

const within = ({ cloudId, from, below }: Window, column: string): Sql =>
  sql`r.cloud_id = ${cloudId} and ${raw(column)} >= ${from} and ${raw(column)} < ${below}`

/** The asset that is `a` in the relation of an end `r`, and the other one. */
const A =
  '(case when r.label % 2 = 1 then r.to_no when r.label / 2 % 2 = 1 or r.from_no < r.to_no then r.from_no else r.to_no end)'
const B = `(r.from_no + r.to_no - ${A})`
const END_KIND = raw('r.label / 2')
/** A symmetric kind has no label for an object. */
const IS_LABEL = raw('(r.label % 2 = 0 or r.label / 2 % 2 = 1) and r.from_no <> r.to_no')
const RELATION_OF_END = `select 1 from relation t where t.cloud_id = r.cloud_id and t.a_no = ${A} and t.b_no = ${B} and t.kind = r.label / 2`
const hasRelation = raw(`exists (${RELATION_OF_END})`)
/** With the position of the end. */
const agrees = raw(
  `exists (${RELATION_OF_END} and r.position = (case when ${A} = r.from_no then t.a_position else t.b_position end))`,
)

const LABEL_OF_A = raw('2 * r.kind')
const LABEL_OF_B = raw('(2 * r.kind + r.kind % 2)')
const endOfA = (table: string): Sql =>
  raw(`exists (select 1 from ${table} e where e.cloud_id = r.cloud_id and e.from_no = r.a_no and e.label = 2 * r.kind
    and e.position = r.a_position and e.to_no = r.b_no)`)
const endOfB = (table: string): Sql =>
  raw(`exists (select 1 from ${table} e where e.cloud_id = r.cloud_id and e.from_no = r.b_no
    and e.label = 2 * r.kind + r.kind % 2 and e.position = r.b_position and e.to_no = r.a_no)`)

const IS_TURNED = raw('(r.a_no = r.b_no or (r.kind % 2 = 0 and r.a_no > r.b_no))')
const BOTH_HERE = sql`${here('r.a_no')} and ${here('r.b_no')}`
const IS_LOST = sql`not ((${here('r.a_no')} or ${deleted('r.a_no')}) and (${here('r.b_no')} or ${deleted('r.b_no')}))`
const IS_WAITING = sql`not (${BOTH_HERE}) and not (${IS_LOST})`
/** Those of its ends that are parked: there must be one, with an asset that is deleted. */
const PARKED_ENDS = sql`(case when ${deleted('r.a_no')} and ${endOfA('parked_end')} then 1 else 0 end
  + case when ${deleted('r.b_no')} and ${endOfB('parked_end')} then 1 else 0 end)`

const relations = (window: Window, wrong: Sql): Sql =>
  sql`select r.a_no as "a", r.b_no as "b", r.kind as "kind" from relation r where ${within(window, 'r.a_no')} and ${wrong}`
const ends = (table: 'relation_end' | 'parked_end', window: Window, wrong: Sql): Sql =>
  sql`select r.from_no as "a", r.to_no as "b", r.label as "label" from ${raw(table)} r
    where ${within(window, 'r.from_no')} and ${wrong}`

/** Deletes by key what a condition on `r` selects. */
const without = (table: string, key: string, window: Window, column: string, wrong: Sql): Sql =>
  sql`delete from ${raw(table)} where (${raw(key)}) in (
    select ${raw(key)} from ${raw(table)} r where ${within(window, column)} and ${wrong})`
const RELATION_KEY = 'cloud_id, a_no, b_no, kind'
const END_KEY = 'cloud_id, from_no, label, position, to_no'

const STRAY_END = sql`(not ${IS_LABEL} or not ${here('r.from_no')} or not ${here('r.to_no')} or (${hasRelation} and not ${agrees}))`
const UNKNOWN_END = sql`${IS_LABEL} and ${here('r.from_no')} and ${here('r.to_no')} and not ${hasRelation}`
const STRAY_PARKED = sql`(not ${IS_LABEL} or not ${deleted('r.from_no')} or not ${agrees})`

/** The end from the other side; a symmetric kind has one label for both. */
const MIRROR = raw(`left join relation_end m on m.cloud_id = r.cloud_id and m.from_no = r.to_no and m.to_no = r.from_no
  and m.label = (case when r.label / 2 % 2 = 0 then r.label when r.label % 2 = 0 then r.label + 1 else r.label - 1 end)`)
const OTHER_POSITION = 'coalesce(m.position, r.position)'

/** In this order: what comes first is what the others are compared with. */
export const RELATION_CHECKS: readonly Check[] = [
  {
    what: 'assets are there, and in the trash as well',
    remedy: 'takes them out of the trash',
    wrong: (window) =>
      sql`select r.asset_no as "a" from deleted_asset r where ${within(window, 'r.asset_no')} and ${here('r.asset_no')}`,
    fix: (window) => [
      without('parked_end', END_KEY, window, 'r.from_no', here('r.from_no')),
      without('deleted_asset', 'cloud_id, asset_no', window, 'r.asset_no', here('r.asset_no')),
    ],
  },
  {
    what: 'relations are the wrong way round',
    remedy: 'turns them round',
    wrong: (window) => relations(window, sql`${IS_TURNED}`),
    fix: (window) => [
      sql`insert into relation (cloud_id, a_no, b_no, kind, a_position, b_position, created_at, note, metadata, a_version,
          b_version, start_ms, end_ms, rule)
        select r.cloud_id, r.b_no, r.a_no, r.kind, r.b_position, r.a_position, r.created_at, r.note, r.metadata, r.b_version,
          r.a_version, r.start_ms, r.end_ms, r.rule
        from relation r where ${within(window, 'r.a_no')} and ${IS_TURNED} and r.a_no <> r.b_no
        on conflict (cloud_id, a_no, b_no, kind) do nothing`,
      without('relation', RELATION_KEY, window, 'r.a_no', sql`${IS_TURNED}`),
    ],
  },
  {
    what: 'entries of lists are of a relation that is not there',
    remedy: 'makes the relations again from what the lists say',
    wrong: (window) => ends('relation_end', window, UNKNOWN_END),
    fix: (window) => [
      sql`insert into relation (cloud_id, a_no, b_no, kind, a_position, b_position, created_at)
        select r.cloud_id, ${raw(A)}, ${raw(B)}, ${END_KIND},
          case when ${raw(A)} = r.from_no then r.position else ${raw(OTHER_POSITION)} end,
          case when ${raw(A)} = r.from_no then ${raw(OTHER_POSITION)} else r.position end, r.created_at
        from relation_end r ${MIRROR} where ${within(window, 'r.from_no')} and ${UNKNOWN_END}
        on conflict (cloud_id, a_no, b_no, kind) do nothing`,
    ],
  },
  {
    what: 'relations have an asset that is not there, nor in the trash',
    remedy: 'removes these relations',
    wrong: (window) => relations(window, IS_LOST),
    fix: (window) => [without('relation', RELATION_KEY, window, 'r.a_no', IS_LOST)],
  },
  {
    what: 'entries of lists are of no asset, or stand where their relation does not',
    remedy: 'removes these entries',
    wrong: (window) => ends('relation_end', window, STRAY_END),
    fix: (window) => [without('relation_end', END_KEY, window, 'r.from_no', STRAY_END)],
  },
  {
    what: 'relations are missing in the list of an asset',
    remedy: 'puts them in their places in the lists',
    wrong: (window) =>
      relations(window, sql`${BOTH_HERE} and not (${endOfA('relation_end')} and ${endOfB('relation_end')})`),
    fix: (window) => [
      sql`insert into relation_end (${raw(END_KEY)}, created_at)
        select r.cloud_id, r.a_no, ${LABEL_OF_A}, r.a_position, r.b_no, r.created_at from relation r
        where ${within(window, 'r.a_no')} and ${BOTH_HERE} and not ${endOfA('relation_end')}
        on conflict (${raw(END_KEY)}) do nothing`,
      sql`insert into relation_end (${raw(END_KEY)}, created_at)
        select r.cloud_id, r.b_no, ${LABEL_OF_B}, r.b_position, r.a_no, r.created_at from relation r
        where ${within(window, 'r.a_no')} and ${BOTH_HERE} and not ${endOfB('relation_end')}
        on conflict (${raw(END_KEY)}) do nothing`,
    ],
  },
  {
    what: 'entries that wait for a deleted asset are of none, or stand where their relation does not',
    remedy: 'removes these entries',
    wrong: (window) => ends('parked_end', window, STRAY_PARKED),
    fix: (window) => [without('parked_end', END_KEY, window, 'r.from_no', STRAY_PARKED)],
  },
  {
    what: 'relations of deleted assets would not come back with them',
    remedy: 'lets them come back when the asset is restored',
    wrong: (window) => relations(window, sql`${IS_WAITING} and ${PARKED_ENDS} <> 1`),
    fix: (window) => [
      // Of two that wait, one is enough; of none, one is made.
      sql`delete from parked_end where (${raw(END_KEY)}) in (
        select r.cloud_id, r.b_no, ${LABEL_OF_B}, r.b_position, r.a_no from relation r
        where ${within(window, 'r.a_no')} and ${IS_WAITING} and ${PARKED_ENDS} = 2)`,
      sql`insert into parked_end (${raw(END_KEY)})
        select r.cloud_id, r.a_no, ${LABEL_OF_A}, r.a_position, r.b_no from relation r
        where ${within(window, 'r.a_no')} and ${IS_WAITING} and ${deleted('r.a_no')} and ${PARKED_ENDS} = 0`,
      sql`insert into parked_end (${raw(END_KEY)})
        select r.cloud_id, r.b_no, ${LABEL_OF_B}, r.b_position, r.a_no from relation r
        where ${within(window, 'r.a_no')} and ${IS_WAITING} and ${deleted('r.b_no')} and ${PARKED_ENDS} = 0`,
    ],
  },
  {
    what: 'numbers of relations are not what there are',
    remedy: 'counts them anew',
    wrong: (window) => miscounted(window),
    fix: (window) => [
      // All at once, as both statements would see what the other one has done.
      sql`insert into relation_count (cloud_id, asset_no, label, slot, n)
        select ${window.cloudId}, w."a", w."label", 0, w."difference" from (${miscounted(window)}) w where w."difference" <> 0
        on conflict (cloud_id, asset_no, label, slot) do update set n = relation_count.n + excluded.n`,
    ],
  },
]

/** How many more there are than are counted. */
function miscounted({ cloudId, from, below }: Window): Sql {
  const range = (column: string) =>
    sql`cloud_id = ${cloudId} and ${raw(column)} >= ${from} and ${raw(column)} < ${below}`
  return sql`select no as "a", label as "label", sum(n) as "difference" from (
      select asset_no as no, label, -n as n from relation_count where ${range('asset_no')}
      union all
      select from_no, label, 1 from relation_end where ${range('from_no')}
    ) r0 group by no, label having sum(n) <> 0`
}
