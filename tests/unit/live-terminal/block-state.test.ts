import { describe, expect, it } from 'vitest'
import { stateWords } from '../../../src/live-terminal/block-state.ts'

describe('the words under a block', () => {
  it.each([
    [3, 'Finished at once'],
    [49, 'Finished at once'],
    [50, 'Finished after 0.05 s'],
    [334, 'Finished after 0.33 s'],
    [999, 'Finished after 1.0 s'],
    [4267, 'Finished after 4.3 s'],
    [9960, 'Finished after 10 s'],
    [31_400, 'Finished after 31 s'],
    [125_000, 'Finished after 2 min 5 s'],
  ])('after %i ms', (milliseconds, words) => {
    expect(stateWords({ name: 'idle', exit: { status: 0, milliseconds } }, 0)).toBe(words)
  })
})
