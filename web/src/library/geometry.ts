/**
 * Where everything is, of all assets at once: a scrollbar that tells the truth needs the height of all rows, and what is
 * in sight is then found by two searches, whatever the number of assets.
 */
export interface Geometry {
  readonly total: number
  readonly rows: number
  readonly height: number
  readonly width: number
  /** Of the assets of a row the first one; one more than there are rows. */
  readonly starts: Uint32Array
  /** Where rows begin; one more than there are rows. */
  readonly tops: Float64Array
  /** Between rows, and within them. */
  readonly gap: number
  /** Width / height of each asset; none in a list. */
  readonly shapes: Float32Array | undefined
  /** Whether the last row is cut off before it fills the width. */
  readonly isLastOpen: boolean
}

/** Of what is very long or very high only the middle is shown. */
const NARROWEST = 0.5
const WIDEST = 3
/** What has no picture is shown as a square. */
const OF_NO_PICTURE = 1
/** Browsers make no element higher than this: Firefox the lowest, with 17,895,697 px. */
const HIGHEST = 17_000_000

/** The shapes of a layout: see `ratios` of `GET /assets/layout`. */
export function shapesOf(ratios: string): Float32Array {
  const bytes = atob(ratios)
  const shapes = new Float32Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes.charCodeAt(i)
    const shape = byte === 0 ? OF_NO_PICTURE : 2 ** ((byte - 128) / 32)
    shapes[i] = Math.min(WIDEST, Math.max(NARROWEST, shape))
  }
  return shapes
}

/** Rows that fill the width, each about as high as is wished. */
export function justified(shapes: Float32Array, width: number, wished: number, gap: number): Geometry {
  const geometry = justifiedOnce(shapes, width, wished, gap)
  return geometry.height <= HIGHEST ? geometry : justified(shapes, width, Math.floor(wished * 0.8), gap)
}

function justifiedOnce(shapes: Float32Array, width: number, wished: number, gap: number): Geometry {
  const total = shapes.length
  const starts: number[] = []
  const tops: number[] = []
  let top = 0
  let start = 0
  let isLastOpen = false
  while (start < total) {
    let end = start
    let sum = 0
    while (end < total && sum * wished + (end - start - 1) * gap < width) sum += shapes[end++]!
    isLastOpen = end === total && sum * wished + (end - start - 1) * gap < width
    // One fewer, where the row is then nearer to what is wished.
    if (!isLastOpen && end - start > 1) {
      const less = sum - shapes[end - 1]!
      const higher = heightOf(width, less, end - start - 1, gap)
      if (higher / wished < wished / heightOf(width, sum, end - start, gap)) {
        sum = less
        end--
      }
    }
    starts.push(start)
    tops.push(top)
    top += (isLastOpen ? wished : Math.round(heightOf(width, sum, end - start, gap))) + gap
    start = end
  }
  starts.push(total)
  tops.push(top)
  const rows = tops.length - 1
  return {
    ...{ total, rows, width, gap, shapes, isLastOpen },
    height: Math.max(0, top - gap),
    starts: Uint32Array.from(starts),
    tops: Float64Array.from(tops),
  }
}

const heightOf = (width: number, sum: number, n: number, gap: number): number => (width - (n - 1) * gap) / sum

/** Rows of one asset each. */
export function listed(total: number, width: number, height: number): Geometry {
  return {
    ...{ total, rows: total, width, gap: 0, shapes: undefined, isLastOpen: false },
    height: total * height,
    starts: Uint32Array.from({ length: total + 1 }, (_, i) => i),
    tops: Float64Array.from({ length: total + 1 }, (_, i) => i * height),
  }
}

export const rowHeight = ({ tops, gap }: Geometry, row: number): number => tops[row + 1]! - tops[row]! - gap

/** The row that is at this height, or the one nearest. */
export const rowAt = ({ tops, rows }: Geometry, y: number): number => lastUpTo(tops, rows, y)

/** The row of an asset. */
export const rowOf = ({ starts, rows }: Geometry, index: number): number => lastUpTo(starts, rows, index)

/** The last of the first `n` that is not above the value: 0 where all are. */
function lastUpTo(sorted: Uint32Array | Float64Array, n: number, value: number): number {
  let low = 0
  let high = n - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (sorted[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}

export interface Box {
  readonly index: number
  readonly left: number
  readonly width: number
}

/** What is in a row, from left to right, in whole pixels. */
export function boxesOf(geometry: Geometry, row: number): Box[] {
  const { starts, shapes, width, gap, rows, isLastOpen } = geometry
  const [start, end] = [starts[row]!, starts[row + 1]!]
  if (!shapes) return [{ index: start, left: 0, width }]
  let sum = 0
  for (let i = start; i < end; i++) sum += shapes[i]!
  const isOpen = isLastOpen && row === rows - 1
  const scale = isOpen ? rowHeight(geometry, row) : heightOf(width, sum, end - start, gap)
  const boxes: Box[] = []
  let before = 0
  for (let index = start; index < end; index++) {
    const left = Math.round(before * scale) + (index - start) * gap
    before += shapes[index]!
    const right = Math.round(before * scale) + (index - start) * gap
    boxes.push({ index, left, width: right - left })
  }
  return boxes
}

/** The asset one comes to by a key: along the row, or to what is above or below the middle of this one. */
export function neighbour(geometry: Geometry, index: number, key: string, page: number): number | undefined {
  const last = geometry.total - 1
  const row = rowOf(geometry, index)
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1)
    case 'ArrowRight':
      return Math.min(last, index + 1)
    case 'ArrowUp':
      return row === 0 ? index : across(geometry, index, row - 1)
    case 'ArrowDown':
      return row === geometry.rows - 1 ? index : across(geometry, index, row + 1)
    case 'PageUp':
      return across(geometry, index, rowAt(geometry, geometry.tops[row]! - page))
    case 'PageDown':
      return across(geometry, index, rowAt(geometry, geometry.tops[row]! + page))
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}

function across(geometry: Geometry, index: number, row: number): number {
  const own = boxesOf(geometry, rowOf(geometry, index)).find((box) => box.index === index)!
  const middle = own.left + own.width / 2
  const boxes = boxesOf(geometry, row)
  return (boxes.findLast(({ left }) => left <= middle) ?? boxes[0]!).index
}

/** The assets that a rectangle touches, in their order. */
export function within(
  geometry: Geometry,
  { left, top, right, bottom }: Record<'left' | 'top' | 'right' | 'bottom', number>,
) {
  const found: number[] = []
  if (geometry.total === 0) return found
  for (let row = rowAt(geometry, top); row <= rowAt(geometry, bottom); row++) {
    if (geometry.tops[row]! + rowHeight(geometry, row) < top || geometry.tops[row]! > bottom) continue
    for (const box of boxesOf(geometry, row)) {
      if (box.left <= right && box.left + box.width >= left) found.push(box.index)
    }
  }
  return found
}
