import { describe, expect, it } from 'vitest'
import type { ReportedBlock } from '../../../protocol/report-messages.ts'
import { barOf, chaptersOf, largestDrop, longestBlock } from '../../../src/report/funnel.ts'
import { secondsWords } from '../../../src/report/report-words.ts'

function block(name: string, changes: Partial<ReportedBlock> = {}): ReportedBlock {
  return {
    block: name,
    reached: 10,
    begun: 8,
    done: 6,
    failed: 1,
    leftHere: 0,
    medianSeconds: 30,
    p90Seconds: 60,
    ...changes,
  }
}

describe('the funnel of a report', () => {
  it('has the blocks by their chapters, in the order in which they came', () => {
    const blocks = [block('two/a'), block('two/b'), block('one/a')]
    expect(chaptersOf(blocks).map(({ chapter, blocks }) => [chapter, blocks.length])).toEqual([
      ['two', 2],
      ['one', 1],
    ])
  })

  it('has bars whose parts are never more than all who joined', () => {
    expect(barOf(block('one/a'), 20)).toEqual({ done: 0.3, failed: 0.05, came: 0.15 })
    expect(barOf(block('one/a'), 0)).toEqual({ done: 0, failed: 0, came: 0 })
    // Of readers whose seats were deleted, blocks may count more than there are seats.
    const { done, failed, came } = barOf(block('one/a', { reached: 3 }), 5)
    expect([done <= 1, failed <= 1, came]).toEqual([true, true, 0])
  })

  it('names the block at which most stopped, but not the last one, where everybody ends', () => {
    const blocks = [
      block('one/a', { leftHere: 1 }),
      block('one/b', { leftHere: 4 }),
      block('one/c', { leftHere: 9 }),
    ]
    expect(largestDrop(blocks)?.block).toBe('one/b')
    expect(largestDrop([block('one/a', { leftHere: 9 })])).toBe(undefined)
    expect(largestDrop([block('one/a'), block('one/b')])).toBe(undefined)
  })

  it('names the block that took longest, where times are known', () => {
    const blocks = [block('one/a', { medianSeconds: 90 }), block('one/b', { medianSeconds: null })]
    expect(longestBlock(blocks)?.block).toBe('one/a')
    expect(longestBlock([block('one/b', { medianSeconds: null })])).toBe(undefined)
  })
})

it.each([
  [0.4, '0 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [3900, '1 h 5 min'],
])('%d seconds are told as %s', (seconds, words) => {
  expect(secondsWords(seconds)).toBe(words)
})
