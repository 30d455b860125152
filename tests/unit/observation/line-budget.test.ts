import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { LineBudget } from '../../../sandbox-server/observation/line-budget.ts'
import { logEvents } from '../../../sandbox-server/observation/log-events.ts'

describe('the log', () => {
  it('has a line a second of a reader who causes many, and says how many it left out', () => {
    const budget = new LineBudget()
    const taken = Array.from({ length: 100_000 }, (_, index) => budget.take('a', index))
    const written = taken.filter((leftOut) => leftOut !== undefined)
    // 60 at once, and 100 in 100 s.
    expect(written.length).toBeGreaterThan(150)
    expect(written.length).toBeLessThan(165)
    const leftOut = written.reduce((sum, count) => sum + count, 0)
    expect(leftOut + written.length).toBeGreaterThan(98_000)
    expect(budget.take('b', 100_000)).toBe(0)
  })

  it('keeps no count of readers without end', () => {
    const budget = new LineBudget()
    for (let index = 0; index < 60; index++) budget.take('first', 0)
    expect(budget.take('first', 0)).toBeUndefined()
    for (let index = 0; index < 20_000; index++) budget.take(`reader ${index}`, 0)
    // Forgotten: it begins anew.
    expect(budget.take('first', 0)).toBe(0)
  })

  it('bounds the lines of one reader, and writes those of another', () => {
    const lines: string[] = []
    const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) })
    const observe = logEvents(logger)
    for (let count = 0; count < 40_000; count++) {
      observe({ kind: 'limit', session: 'flooding', limit: 'memory' })
    }
    observe({ kind: 'limit', session: 'calm', limit: 'memory' })
    expect(lines.length).toBeLessThan(200)
    expect(lines.at(-1)).toContain('"session":"calm"')
  })
})
