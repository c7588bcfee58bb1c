/** What the page and the layout's worker tell one another. Nodes are named by their place in the list last sent. */
export type ToWorker =
  | {
      readonly type: 'graph'
      readonly version: number
      readonly nodes: readonly LaidOut[]
      readonly edges: readonly (readonly [number, number])[]
      /** Whether it is another picture altogether, of which nothing is in sight. */
      readonly isNew: boolean
      /** Whether to tell nothing before all have their place. */
      readonly atOnce: boolean
    }
  | { readonly type: 'pin'; readonly version: number; readonly index: number; readonly x: number; readonly y: number }
  | { readonly type: 'unpin'; readonly version: number; readonly index: number }

interface LaidOut {
  readonly x: number
  readonly y: number
  readonly radius: number
  /** Whether it has been in sight before. */
  readonly isKnown: boolean
  readonly isPinned: boolean
}

export interface FromWorker {
  readonly version: number
  readonly positions: Float32Array
  readonly isSettled: boolean
}
