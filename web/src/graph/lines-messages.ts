import type { Camera } from './draw.ts'
import type { Line } from './lines.ts'

/** What the page and the worker that draws many lines tell one another. Assets are named by their place in the list last sent. */
export type ToLinesWorker =
  | {
      readonly type: 'lines'
      readonly ends: readonly { readonly radius: number; readonly halfWidth: number; readonly halfHeight: number }[]
      readonly lines: readonly (Pick<Line, 'directed' | 'color' | 'bend'> & {
        readonly from: number
        readonly to: number
      })[]
    }
  /** Where each asset is. */
  | { readonly type: 'places'; readonly positions: Float32Array }
  | ({ readonly type: 'draw' } & LinesWanted)

export interface LinesWanted {
  readonly camera: Camera
  /** Of the view, in CSS pixels; what is drawn is a margin wider on each side. */
  readonly width: number
  readonly height: number
  readonly scale: number
  readonly ground: string
  /** Colours by the names of their tokens. */
  readonly colors: Readonly<Record<string, string>>
}

export interface FromLinesWorker {
  readonly bitmap: ImageBitmap
}

/** In CSS pixels: what comes into view meanwhile is there already. */
export const LINES_MARGIN = 160
