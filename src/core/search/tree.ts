/** A search expression, as it was written: what it means is decided elsewhere. */
export type SearchTree =
  | { readonly kind: 'and' | 'or'; readonly of: readonly SearchTree[] }
  | { readonly kind: 'not'; readonly of: SearchTree }
  /** Without a field: a plain word, looked for in every field of text. */
  | { readonly kind: 'compare'; readonly field: string | null; readonly is: Comparison; readonly value: Literal }
  | { readonly kind: 'range'; readonly field: string; readonly from: Bound | null; readonly to: Bound | null }

/** `:` looks for words, whatever their case; `=` for the whole value as it is. */
export type Comparison = ':' | '=' | Ordering
export type Ordering = '>' | '>=' | '<' | '<='

export interface Literal {
  readonly text: string
  /** Whether it ended with `*`: anything may follow. `*` alone is any value at all. */
  readonly prefix: boolean
}

export interface Bound {
  readonly text: string
  readonly inclusive: boolean
}
