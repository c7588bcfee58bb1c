import type { Field } from './field.ts'
import type { Material } from './materials.ts'
import type { Lamp, Scene } from './scene.ts'
import { along, dot, mix, scaled, smooth, times, unit, type Vector } from './vectors.ts'

const { abs, max, min, sqrt } = Math
const FAR = 220

/** Towards the light: a large soft box at the left, a paler one behind at the right. */
const KEY = unit([-0.62, 0.74, 0.5])
const RIM = unit([0.78, 0.42, -0.46])
const KEY_COLOUR: Vector = [2.05, 1.9, 1.68]
const RIM_COLOUR: Vector = [0.52, 0.6, 0.72]
const KEY_SHEEN: Vector = [1, 0.97, 0.93]
const RIM_SHEEN: Vector = [0.86, 0.95, 1.06]
const ROOM_SHEEN: Vector = [1, 1, 1.03]
const WHITE: Vector = [1, 1, 1]
const SKY: Vector = [0.4, 0.42, 0.47]
/** What a smooth thing that is no metal throws back of light from straight ahead. */
const BARE_SHEEN = 0.045

/** A point of a surface, and how it lies. */
interface Spot {
  /** A little above the surface, so that rays don't begin in it. */
  readonly at: Vector
  readonly normal: Vector
  readonly material: Material
  readonly openness: number
}

/** What is seen from `from` in the direction `to`; of what is seen in a mirror (`bounce` 1), somewhat less. */
export function see(scene: Scene, field: Field, from: Vector, to: Vector, start: number, bounce: 0 | 1): Vector {
  const t = field.march(from, to, start, FAR, bounce === 0 ? 160 : 70)
  if (t >= FAR) return scaled(scene.paper, scene.studio)
  const met = along(from, to, t)
  field.distance(...met)
  const material = field.nearest?.finish(...met) ?? { colour: scene.paper, rough: 1, metal: false, shine: 0 }
  if (material.glow) return material.glow
  const normal = field.normal(met, bounce === 0 ? material.bump : undefined)
  const at = along(met, normal, 0.02)
  const spot: Spot = { at, normal, material, openness: field.openness(at, normal) }
  const body = scaled(times(material.colour, fallingLight(scene, field, spot, bounce)), material.metal ? 0.12 : 1)
  return material.shine === 0 ? body : along(body, sheen(scene, field, spot, to, bounce), 1)
}

/** The light that falls on a spot: of the soft boxes, of the room, of the paper below, of lamps. */
function fallingLight(scene: Scene, field: Field, spot: Spot, bounce: 0 | 1): Vector {
  const { paper, studio, lamps } = scene
  const { at, normal, openness } = spot
  const toKey = max(0, dot(normal, KEY))
  const toRim = max(0, dot(normal, RIM))
  const key = toKey === 0 ? 0 : toKey * field.lit(at, KEY, 70, 5.5)
  const rim = toRim === 0 || bounce === 1 ? toRim : toRim * field.lit(at, RIM, 50, 7)
  const up = 0.5 + 0.5 * normal[1]
  const room = along(scaled(SKY, 0.3 + 0.7 * up), paper, ((1 - up) * 0.55 + 0.08) * 0.9)
  const boxes = along(scaled(KEY_COLOUR, key), RIM_COLOUR, rim)
  let light = scaled(along(boxes, room, openness), studio)
  for (const lamp of lamps) light = along(light, lamp.colour, lampStrength(field, spot, lamp))
  return light
}

function lampStrength(field: Field, { at, normal }: Spot, lamp: Lamp): number {
  const way = along(lamp.at, at, -1)
  const far = sqrt(dot(way, way))
  const to = scaled(way, 1 / far)
  // The shade throws its light about, so that what faces away isn't dark.
  const facing = 0.15 + 0.85 * max(0, dot(normal, to))
  return (facing * field.lit(at, to, far - 2.9, 9, true)) / (1 + (far / lamp.reach) ** 2)
}

/** What a spot mirrors, the more of it the flatter one looks at it. */
function sheen(scene: Scene, field: Field, spot: Spot, to: Vector, bounce: 0 | 1): Vector {
  const { at, normal, material, openness } = spot
  const { rough, metal, shine, colour } = material
  const facing = -dot(normal, to)
  const mirrored = along(to, normal, 2 * facing)
  let seen = scaled(studioLight(mirrored, rough), scene.studio)
  if (bounce === 0 && rough < 0.5 && field.march(at, mirrored, 0.05, 60, 50) < 60) {
    seen = mix(see(scene, field, at, mirrored, 0.05, 1), seen, metal ? 0.25 : 0.5)
  }
  const edge = (1 - min(max(facing, 0), 1)) ** 5 * (1 - rough * 0.55)
  const base = metal ? colour : scaled(WHITE, BARE_SHEEN)
  return scaled(times(seen, mix(base, WHITE, edge)), shine * (0.35 + 0.65 * openness))
}

/** The studio as a shiny thing sees it: dim, with soft boxes whose edges blur as the thing is rougher. */
function studioLight(to: Vector, rough: number): Vector {
  const blur = 0.04 + rough * 0.5
  const room = 0.16 + 0.3 * (to[1] * 0.5 + 0.5)
  const key = smooth(0.84 - blur, 0.84 + blur, dot(to, KEY)) * (2.9 - 1.7 * rough)
  const rim = smooth(0.9 - blur, 0.9 + blur, dot(to, RIM)) * (2.2 - 1.4 * rough)
  const window = smooth(0.12 + blur, 0.12 - blur, abs(to[0] - 0.62)) * (1 - rough) * 0.75
  const strip = window * smooth(-0.15, 0.25, to[1]) * smooth(-0.2, 0.3, to[2])
  return along(along(along(scaled(ROOM_SHEEN, room), KEY_SHEEN, key), RIM_SHEEN, rim), WHITE, strip)
}
