import { RELATED_LABEL } from '../core/relation-kind.ts'
import type { Condition, SearchColumn } from '../core/search/condition.ts'
import { COLUMNS } from './assets.ts'
import { join, raw, type Sql, sql } from './sql.ts'

/** Columns that an index begins with, after the cloud. */
const INDEXED: ReadonlySet<SearchColumn> = new Set([
  ...(['assetId', 'publicId', 'displayName', 'resourceType', 'bytes', 'width', 'height'] as const),
  ...(['durationMicros', 'pages', 'createdAt', 'uploadedAt', 'updatedAt'] as const),
])

/** More parts of an OR than this are not read one after the other. */
const MAX_PARTS = 50

/** A range of an index, or a few. */
export interface SearchRange {
  /** Numbers of assets. */
  readonly rows: Sql
  /** Whether an asset may be in it more than once. */
  readonly repeats: boolean
  /** Conditions that are true of every asset in it. */
  readonly ensures: ReadonlySet<Condition>
}

/**
 * Ranges that have every asset of which a condition is true, each of them by itself. None where the condition says
 * nothing that an index knows.
 */
export function searchRanges(cloudId: number, condition: Condition): SearchRange[] {
  if ('all' in condition) {
    const parts = condition.all.flatMap(flattened)
    const others = parts.filter((part) => !('column' in part))
    return [...others.flatMap((part) => searchRanges(cloudId, part)), ...columnRanges(cloudId, parts)]
  }
  if ('any' in condition) return anyRange(cloudId, condition)
  if ('not' in condition) return []
  if ('column' in condition) return columnRanges(cloudId, [condition])
  if ('relatedTo' in condition) return relatedRange(cloudId, condition)
  if ('relations' in condition) return countRange(cloudId, condition)
  const isOneTerm = 'terms' in condition && condition.terms.length === 1
  if ('terms' in condition && condition.terms.length === 0) return []
  const isWithin =
    'terms' in condition
      ? sql`term in (${join(condition.terms)})`
      : sql`term >= ${condition.termsFrom} and term < ${condition.below}`
  const rows = sql`select asset_no from asset_term where cloud_id = ${cloudId} and ${isWithin}`
  return [{ rows, repeats: !isOneTerm, ensures: new Set([condition]) }]
}

/** Whether a range leaves nothing of a condition to be checked. */
export const isEnsured = (condition: Condition, { ensures }: Pick<SearchRange, 'ensures'>): boolean =>
  ensures.has(condition) || ('all' in condition && condition.all.every((part) => isEnsured(part, { ensures })))

/** The lists of those assets. */
function relatedRange(cloudId: number, condition: Extract<Condition, { relatedTo: unknown }>): SearchRange[] {
  if (condition.relatedTo.length === 0) return []
  const rows = sql`select to_no as asset_no from relation_end
    where cloud_id = ${cloudId} and from_no in (${join(condition.relatedTo)})`
  return [{ rows, repeats: true, ensures: new Set([condition]) }]
}

/** Those that have any under a label, but for that of plain relations, which most have and no index knows. */
function countRange(cloudId: number, condition: Extract<Condition, { relations: unknown }>): SearchRange[] {
  const { relations, is, value } = condition
  const isSome = is === '>=' || is === '=' ? value >= 1 : is === '>' && value >= 0
  if (relations === 'all' || relations === RELATED_LABEL || !isSome) return []
  // In the words of the index, which leaves out the plain ones: grouped by the asset alone, SQLite takes the key for it.
  const rows = sql`select asset_no from relation_count
    where (cloud_id, label) = (${cloudId}, ${relations}) and label > 0
    group by cloud_id, label, asset_no having sum(n) ${raw(is)} ${value}`
  return [{ rows, repeats: false, ensures: new Set([condition]) }]
}

/** One range after the other, if there is one for each part. */
function anyRange(cloudId: number, condition: Condition & { any: readonly Condition[] }): SearchRange[] {
  const ranges = condition.any.map((part) => searchRanges(cloudId, part)[0])
  const known = ranges.filter((range) => range !== undefined)
  if (known.length < ranges.length || known.length === 0 || known.length > MAX_PARTS) return []
  const isWhole = condition.any.every((part, i) => isEnsured(part, known[i]!))
  return [
    {
      rows: join(
        known.map(({ rows }) => rows),
        ' union all ',
      ),
      repeats: true,
      ensures: new Set(isWhole ? [condition] : []),
    },
  ]
}

/** What an AND within an AND says, beside it. */
const flattened = (condition: Condition): readonly Condition[] =>
  'all' in condition ? condition.all.flatMap(flattened) : [condition]

type ColumnCondition = Extract<Condition, { column: SearchColumn }>

/** One range for each column, with all that is said of it. */
function columnRanges(cloudId: number, conditions: readonly Condition[]): SearchRange[] {
  const comparisons = new Map<SearchColumn, ColumnCondition[]>()
  for (const condition of conditions) {
    if (!('column' in condition) || !INDEXED.has(condition.column)) continue
    comparisons.set(condition.column, [...(comparisons.get(condition.column) ?? []), condition])
  }
  return [...comparisons.values()].map((all) => {
    const bounds = all.map(({ column, is, value }) => sql`${expressionOf(column)} ${raw(is)} ${value}`)
    return {
      rows: sql`select asset.asset_no from asset where asset.cloud_id = ${cloudId} and ${join(bounds, ' and ')}`,
      repeats: false,
      ensures: new Set<Condition>(all),
    }
  })
}

/** A column, or what stands for one that isn't kept. */
export function expressionOf(column: SearchColumn): Sql {
  if (column === 'pixels') return raw('(asset.width * asset.height)')
  if (column === 'aspectRatio') return raw('(cast(asset.width as double precision) / nullif(asset.height, 0))')
  return raw(`asset.${COLUMNS[column]}`)
}
