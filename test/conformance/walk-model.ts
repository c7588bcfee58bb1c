import { isDirected, labelOf } from '../../src/core/relation-kind.ts'

export interface ModelRelation {
  /** The subject's number, and the object's. */
  readonly from: number
  readonly to: number
  readonly kind: number
}

/** A relation as one of its ends has it in its lists. */
export interface ModelEnd {
  readonly from: number
  readonly to: number
  readonly label: number
}

/** A graph in memory, walked in the plainest way: everything is looked through each time. */
export class GraphModel {
  readonly assets = new Set<number>()
  readonly deleted = new Set<number>()
  /** In the order of relating, which is that of every list. */
  relations: ModelRelation[] = []

  static isSame(a: ModelRelation, b: ModelRelation): boolean {
    if (a.kind !== b.kind) return false
    if (a.from === b.from && a.to === b.to) return true
    return !isDirected(a.kind) && a.from === b.to && a.to === b.from
  }

  relate(relation: ModelRelation): void {
    if (this.relations.some((other) => GraphModel.isSame(relation, other))) return
    this.relations.push(relation)
  }

  unrelate(relation: ModelRelation): void {
    this.relations = this.relations.filter((other) => !GraphModel.isSame(relation, other))
  }

  /** What an asset is related to: one label after the other, each in its order. */
  endsOf(no: number, labels: ReadonlySet<number> | undefined): ModelEnd[] {
    return this.relations
      .filter(({ from, to }) => this.assets.has(from) && this.assets.has(to))
      .flatMap(({ from, to, kind }) => [
        { from, to, label: labelOf(kind, 'subject') },
        { from: to, to: from, label: labelOf(kind, 'object') },
      ])
      .filter(({ from, label }) => from === no && (!labels || labels.has(label)))
      .sort((a, b) => a.label - b.label)
  }

  /** Every asset that is come to, with its distance and by what. */
  walk(
    starts: readonly number[],
    labels: ReadonlySet<number> | undefined,
    steps: number,
  ): (ModelEnd & { distance: number })[] {
    const found: (ModelEnd & { distance: number })[] = []
    const seen = new Set(starts)
    let frontier: readonly number[] = [...seen]
    for (let distance = 1; distance <= steps; distance++) {
      const next: number[] = []
      for (const end of frontier.flatMap((no) => this.endsOf(no, labels))) {
        if (seen.has(end.to)) continue
        seen.add(end.to)
        found.push({ ...end, distance })
        next.push(end.to)
      }
      frontier = next
    }
    return found
  }

  /** The connected groups of more than one asset, by their smallest number. */
  groups(labels: ReadonlySet<number> | undefined): number[][] {
    const seen = new Set<number>()
    const groups: number[][] = []
    for (const no of [...this.assets].sort((a, b) => a - b)) {
      if (seen.has(no)) continue
      const group = [no, ...this.walk([no], labels, this.assets.size).map(({ to }) => to)].sort((a, b) => a - b)
      for (const member of group) seen.add(member)
      if (group.length > 1) groups.push(group)
    }
    return groups
  }
}
