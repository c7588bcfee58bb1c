import type { RelatedItem } from '../api/related-list.ts'

/** A row of the list: the head of a kind, or tiles of it, which may not be loaded yet. */
export type Row =
  | { readonly type: 'head'; readonly kind: string; readonly count: number }
  | {
      readonly type: 'tiles'
      readonly kind: string
      /** Where the first tile stands among those of its kind. */
      readonly at: number
      readonly count: number
      readonly items: readonly (RelatedItem | undefined)[]
    }

/** All rows there will be once everything is loaded, so that the scrollbar tells the truth from the start. */
export function rowsOf(
  items: readonly RelatedItem[],
  counts: Readonly<Record<string, number>>,
  only: string,
  columns: number,
): Row[] {
  const loaded = Map.groupBy(items, ({ kind }) => kind)
  const rows: Row[] = []
  for (const [kind, count] of Object.entries(counts)) {
    if (only !== '' && kind !== only) continue
    const of = loaded.get(kind) ?? []
    rows.push({ type: 'head', kind, count })
    for (let at = 0; at < count; at += columns) {
      const width = Math.min(columns, count - at)
      rows.push({ type: 'tiles', kind, at, count, items: Array.from({ length: width }, (_, i) => of[at + i]) })
    }
  }
  return rows
}
