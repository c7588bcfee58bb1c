import { cloth, type Finish, glowing, metal, paint, stoneware, wood } from './materials.ts'
import type { Part } from './scene.ts'
import {
  blend,
  box,
  cone,
  cylinder,
  type Distance,
  dome,
  ellipsoid,
  leaned,
  length2,
  moved,
  ring,
  rod,
  turned,
  union,
} from './shapes.ts'
import type { Vector } from './vectors.ts'

type Bound = Part['bound']

const part = (shape: Distance, finish: Finish, bound: Bound): Part => ({ shape, finish, bound })

const WALNUT = wood('#9a6a44', '#5d3a22')
const OAK = wood('#d2a679', '#a9784a')
const STEEL = metal('#cfd0d2', 0.16)
const BRASS = metal('#d9b26a', 0.2)
const GREEN = paint('#2f4a3f', 0.42)

/** Turns and moves parts together. */
export function place(parts: readonly Part[], at: Vector, degrees = 0): Part[] {
  const angle = (degrees * Math.PI) / 180
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  return parts.map(({ shape, finish, bound: [x, y, z, r] }) => ({
    shape: moved(turned(shape, degrees), at),
    finish: (px, py, pz) => {
      const [qx, qy, qz] = [px - at[0], py - at[1], pz - at[2]]
      return finish(c * qx + s * qz, qy, c * qz - s * qx)
    },
    bound: [c * x - s * z + at[0], y + at[1], s * x + c * z + at[2], r],
  }))
}

/** The Tern: a hand grinder of steel and walnut, 18 cm high. `lifted` takes it apart, by that many centimetres. */
export function grinder(lifted = 0): Part[] {
  const up = (shape: Distance, steps: number) => moved(shape, [0, lifted * steps, 0])
  const at = (y: number, r: number, steps: number): Bound => [0, y + lifted * steps, 0, r]
  const ribs: Distance = (x, y, z) => {
    const groove = 0.045 * Math.cos(Math.atan2(z, x) * 40) * (y > 8.6 + lifted && y < 12.4 + lifted ? 1 : 0)
    return (length2(x, z) < 1.8 ? 0.4 : 0) + groove
  }
  const barrel = up(cone(2.52, 2.4, 6.35, 14.6, 0.22), 1)
  const crank = blend(
    rod([0, 16.3, 0], [7.2, 16.9, 0], 0.42, 0.34),
    moved(cylinder(0.8, 15.7, 16.7, 0.25), [0, 0, 0]),
    0.35,
  )
  return [
    part(cylinder(2.62, 0, 5.9, 0.3), WALNUT, at(3, 4.2, 0)),
    part(cylinder(2.5, 5.7, 6.45, 0.06), BRASS, at(6.1, 2.7, 0.5)),
    part((x, y, z) => (barrel(x, y, z) + ribs(x, y, z) * 0.5) * 0.9, GREEN, at(10.5, 5, 1)),
    part(up(cylinder(2.46, 14.5, 15.1, 0.18), 2), STEEL, at(14.9, 2.8, 2)),
    part(up(ellipsoid([0, 15, 0], [2.1, 0.62, 2.1]), 2), STEEL, at(15.1, 2.3, 2)),
    part(up(crank, 3), STEEL, [3.4, 16.4 + lifted * 3, 0, 5]),
    part(
      moved(blend(cylinder(0.62, 17.1, 17.9, 0.2), ellipsoid([0, 18.9, 0], [1.18, 1.4, 1.18]), 0.5), [
        7,
        lifted * 3,
        0,
      ]),
      WALNUT,
      [7, 18.4 + lifted * 3, 0, 2.3],
    ),
  ]
}

/** Coffee beans that lie about. Same place, same beans. */
export function beans(spots: readonly (readonly [x: number, z: number, degrees: number])[]): Part[] {
  const roast = paint('#4a2c1b', 0.38)
  const body = ellipsoid([0, 0.32, 0], [0.62, 0.34, 0.44])
  const seam = ellipsoid([0, 0.7, 0], [0.66, 0.16, 0.07])
  const bean: Distance = (x, y, z) => Math.max(body(x, y, z), -seam(x, y, z))
  return spots.flatMap(([x, z, degrees]) => place([part(bean, roast, [0, 0.3, 0, 0.75])], [x, 0, z], degrees))
}

