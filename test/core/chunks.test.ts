import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Chunk, isNewChunk, isWhole, receivedBytes } from '../../src/core/chunks.ts'

/** A file cut into parts, and the order in which they come: each at least once, some of them knowing the size. */
const arrivals = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 }).chain((lengths) => {
  const total = lengths.reduce((sum, length) => sum + length, 0)
  let start = 0
  const parts = lengths.map((length, i) => {
    const part = { start, end: start + length - 1, etag: String(i).padStart(32, '0') }
    start += length
    return part
  })
  const sent = fc.record({ part: fc.constantFrom(...parts), told: fc.boolean() })
  const each = fc.tuple(...parts.map((part) => fc.record({ part: fc.constant(part), told: fc.boolean() })))
  return fc
    .tuple(each, fc.array(sent, { maxLength: 8 }))
    .chain(([once, again]) => fc.shuffledSubarray([...once, ...again], { minLength: once.length + again.length }))
    .map((order) => ({
      total,
      parts: parts.length,
      order: order.map(({ part, told }): Chunk => ({ ...part, total: told ? total : null })),
    }))
})

it('a file is whole with the part that was missing, once its size is known, in whatever order they come', () => {
  fc.assert(
    fc.property(arrivals, ({ total, parts, order }) => {
      let chunks: Chunk[] = []
      const seen = new Set<number>()
      let told = false
      for (const chunk of order) {
        if (isNewChunk(chunks, chunk)) chunks = [...chunks.filter(({ start }) => start !== chunk.start), chunk]
        seen.add(chunk.start)
        told ||= chunk.total !== null
        expect(isWhole(chunks)).toBe(told && seen.size === parts)
        if (seen.size === parts) expect(receivedBytes(chunks)).toBe(total)
      }
    }),
  )
})
