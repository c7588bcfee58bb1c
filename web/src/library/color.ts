const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The colour of an asset of a layout, for CSS: see `colors` of `GET /assets/layout`. */
export function colorAt(colors: string, index: number): string | undefined {
  const bits = DIGITS.indexOf(colors.charAt(2 * index)) * 64 + DIGITS.indexOf(colors.charAt(2 * index + 1))
  return bits > 0 ? `#${bits.toString(16).padStart(3, '0')}` : undefined
}
