import { describe, expect, it } from 'vitest'
import { DEFAULT_BOUNDS } from '../../../../runner/rehearsal/bounds.ts'
import type { MachineSample } from '../../../../runner/rehearsal/machine.ts'
import { machineFigures } from '../../../../runner/rehearsal/machine.ts'
import { rehearsalPage } from '../../../../runner/rehearsal/page/rehearsal-page.ts'
import type { Rehearsed } from '../../../../runner/rehearsal/rehearsed.ts'
import { resultOf } from '../../../../runner/rehearsal/result.ts'
import { Tally } from '../../../../runner/rehearsal/tally.ts'

const GIB = 2 ** 30

const REHEARSED: Rehearsed = {
  workshop: 'spring',
  title: 'Docker in spring',
  address: 'http://localhost:8000',
  began: '2026-11-30T09:00:00.000Z',
  seed: 7,
  seats: { wanted: 100, planned: 100, room: 300 },
  readers: 100,
  openingSeconds: 60,
  prepared: 100,
  isCut: false,
}

function sample(readers: number, used: number, processors: number): MachineSample {
  return { at: readers * 100, readers, processors, used, limit: 24 * GIB, further: 300 - readers }
}

const MACHINE = [sample(0, 4 * GIB, 0), sample(50, 5 * GIB, 0.9), sample(100, 6 * GIB, 0.5)]

/** 100 readers of whom each has the same times. */
function tally(times: { join?: number; prompt?: number; start?: number } = {}): Tally {
  const tally = new Tally(() => 5000)
  for (let reader = 1; reader <= 100; reader++) {
    tally.count('joined')
    tally.time('join', reader, times.join ?? 80)
    tally.time('prompt', reader, times.prompt ?? 120)
    tally.time('start', reader, times.start ?? 90)
  }
  return tally
}

function result(of: Tally, rehearsed: Partial<Rehearsed> = {}) {
  return resultOf({ ...REHEARSED, ...rehearsed }, of, MACHINE, DEFAULT_BOUNDS)
}

describe('the verdict', () => {
  it('says first that the seats hold, and by what', () => {
    expect(result(tally())).toMatchObject({
      holds: true,
      verdict: '100 seats hold: prompt p95 was 120 ms, goal 300 ms; no failures.',
      advice: [],
    })
  })

  it('says what was missed, by how much, and what to do where seats were not prepared', () => {
    const { holds, verdict, advice } = result(tally({ prompt: 2100 }), { prepared: 12 })
    expect(holds).toBe(false)
    expect(verdict).toBe('100 seats do not hold: prompt p95 was 2.1 s, goal 300 ms.')
    expect(advice).toEqual([
      'Only 12 of 100 seats were prepared when the first reader came: begin to prepare earlier (prepare: in the plan), or rehearse when all are prepared.',
      'The processors end first: this machine holds about 180 readers at this pace. Take more processors, or fewer seats.',
    ])
  })

  it('says that the machine did something else where it was busy before anybody came', () => {
    const busy = [{ ...sample(0, 4 * GIB, 0), processors: 0.97 }, ...MACHINE.slice(1)]
    const { advice } = resultOf(REHEARSED, tally({ start: 900 }), busy, DEFAULT_BOUNDS)
    expect(advice[0]).toBe(
      'The machine was busy with something else before anybody came: 97 % of its processors. Rehearse it as it is on the day.',
    )
  })

  it('names the failure that most readers met', () => {
    const failing = tally()
    failing.fail(3, 'This server is full.')
    failing.fail(4, 'This server is full.')
    failing.fail(5, 'welcome/block-1: it took too long')
    const { verdict, advice, failures } = result(failing)
    expect(verdict).toBe('100 seats do not hold: 3 readers met a failure, goal 0.')
    expect(advice).toEqual(['Most readers who met a failure were told: This server is full.'])
    expect(failures.map(({ readers }) => readers)).toEqual([[3, 4], [5]])
  })

  it('of more seats than the machine has room for is that they do not hold, however quick they were', () => {
    const { holds, verdict, advice } = result(tally(), {
      seats: { wanted: 1000, planned: 1000, room: 100 },
    })
    expect(holds).toBe(false)
    expect(verdict).toBe('1000 seats do not hold: this machine has room for 100.')
    expect(advice).toEqual([
      'Plan 100 seats, or take a machine with more memory: this one holds no more.',
    ])
  })

  it('of a rehearsal that was ended by hand says when, and of nobody that nobody came', () => {
    const { verdict } = resultOf(
      { ...REHEARSED, isCut: true },
      new Tally(() => 0),
      [],
      DEFAULT_BOUNDS,
    )
    expect(verdict).toContain('the rehearsal was ended by hand when 0 readers had joined')
    expect(verdict).toContain('prompt p95 is not known, because no reader came so far')
  })

  it('is met by bounds that a host gives', () => {
    const bounds = { join: 5000, prompt: 3000, start: 2000, failures: 1 }
    const slow = tally({ prompt: 2900 })
    slow.fail(1, 'Lost.')
    expect(resultOf(REHEARSED, slow, MACHINE, bounds)).toMatchObject({
      holds: true,
      verdict: '100 seats hold: prompt p95 was 2.9 s, goal 3.0 s; 1 reader met a failure.',
    })
  })
})

