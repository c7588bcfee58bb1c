import type { Vector } from './vectors.ts'

/** Signed distances, in centimetres: negative inside, and never more than the real distance to the surface. */

export type Distance = (x: number, y: number, z: number) => number

const { abs, max, min, sqrt, cos, sin, PI } = Math

export const length2 = (x: number, y: number): number => sqrt(x * x + y * y)

const clamp01 = (x: number): number => max(0, min(x, 1))

/** Standing on `bottom`, its edges rounded. */
export function cylinder(radius: number, bottom: number, top: number, round: number): Distance {
  const middle = (bottom + top) / 2
  const half = (top - bottom) / 2 - round
  return (x, y, z) => {
    const across = length2(x, z) - radius + round
    const along = abs(y - middle) - half
    return min(max(across, along), 0) + length2(max(across, 0), max(along, 0)) - round
  }
}

/** A cylinder whose radius changes evenly from its bottom to its top. */
export function cone(low: number, high: number, bottom: number, top: number, round: number): Distance {
  const slope = (high - low) / (top - bottom)
  const shorten = 1 / sqrt(1 + slope * slope)
  const middle = (bottom + top) / 2
  const half = (top - bottom) / 2 - round
  return (x, y, z) => {
    const across = (length2(x, z) - (low + slope * (y - bottom)) + round) * shorten
    const along = abs(y - middle) - half
    return min(max(across, along), 0) + length2(max(across, 0), max(along, 0)) - round
  }
}

/** A rod between two points, as thick as said at either end. */
export function rod([ax, ay, az]: Vector, [bx, by, bz]: Vector, from: number, to = from): Distance {
  const [dx, dy, dz] = [bx - ax, by - ay, bz - az]
  const square = dx * dx + dy * dy + dz * dz
  return (x, y, z) => {
    const [px, py, pz] = [x - ax, y - ay, z - az]
    const t = clamp01((px * dx + py * dy + pz * dz) / square)
    const [ex, ey, ez] = [px - dx * t, py - dy * t, pz - dz * t]
    return (sqrt(ex * ex + ey * ey + ez * ez) - from - (to - from) * t) * 0.95
  }
}

export function box([cx, cy, cz]: Vector, [hx, hy, hz]: Vector, round: number): Distance {
  return (x, y, z) => {
    const qx = abs(x - cx) - hx + round
    const qy = abs(y - cy) - hy + round
    const qz = abs(z - cz) - hz + round
    const [ox, oy, oz] = [max(qx, 0), max(qy, 0), max(qz, 0)]
    return sqrt(ox * ox + oy * oy + oz * oz) + min(max(qx, max(qy, qz)), 0) - round
  }
}

export function ellipsoid([cx, cy, cz]: Vector, [rx, ry, rz]: Vector): Distance {
  const deepest = -0.5 * min(rx, ry, rz)
  return (x, y, z) => {
    const [px, py, pz] = [(x - cx) / rx, (y - cy) / ry, (z - cz) / rz]
    const k0 = sqrt(px * px + py * py + pz * pz)
    const [gx, gy, gz] = [px / rx, py / ry, pz / rz]
    const k1 = sqrt(gx * gx + gy * gy + gz * gz)
    // Near the centre the formula jumps about, which shows in soft shadows.
    return k1 < 1e-9 ? deepest : max((k0 * (k0 - 1)) / k1, deepest)
  }
}

/** A ring around the z axis. */
export function ring([cx, cy, cz]: Vector, radius: number, thick: number): Distance {
  return (x, y, z) => length2(length2(x - cx, y - cy) - radius, z - cz) - thick
}

/** The wall of a bowl that is turned over: the part of a hollow ball that is above `from`. */
export function dome(centre: number, radius: number, wall: number, from: number): Distance {
  return (x, y, z) => {
    const across = length2(x, z)
    const shell = abs(length2(across, y - centre) - radius) - wall
    const cut = from - y
    return max(shell, cut)
  }
}

/** As smooth as `k` centimetres where two shapes meet. */
export function blend(a: Distance, b: Distance, k: number): Distance {
  return (x, y, z) => {
    const [da, db] = [a(x, y, z), b(x, y, z)]
    const h = clamp01(0.5 + (0.5 * (db - da)) / k)
    return db + (da - db) * h - k * h * (1 - h)
  }
}

export const union =
  (...shapes: readonly Distance[]): Distance =>
  (x, y, z) => {
    let nearest = Number.POSITIVE_INFINITY
    for (const shape of shapes) nearest = min(nearest, shape(x, y, z))
    return nearest
  }

export const moved =
  (shape: Distance, [dx, dy, dz]: Vector): Distance =>
  (x, y, z) =>
    shape(x - dx, y - dy, z - dz)

const radians = (degrees: number): number => (degrees * PI) / 180

/** Turned around the vertical. */
export function turned(shape: Distance, degrees: number): Distance {
  const [c, s] = [cos(radians(degrees)), sin(radians(degrees))]
  return (x, y, z) => shape(c * x + s * z, y, c * z - s * x)
}

/** Leaned around the x axis, through a point at that height and depth. */
export function leaned(shape: Distance, degrees: number, py: number, pz: number): Distance {
  const [c, s] = [cos(radians(degrees)), sin(radians(degrees))]
  return (x, y, z) => {
    const [v, w] = [y - py, z - pz]
    return shape(x, py + c * v + s * w, pz + c * w - s * v)
  }
}
