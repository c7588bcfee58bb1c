import type { Finish } from './materials.ts'
import type { Distance } from './shapes.ts'
import type { Vector } from './vectors.ts'

/** A thing in the picture. The bound is a ball that holds all of it; outside of it, the shape itself isn't asked. */
export interface Part {
  readonly shape: Distance
  readonly finish: Finish
  readonly bound: readonly [x: number, y: number, z: number, radius: number]
  /** Stands so close to a lamp that it would put half of the picture in its shadow. */
  readonly atLamp?: boolean
}

export interface Camera {
  readonly target: Vector
  /** Degrees around the target: 0 is in front, 90 to its right. */
  readonly azimuth: number
  readonly elevation: number
  readonly distance: number
  /** Degrees from the top of the picture to its bottom. */
  readonly view: number
}

export interface Lamp {
  readonly at: Vector
  readonly colour: Vector
  /** At this distance its light is half as strong as next to it. */
  readonly reach: number
}

export interface Scene {
  readonly parts: readonly Part[]
  readonly camera: Camera
  /** Colour of the paper on which everything stands, and that rises behind it. */
  readonly paper: Vector
  readonly paperDepth: number
  /** Strength of the studio's own light; 1 is day. */
  readonly studio: number
  readonly lamps: readonly Lamp[]
}
