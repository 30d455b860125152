import { describe, expect, it } from 'vitest'
import { THUMBNAIL_ROWS } from '../../../protocol/limits.ts'
import { changedRows, withChange } from '../../../protocol/thumbnail-rows.ts'
import { seededChance } from '../../../runner/rehearsal/chance.ts'

describe('what is told of a thumbnail', () => {
  it.each([
    ['nothing where nothing has changed', ['$ ls', 'a'], ['$ ls', 'a'], undefined],
    ['the row that is typed in', ['$ l'], ['$ ls'], { lines: { 0: '$ ls' } }],
    ['a row that is empty now', ['a', 'b'], ['a'], { lines: { 1: '' } }],
    [
      'that the rows have moved up',
      ['1', '2', '3', '4', '5'],
      ['3', '4', '5', '6'],
      { up: 2, lines: { 3: '6' } },
    ],
    ['all of a cleared screen', ['1', '2'], ['$'], { lines: { 0: '$', 1: '' } }],
  ])('is %s', (_what, before, after, change) => {
    expect(changedRows(before, after)).toEqual(change)
    if (change) expect(withChange(before, change)).toEqual(after)
  })

  it('makes what is shown of any rows what it is now', () => {
    const chance = seededChance(19)
    const rows = () =>
      Array.from({ length: Math.floor(chance(THUMBNAIL_ROWS)) + 1 }, (_, row) =>
        chance(1) < 0.4 ? `row ${row % 3}` : String(chance(1)),
      )
    for (let time = 0; time < 500; time++) {
      const before = rows()
      const after = chance(1) < 0.5 ? rows() : [...before.slice(1 + Math.floor(chance(3))), 'new']
      const change = changedRows(before, after)
      expect(change ? withChange(before, change) : before).toEqual(after)
    }
  })
})
