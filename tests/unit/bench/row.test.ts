import { describe, expect, it } from 'vitest'
import { compare, spreadOf, TOLERANCE } from '../../../bench/row.ts'
import { benchTable } from '../../../bench/table.ts'
import { percentile } from '../../../runner/rehearsal/statistics.ts'

it('a spread leaves out one sample in twenty at either end', () => {
  const samples = Array.from({ length: 100 }, (_, index) => index + 1)
  expect(spreadOf(samples)).toEqual([5, 95])
})

describe('a comparison', () => {
  const pull = (ours: number[], goal: { ratio: number; ours?: number }) =>
    compare({ name: 'pull, ms', ours, peer: [2000, 1000, 3000], goal })

  it('has medians, their ratio, and whether the goal is met', () => {
    expect(pull([123.456, 100, 150], { ratio: 0.1, ours: 500 })).toEqual({
      name: 'pull, ms',
      ours: 123,
      peer: 2000,
      ratio: 0.0617,
      goal: 'ratio 0.1 or less, ours 500 or less',
      met: true,
      spread: { ours: [100, 150], peer: [1000, 3000] },
      better: 'less',
      tolerance: TOLERANCE,
    })
  })

  it.each([
    [[200], { ratio: 0.1, ours: 200 }, true],
    [[201], { ratio: 0.1 }, false],
    [[150], { ratio: 0.1, ours: 100 }, false],
  ])('of %o with the goal %o: %s', (ours, goal, met) => {
    expect(pull(ours, goal).met).toBe(met)
  })

  it('needs no peer where the goal is a bound, and may be of the slowest', () => {
    const samples = Array.from({ length: 100 }, (_, index) => index + 1)
    const row = compare({ name: 'x', ours: samples, goal: { ours: 99 }, of: percentile(0.99) })
    expect(row).toMatchObject({ ours: 99, peer: null, ratio: null, met: true })
    expect(compare({ name: 'x', ours: samples, goal: { ours: 50 } }).met).toBe(false)
  })

  it('without a goal only tells', () => {
    expect(compare({ name: 'x', ours: [3], peer: [2] })).toMatchObject({ goal: '', met: null })
  })

  it('is a line of the table', () => {
    const told = compare({ name: 'x', ours: [3] })
    expect(benchTable([pull([150], { ratio: 0.1 }), told])).toBe(
      [
        '          ours  p5 to p95   peer  p5 to p95     ratio  goal               met',
        'pull, ms  150   150 to 150  2000  1000 to 3000  0.075  ratio 0.1 or less  yes',
        'x         3     3 to 3      -     -             -      -                  -',
      ].join('\n'),
    )
  })
})