/** The Dusk: a table lamp, 30 cm high, a shade of steel over a stem of brass. */
export function lamp(colour: string, on: boolean): Part[] {
  const enamel = paint(colour, 0.36)
  const foot = blend(cylinder(6.2, 0, 1.1, 0.4), cone(1.6, 0.7, 0.8, 3.2, 0.3), 1.2)
  const shade = dome(18.2, 9.4, 0.16, 18.6)
  const bulb = on ? glowing('#ffd9a0', 6.5) : paint('#f3ede2', 0.5)
  return [
    part(foot, enamel, [0, 1.2, 0, 6.9]),
    { ...part(cylinder(0.55, 2.6, 27.4, 0.2), BRASS, [0, 15, 0, 12.8]), atLamp: true },
    part(shade, enamel, [0, 22.6, 0, 10.6]),
    { ...part(ellipsoid([0, 20.2, 0], [2.5, 2.5, 2.5]), bulb, [0, 20.2, 0, 2.6]), atLamp: true },
    part(
      blend(cylinder(0.9, 27.3, 28.2, 0.3), ellipsoid([0, 28.6, 0], [0.75, 0.75, 0.75]), 0.3),
      BRASS,
      [0, 28.2, 0, 1.6],
    ),
  ]
}

/** Where the Dusk's light comes from. */
export const LAMP_BULB: Vector = [0, 20.2, 0]

/** The Sill: a lounge chair of oak, with loose cushions. Drawn at a third of its size. */
export function chair(colour: string): Part[] {
  const weave = cloth(colour)
  const leg = (x: number, z: number, dx: number, dz: number) => rod([x, 11, z], [x + dx, 0.5, z + dz], 0.62, 0.42)
  const legs = union(leg(9, 8, 1.2, 1.4), leg(-9, 8, -1.2, 1.4), leg(9, -7, 1.2, -2.6), leg(-9, -7, -1.2, -2.6))
  const arm = (x: number) =>
    union(
      blend(box([x, 17.2, 0.6], [0.95, 0.42, 9.2], 0.36), rod([x, 17, 7.4], [x, 10.6, 8], 0.5), 0.5),
      rod([x, 17, -7], [x, 10.6, -7], 0.5),
    )
  const frame = union(legs, arm(9.6), arm(-9.6), box([0, 10.5, 0.4], [9.6, 0.62, 8.6], 0.3))
  const seat = box([0, 13, 0.9], [8.5, 2, 8.6], 1.7)
  const back = leaned(box([0, 21, -6.6], [8.5, 7.6, 2], 1.8), -15, 13, -6.6)
  const slats = leaned(
    union(
      box([0, 23.6, -9.4], [9.7, 0.8, 0.4], 0.3),
      box([0, 17.6, -9.4], [9.7, 0.8, 0.4], 0.3),
      rod([9.6, 11, -9.4], [9.6, 24.6, -9.4], 0.55),
      rod([-9.6, 11, -9.4], [-9.6, 24.6, -9.4], 0.55),
    ),
    -15,
    13,
    -6.6,
  )
  return [
    part(frame, OAK, [0, 9, 0, 17.5]),
    part(slats, OAK, [0, 18, -10, 14]),
    part(seat, weave, [0, 13, 0.9, 12.6]),
    part(back, weave, [0, 21, -8, 11.8]),
  ]
}

/** A mug of stoneware, 9 cm high. */
export function mug(colour: string): Part[] {
  const outer = cylinder(3.7, 0, 8.6, 0.5)
  const inner = cylinder(3.3, 0.7, 10, 0.4)
  const hollow: Distance = (x, y, z) => Math.max(outer(x, y, z), -inner(x, y, z))
  const handle = ring([4, 4.5, 0], 2.1, 0.42)
  const outside: Distance = (x, y, z) => Math.max(handle(x, y, z), 3.5 - length2(x, z))
  const coffee = cylinder(3.32, 6.4, 7.1, 0.02)
  return [
    part(blend(hollow, outside, 0.3), stoneware(colour), [0.8, 4.4, 0, 7.2]),
    part(coffee, paint('#2b170d', 0.12), [0, 6.8, 0, 3.6]),
  ]
}

/** A plinth to show things on. */
export const plinth = (colour: string, radius: number, height: number): Part[] => [
  part(cylinder(radius, 0, height, 0.25), paint(colour, 0.9), [0, height / 2, 0, length2(radius, height / 2) + 0.3]),
]

/** An arch to stand behind things. */
export function arch(colour: string, x: number, z: number, wide: number, high: number): Part[] {
  const shape: Distance = (px, py, pz) => {
    const [qx, qy] = [Math.abs(px - x), py - (high - wide)]
    const flat = qy < 0 ? qx - wide : length2(qx, qy) - wide
    const deep = Math.abs(pz - z) - 0.8
    return Math.min(Math.max(flat, deep), 0) + length2(Math.max(flat, 0), Math.max(deep, 0)) - 0.12
  }
  return [part(shape, paint(colour, 0.95), [x, high / 2, z, length2(wide, high / 2) + 2])]
}
