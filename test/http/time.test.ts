import { expect, test } from 'vitest'
import { time } from '../../src/http/cloudinary/wire.ts'

test('times are told to the second, of any day and in any order', () => {
  const day = 24 * 60 * 60 * 1000
  const midnight = Date.UTC(2024, 1, 29)
  const around = [-day, -1, 0, 999, 1000, 59_999, 60_000, 3_600_000, day - 1, day].map((ms) => midnight + ms)
  for (const ms of [0, 1, ...around, ...around.toReversed(), -1, Date.UTC(1969, 11, 31, 23, 59, 59), Date.UTC(9999, 0)])
    expect(time(ms)).toBe(`${new Date(ms).toISOString().slice(0, 19)}Z`)
  expect(() => time(Number.NaN)).toThrow(RangeError)
})
