/** Sides of the small grey picture that a hash is made from, and of the part of its spectrum that is kept. */
export const PHASH_SIDE = 32
const KEPT = 8

/** `COSINES[u][x]`: the lowest frequencies of a discrete cosine transform. Rounded below, so that an empty picture has none. */
const COSINES = Array.from({ length: KEPT }, (_, u) =>
  Array.from({ length: PHASH_SIDE }, (_, x) => Math.cos(((2 * x + 1) * u * Math.PI) / (2 * PHASH_SIDE))),
)

/**
 * The perceptual hash of a picture, as 16 hex digits: for each of its 64 lowest frequencies whether it is stronger than
 * their median. Pictures that look alike differ in few bits, whatever their size, format or quality. `orientation` is
 * that of EXIF, since what is hashed is what people see.
 */
export function perceptualHash(grey: Uint8Array, orientation: number): string {
  const at = upright(grey, orientation)
  const rows = Array.from({ length: PHASH_SIDE }, (_, y) =>
    COSINES.map((cosines) => cosines.reduce((sum, cosine, x) => sum + cosine * at(x, y), 0)),
  )
  const strengths = COSINES.flatMap((cosines) =>
    Array.from({ length: KEPT }, (_, u) =>
      Math.round(cosines.reduce((sum, cosine, y) => sum + cosine * rows[y]![u]!, 0)),
    ),
  )
  // The first is the brightness of the whole, which would outweigh the others.
  const sorted = strengths.slice(1).sort((a, b) => a - b)
  const median = sorted[sorted.length >> 1]!
  const bits = strengths.reduce((bits, strength) => (bits << 1n) | (strength > median ? 1n : 0n), 0n)
  return bits.toString(16).padStart(16, '0')
}

/** Reads the square as it is to be seen: turned and mirrored by its EXIF orientation, 1 to 8. */
function upright(grey: Uint8Array, orientation: number): (x: number, y: number) => number {
  const last = PHASH_SIDE - 1
  const isTransposed = orientation >= 5
  const flipsX = [2, 3, 7, 8].includes(orientation)
  const flipsY = [3, 4, 6, 7].includes(orientation)
  return (x, y) => {
    const [a, b] = isTransposed ? [y, x] : [x, y]
    const [column, row] = [flipsX ? last - a : a, flipsY ? last - b : b]
    return grey[row * PHASH_SIDE + column]!
  }
}
