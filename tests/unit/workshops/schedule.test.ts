import { describe, expect, it } from 'vitest'
import { Schedule, type ScheduledPlan } from '../../../sandbox-server/workshops/schedule.ts'
import type { SeatPhase } from '../../../sandbox-server/workshops/seat-plan.ts'
import { HandedClock } from '../../support/handed-clock.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A workshop that opens in an hour, for two hours, and is prepared a quarter of an hour ahead. */
function planned(given: Partial<ScheduledPlan> = {}, phase?: SeatPhase) {
  const clock = new HandedClock()
  const now = clock.date()
  const opens = now + HOUR
  const closes = now + 3 * HOUR
  const plan: ScheduledPlan = { opens, closes, prepareMinutes: 15, ...given }
  const schedule = new Schedule(plan, clock, phase)
  const phases: SeatPhase[] = []
  schedule.phase.watch((next) => phases.push(next))
  schedule.start()
  return {
    clock,
    schedule,
    plan,
    opens,
    closes,
    phases,
    [Symbol.dispose]: () => schedule[Symbol.dispose](),
  }
}

describe('a workshop', () => {
  it('is prepared, opened and closed at its times', async () => {
    using made = planned()
    const { clock, schedule, phases } = made
    await clock.advance(45 * MINUTE - 1)
    expect(phases).toEqual([])
    await clock.advance(1)
    expect(phases).toEqual(['preparing'])
    await clock.advance(15 * MINUTE)
    expect(phases).toEqual(['preparing', 'open'])
    expect(schedule.millisecondsLeft).toBe(2 * HOUR)
    await clock.advance(2 * HOUR)
    expect(phases).toEqual(['preparing', 'open', 'closed'])
    expect(clock.timers).toBe(0)
  })

  it('that is months ahead waits for its day', async () => {
    const clock = new HandedClock()
    const opens = clock.date() + 60 * 24 * HOUR
    const schedule = new Schedule({ opens, closes: null, prepareMinutes: 5 }, clock)
    let longest = 0
    const { after } = clock
    clock.after = (milliseconds, act) => {
      longest = Math.max(longest, milliseconds)
      return after.call(clock, milliseconds, act)
    }
    schedule.start()
    await clock.advance(MINUTE)
    expect(schedule.phase.value).toBe('planned')
    expect(longest).toBeLessThanOrEqual(2 ** 31 - 1)
    schedule[Symbol.dispose]()
    expect(clock.timers).toBe(0)
  })

  it('without dates is opened and closed by its host', async () => {
    using made = planned({ opens: null, closes: null })
    const { clock, schedule, phases } = made
    await clock.advance(24 * HOUR)
    schedule.open()
    expect(schedule.millisecondsLeft).toBeUndefined()
    await clock.advance(24 * HOUR)
    schedule.close()
    expect(phases).toEqual(['open', 'closed'])
  })

  it('that its host has closed stays closed, and opens once more when the host says so', async () => {
    using made = planned()
    const { clock, schedule, phases } = made
    await clock.advance(90 * MINUTE)
    schedule.close()
    await clock.advance(10 * MINUTE)
    schedule.open()
    expect(phases).toEqual(['preparing', 'open', 'closed', 'open'])
    expect(schedule.millisecondsLeft).toBe(80 * MINUTE)
    await clock.advance(80 * MINUTE)
    schedule.open()
    await clock.advance(24 * HOUR)
    expect(schedule.phase.value).toBe('open')
  })

  it('is given back what was prepared where it begins later after all', async () => {
    using made = planned()
    const { clock, schedule, plan, opens, phases } = made
    await clock.advance(50 * MINUTE)
    schedule.change({ ...plan, opens: opens + 24 * HOUR, closes: null })
    expect(phases).toEqual(['preparing', 'planned'])
    await clock.advance(24 * HOUR)
    expect(phases).toEqual(['preparing', 'planned', 'preparing'])
  })

  it('that is extended closes at the new time', async () => {
    using made = planned()
    const { clock, schedule, plan, closes } = made
    await clock.advance(2 * HOUR)
    schedule.change({ ...plan, closes: closes + HOUR })
    await clock.advance(2 * HOUR - 1)
    expect(schedule.phase.value).toBe('open')
    await clock.advance(1)
    expect(schedule.phase.value).toBe('closed')
  })
})

describe("a host's clock that jumps", () => {
  it('over the preparing and the opening opens within seconds', async () => {
    using made = planned()
    made.clock.jump(2 * HOUR)
    await made.clock.advance(10_000)
    expect(made.phases).toEqual(['open'])
  })

  it('over the closing leaves five minutes, in which the host can extend it', async () => {
    using made = planned()
    const { clock, schedule, plan, phases } = made
    await clock.advance(HOUR)
    clock.jump(24 * HOUR)
    await clock.advance(10_000)
    expect(schedule.millisecondsLeft).toBe(5 * MINUTE)
    schedule.change({ ...plan, closes: clock.date() + HOUR })
    await clock.advance(HOUR - 1)
    expect(phases.at(-1)).toBe('open')
    await clock.advance(1)
    expect(phases.at(-1)).toBe('closed')
  })

  it('back opens nothing twice, and closes nothing later', async () => {
    using made = planned()
    const { clock, phases } = made
    await clock.advance(HOUR)
    clock.jump(-24 * HOUR)
    await clock.advance(2 * HOUR)
    expect(phases).toEqual(['preparing', 'open', 'closed'])
    await clock.advance(30 * HOUR)
    expect(phases).toEqual(['preparing', 'open', 'closed'])
  })

  it('over a whole workshop, and then is set right, has not closed it', async () => {
    using made = planned()
    const { clock, phases } = made
    clock.jump(365 * 24 * HOUR)
    await clock.advance(10_000)
    expect(phases).toEqual(['closed'])
    clock.jump(-365 * 24 * HOUR)
    await clock.advance(HOUR)
    expect(phases).toEqual(['closed', 'planned', 'preparing', 'open'])
  })
})

describe('a server that comes back', () => {
  it('goes on with a workshop that was opened ahead of its time', async () => {
    using made = planned({}, 'open')
    await made.clock.advance(MINUTE)
    expect(made.schedule.phase.value).toBe('open')
    expect(made.schedule.millisecondsLeft).toBe(3 * HOUR - MINUTE)
  })

  it('does not begin one again whose time was over meanwhile, nor one that was closed', () => {
    const past = new HandedClock().date() - 1
    using over = planned({ opens: past - HOUR, closes: past }, 'open')
    using closed = planned({ opens: past }, 'closed')
    expect([over, closed].map(({ schedule }) => schedule.phase.value)).toEqual(['closed', 'closed'])
  })
})
