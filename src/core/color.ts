/**
 * The mean colour of a picture: two digits of base64, of its red, green and blue four bits each. All of them, one after
 * the other, are the base64 of all those bits.
 */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Of what has none; black is as good as black one step lighter. */
export const NO_COLOR = 'AA'
const BLACKEST = 0x111

/** Of channels from 0 to 255. */
export function colorOf(red: number, green: number, blue: number): string {
  const [r, g, b] = [red, green, blue].map((channel) => Math.round(channel / 17)) as [number, number, number]
  const bits = (r << 8) | (g << 4) | b || BLACKEST
  return DIGITS[bits >> 6]! + DIGITS[bits & 63]!
}
