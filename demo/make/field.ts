import type { Material } from './materials.ts'
import type { Part, Scene } from './scene.ts'
import type { Distance } from './shapes.ts'
import { along, unit, type Vector } from './vectors.ts'

const { max, min, sqrt } = Math
const PAPER_BEND = 26
/** Where the openness around a point is felt for, and how much each of these counts less than the one before. */
const FEELERS = [0.25, 0.8, 1.8, 3.4, 5.6]
const FEELER_FADE = 0.72

/** How far the nearest surface is, from anywhere; and what follows from that alone. */
export class Field {
  readonly #parts: readonly Part[]
  readonly #paperDepth: number
  /** What was nearest when the distance was last asked for; nothing stands for the paper. */
  nearest: Part | undefined

  constructor({ parts, paperDepth }: Scene) {
    this.#parts = parts
    this.#paperDepth = paperDepth
  }

  /** `exact` asks every shape that could be nearest; otherwise its bound will do, from afar. */
  distance(x: number, y: number, z: number, exact = false, pastLamp = false): number {
    let best = this.#paper(y, z)
    this.nearest = undefined
    for (const part of this.#parts) {
      if (pastLamp && part.atLamp) continue
      const [bx, by, bz, radius] = part.bound
      const [dx, dy, dz] = [x - bx, y - by, z - bz]
      const outside = sqrt(dx * dx + dy * dy + dz * dz) - radius
      if (outside >= best) continue
      const d = !exact && outside > 1.5 ? outside + 0.4 : part.shape(x, y, z)
      if (d < best) {
        best = d
        this.nearest = part
      }
    }
    return best
  }

  /** Floor and wall, and the bend between them. */
  #paper(y: number, z: number): number {
    const wall = z + this.#paperDepth
    if (y >= PAPER_BEND || wall >= PAPER_BEND) return min(y, wall)
    const [u, v] = [PAPER_BEND - y, PAPER_BEND - wall]
    return PAPER_BEND - sqrt(u * u + v * v)
  }

  /** How far a ray goes until it meets something, `limit` at most. */
  march(from: Vector, to: Vector, start: number, limit: number, steps: number): number {
    let t = start
    for (let i = 0; i < steps && t < limit; i++) {
      const h = this.distance(from[0] + to[0] * t, from[1] + to[1] * t, from[2] + to[2] * t)
      if (h < 0.0006 * t + 0.0006) return t
      t += h * 0.93
    }
    return min(t, limit)
  }

  /** How much of a soft box is seen from there: the closer a ray passes by something, the less. */
  lit(from: Vector, to: Vector, limit: number, hardness: number, lamp = false): number {
    let light = 1
    let t = 0.1
    for (let i = 0; i < 110 && t < limit; i++) {
      const h = this.distance(from[0] + to[0] * t, from[1] + to[1] * t, from[2] + to[2] * t, true, lamp)
      light = min(light, 0.5 + (0.5 * h * hardness) / t)
      if (light < 0.004) return 0
      t += min(max(h * (lamp ? 0.28 : 0.5), 0.05 + t * 0.008), lamp ? 0.9 : 3)
    }
    light = max(light, 0)
    return light * light * (3 - 2 * light)
  }

  /** How little stands around a point, on the side that its normal shows to. */
  openness(at: Vector, normal: Vector): number {
    let shut = 0
    let weight = 1
    for (const h of FEELERS) {
      shut += (weight * max(0, h - this.distance(...along(at, normal, h)))) / h
      weight *= FEELER_FADE
    }
    return max(0.04, 1 - shut * 0.5)
  }

  normal([x, y, z]: Vector, bump: Material['bump']): Vector {
    const e = 0.004
    const f: Distance = bump ? (a, b, c) => this.distance(a, b, c) - bump(a, b, c) : (a, b, c) => this.distance(a, b, c)
    const right = f(x + e, y - e, z - e)
    const front = f(x - e, y - e, z + e)
    const above = f(x - e, y + e, z - e)
    const all = f(x + e, y + e, z + e)
    return unit([right - front - above + all, -right - front + above + all, -right + front - above + all])
  }
}
