/** A place or a direction; or a colour, as light. */
export type Vector = readonly [number, number, number]

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

/** a + b * t: from a place, t along a direction; or to a light, t of another one. */
export const along = (a: Vector, b: Vector, t: number): Vector => [a[0] + b[0] * t, a[1] + b[1] * t, a[2] + b[2] * t]

export const times = (a: Vector, b: Vector): Vector => [a[0] * b[0], a[1] * b[1], a[2] * b[2]]

export const scaled = (a: Vector, t: number): Vector => [a[0] * t, a[1] * t, a[2] * t]

export const mix = (a: Vector, b: Vector, t: number): Vector => along(scaled(a, 1 - t), b, t)

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

export const unit = (a: Vector): Vector => scaled(a, 1 / Math.sqrt(dot(a, a)))

/** 0 up to `a`, 1 from `b`, and a curve between. */
export function smooth(a: number, b: number, x: number): number {
  const t = Math.min(Math.max((x - a) / (b - a), 0), 1)
  return t * t * (3 - 2 * t)
}
