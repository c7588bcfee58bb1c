import { describe, expect, it } from 'vitest'
import { tableLines } from '../../src/cli/table.ts'

const COLUMNS = [{ title: 'ASSET', shrinks: 'middle' }, { title: 'SIZE', align: 'right' }, { title: 'KIND' }] as const
const ROWS = [
  ['image/upload/a-rather-long-folder/and-a-name', '1.2 MB', 'related'],
  ['image/upload/日本の写真', '7 bytes', ''],
]

describe('a table', () => {
  it('is aligned by what letters take up on a terminal, and ends no line in blanks', () => {
    expect(tableLines(COLUMNS, ROWS, undefined)).toEqual([
      'ASSET                                            SIZE  KIND',
      'image/upload/a-rather-long-folder/and-a-name   1.2 MB  related',
      'image/upload/日本の写真                       7 bytes',
    ])
  })

  it('cuts names in their middle where a terminal is narrow, and nothing else', () => {
    expect(tableLines(COLUMNS, ROWS, 40)).toEqual([
      'ASSET                      SIZE  KIND',
      'image/uplo…/and-a-name   1.2 MB  related',
      'image/up…ad/日本の写真  7 bytes',
    ])
  })

  it('cuts prose at its end', () => {
    const lines = tableLines([{ title: 'NOTE', shrinks: 'end' }], [['what is to be said']], 9)
    expect(lines[1]).toBe('what is…')
  })

  it('shows what would steer the terminal as such', () => {
    expect(tableLines([{ title: 'A' }], [['\x1b[31mred\r\n']], undefined)[1]).toBe('�[31mred��')
  })

  it('of nothing is nothing', () => {
    expect(tableLines(COLUMNS, [], 80)).toEqual([])
  })
})
