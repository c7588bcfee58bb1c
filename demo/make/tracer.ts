import { Field } from './field.ts'
import { see } from './light.ts'
import type { Camera, Scene } from './scene.ts'
import { along, cross, smooth, unit, type Vector } from './vectors.ts'

const { max, min, sin, cos, tan, round, floor, PI } = Math
const EXPOSURE = 0.64

/** Rows of a picture; each pixel from samples x samples rays. */
export interface Rows {
  readonly width: number
  readonly height: number
  readonly top: number
  /** The first row that isn't drawn. */
  readonly bottom: number
  readonly samples: number
}

/** Draws them, as RGB bytes. */
export function trace(scene: Scene, { width, height, top, bottom, samples }: Rows): Buffer {
  const field = new Field(scene)
  const ray = rays(scene.camera)
  const pixels = Buffer.alloc(width * (bottom - top) * 3)
  for (let row = top; row < bottom; row++) {
    for (let column = 0; column < width; column++) {
      let sum: Vector = [0, 0, 0]
      for (let sample = 0; sample < samples * samples; sample++) {
        const x = ((column + ((sample % samples) + 0.5) / samples) * 2 - width) / height
        const y = (height - (row + (floor(sample / samples) + 0.5) / samples) * 2) / height
        const [r, g, b] = see(scene, field, ray.from, ray.to(x, y), 2, 0)
        sum = along(sum, [film(r), film(g), film(b)], 1)
      }
      const [cx, cy] = [(column / width) * 2 - 1, (row / height) * 2 - 1]
      const corner = 1 - 0.1 * smooth(0.5, 1.9, cx * cx + cy * cy)
      const at = ((row - top) * width + column) * 3
      pixels.set(
        sum.map((channel) => round(255 * min(1, (channel / (samples * samples)) * corner))),
        at,
      )
    }
  }
  return pixels
}

/** Light as a film takes it: bright parts bend to white instead of burning out. */
function film(light: number): number {
  const x = max(0, light) * EXPOSURE
  const bent = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)
  return min(1, bent) ** (1 / 2.2)
}

/** Where the camera is, and which way it looks for a point of the picture (both -1 to 1 from bottom to top). */
function rays({ target, azimuth, elevation, distance, view }: Camera) {
  const [a, e] = [(azimuth * PI) / 180, (elevation * PI) / 180]
  const from = along(target, [sin(a) * cos(e), sin(e), cos(a) * cos(e)], distance)
  const ahead = unit(along(target, from, -1))
  const right = unit([-ahead[2], 0, ahead[0]])
  const above = cross(right, ahead)
  const scale = tan((view * PI) / 360)
  return { from, to: (x: number, y: number): Vector => unit(along(along(ahead, right, x * scale), above, y * scale)) }
}
