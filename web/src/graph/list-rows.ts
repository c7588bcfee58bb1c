import type { Picture, Shown } from './model.ts'

export interface ListRow extends Shown {
  readonly parent: string | undefined
  readonly level: number
  readonly place: number
  readonly siblings: number
  readonly hasChildren: boolean
  /** Whether it stands without those that it was come to by: what a search has found. */
  readonly isFlat: boolean
}

/** The tree by which assets were come to, from the top to the bottom; of a search, what it found, the nearest first. */
export function rowsOf({ nodes }: Picture, matches: ReadonlySet<string> | undefined): ListRow[] {
  if (matches) {
    const found = [...nodes.values()].filter(({ id }) => matches.has(id))
    return found.map((shown, i) => ({
      ...shown,
      ...{ parent: undefined, level: 1, place: i + 1, siblings: found.length, hasChildren: false, isFlat: true },
    }))
  }
  const children = new Map<string, Shown[]>()
  const tops: Shown[] = []
  for (const shown of nodes.values()) {
    const parent = shown.via?.parent
    // What it was come to by may be filtered out.
    if (parent === undefined || !nodes.has(parent)) tops.push(shown)
    else if (children.has(parent)) children.get(parent)!.push(shown)
    else children.set(parent, [shown])
  }
  const rows: ListRow[] = []
  const add = (all: readonly Shown[], parent: string | undefined, level: number) => {
    for (const [i, shown] of all.entries()) {
      const below = children.get(shown.id) ?? []
      rows.push({
        ...shown,
        ...{ parent, level, place: i + 1, siblings: all.length, hasChildren: below.length > 0, isFlat: false },
      })
      add(below, shown.id, level + 1)
    }
  }
  add(tops, undefined, 1)
  return rows
}
