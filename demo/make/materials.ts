import { mix, type Vector } from './vectors.ts'

/** What light does at a point of a surface. */
export interface Material {
  readonly colour: Vector
  /** 0 a mirror, 1 chalk. */
  readonly rough: number
  readonly metal: boolean
  /** How much of the light a smooth non-metal throws straight back; 0 is dull cloth. */
  readonly shine: number
  readonly glow?: Vector
  /** Moves the normal, for what is too fine to be modelled. */
  readonly bump?: (x: number, y: number, z: number) => number
}

export type Finish = (x: number, y: number, z: number) => Material

const { floor, sin, cos, abs, sqrt, max } = Math

/** A colour as people write it (`#c65d3b`), as light. */
export function hex(text: string): Vector {
  const channel = (at: number) => (Number.parseInt(text.slice(at, at + 2), 16) / 255) ** 2.2
  return [channel(1), channel(3), channel(5)]
}

function random(x: number, y: number, z: number): number {
  const n = sin(x * 127.1 + y * 311.7 + z * 74.7) * 43758.5453
  return n - floor(n)
}

/** Smooth noise, 0 to 1. */
function noise(x: number, y: number, z: number): number {
  const [ix, iy, iz] = [floor(x), floor(y), floor(z)]
  const ease = (t: number) => t * t * (3 - 2 * t)
  const [u, v, w] = [ease(x - ix), ease(y - iy), ease(z - iz)]
  let sum = 0
  for (let corner = 0; corner < 8; corner++) {
    const [dx, dy, dz] = [corner & 1, (corner >> 1) & 1, corner >> 2]
    const weight = (dx ? u : 1 - u) * (dy ? v : 1 - v) * (dz ? w : 1 - w)
    sum += weight * random(ix + dx, iy + dy, iz + dz)
  }
  return sum
}

export function paint(colour: string, rough = 0.55): Finish {
  const material: Material = { colour: hex(colour), rough, metal: false, shine: 0.5 }
  return () => material
}

export function metal(colour: string, rough = 0.2): Finish {
  const material: Material = { colour: hex(colour), rough, metal: true, shine: 1 }
  return () => material
}

/** Grain that runs upwards, or along x. */
export function wood(light: string, dark: string, along: 'x' | 'y' = 'y'): Finish {
  const [a, b] = [hex(light), hex(dark)]
  return (px, py, pz) => {
    const [x, y, z] = along === 'y' ? [px, py, pz] : [py, px, pz]
    const wave = noise(x * 0.5 + 7, y * 0.09, z * 0.5) * 9 + sqrt(x * x + z * z) * 0.4
    const ringed = 0.5 + 0.5 * sin(wave * 3.2)
    const fine = noise(x * 11, y * 0.7, z * 11)
    const t = ringed * 0.45 + fine * 0.55
    return { colour: mix(a, b, t), rough: 0.5, metal: false, shine: 0.35 }
  }
}

/** Woven cloth: two threads that pass over one another, and a little fluff. */
export function cloth(colour: string, thread = 9): Finish {
  const base = hex(colour)
  const bump = (x: number, y: number, z: number) =>
    0.012 * (abs(sin((x + z) * thread)) * abs(cos(y * thread)) + noise(x * 6, y * 6, z * 6))
  return (x, y, z) => {
    const shade = 0.86 + 0.28 * noise(x * 1.7, y * 1.7, z * 1.7) * noise(x * 9, y * 9, z * 9) * 2
    return { colour: [base[0] * shade, base[1] * shade, base[2] * shade], rough: 1, metal: false, shine: 0.04, bump }
  }
}

/** Fired clay with a matt glaze and specks of iron. */
export function stoneware(colour: string): Finish {
  const base = hex(colour)
  return (x, y, z) => {
    const speck = max(0, noise(x * 7, y * 7, z * 7) - 0.78) * 3.2
    return { colour: mix(base, [0.12, 0.08, 0.06], speck), rough: 0.42, metal: false, shine: 0.6 }
  }
}

export function glowing(colour: string, strength: number): Finish {
  const [r, g, b] = hex(colour)
  const material: Material = {
    colour: [r, g, b],
    rough: 0.8,
    metal: false,
    shine: 0,
    glow: [r * strength, g * strength, b * strength],
  }
  return () => material
}