describe('what the machine holds', () => {
  it('is bounded by the processors where they end first, in the time when all are in', () => {
    expect(machineFigures(MACHINE, 100)).toEqual({
      memoryForSeat: Math.round((6 * GIB) / 100),
      processorsForSeat: 0.005,
      before: 0,
      busiest: 0.9,
      holds: 180,
      ends: 'processors',
    })
  })

  it('counts what the machine did before anybody came as no work of the readers', () => {
    const began = { ...sample(0, 4 * GIB, 0), processors: 0.1 }
    expect(machineFigures([began, sample(100, 6 * GIB, 0.5)], 100)).toMatchObject({
      processorsForSeat: 0.004,
      holds: 200,
    })
  })

  it('is bounded by memory where the house has no room for more', () => {
    const full = { ...sample(100, 23 * GIB, 0.1), further: 5 }
    expect(machineFigures([sample(0, 4 * GIB, 0), full], 120)).toMatchObject({
      holds: 105,
      ends: 'memory',
    })
  })

  it('is not known where nobody joined', () => {
    expect(machineFigures([sample(0, GIB, 0)], 3)).toBe(undefined)
  })
})

describe('the page of a rehearsal', () => {
  it('has the verdict first, the figures, and what failed, as text', () => {
    const failing = tally()
    failing.fail(3, 'cat <b>x</b>: it took too long')
    const page = rehearsalPage(result(failing, { title: 'Spring & <script>' }))
    expect(page).toContain('<h1>Rehearsal of Spring &amp; &lt;script&gt;</h1>')
    expect(page).toContain('cat &lt;b&gt;x&lt;/b&gt;')
    expect(page).not.toContain('<script>')
    expect(page.indexOf('do not hold')).toBeLessThan(page.indexOf('<table>'))
    expect(page).toContain('<td>First prompt</td><td>100</td><td>120 ms</td><td>120 ms</td>')
    expect(page).toContain('This machine holds about <strong>180</strong> readers')
    expect(page).toContain('--seed 7')
  })

  it('draws every dot and line within its picture', () => {
    const page = rehearsalPage(result(tally({ join: 0.2, prompt: 90_000 })))
    const across = [...page.matchAll(/(?:cx|x1|x2)="([^"]+)"/g)].map(([, value]) => Number(value))
    expect(across.length).toBeGreaterThan(300)
    for (const value of across) {
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThanOrEqual(720)
    }
    expect(page).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('of a rehearsal in which nobody came is still a page', () => {
    const empty = resultOf(REHEARSED, new Tally(() => 0), [], DEFAULT_BOUNDS)
    const page = rehearsalPage(empty)
    expect(page).toContain('It said nothing of itself.')
    expect(page).not.toMatch(/NaN|Infinity|undefined/)
  })
})
