/**
 * The shape of an asset in one byte: 0 where it has none, else `SQUARE` and so many steps up or down for each doubling or
 * halving of width / height. A width made from it is off by 1.1 % at most; what is longer than fifteen to one counts as that.
 */
export const SHAPES_PER_DOUBLE = 32
export const SQUARE = 128
export const LONGEST = 255
