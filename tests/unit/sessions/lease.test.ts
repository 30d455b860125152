import { describe, expect, it } from 'vitest'
import type { EndReason } from '../../../protocol/messages.ts'
import { Countdown } from '../../../sandbox-server/sessions/life/countdown.ts'
import { Lease } from '../../../sandbox-server/sessions/life/lease.ts'
import { HandedClock } from '../../support/handed-clock.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('a countdown', () => {
  function countdown(milliseconds: number) {
    const clock = new HandedClock()
    const ends: number[] = []
    const made = new Countdown(milliseconds, () => ends.push(clock.now()), clock)
    return { clock, ends, countdown: made }
  }

  it('calls back once its time has passed since it was last restarted', async () => {
    const { clock, ends, countdown: made } = countdown(1000)
    made.restart()
    await clock.advance(600)
    made.restart()
    await clock.advance(999)
    expect(ends).toEqual([])
    await clock.advance(DAY)
    expect(ends).toEqual([1600])
  })

  it('may be given less time than it has', async () => {
    const { clock, ends, countdown: made } = countdown(1000)
    made.restart()
    made.restart(100)
    await clock.advance(DAY)
    expect(ends).toEqual([100])
  })

  it('that is stopped calls nobody, and leaves no timer', async () => {
    const { clock, ends, countdown: made } = countdown(1000)
    made.restart()
    made.stop()
    expect(clock.timers).toBe(0)
    await clock.advance(DAY)
    expect(ends).toEqual([])
    made.restart()
    await clock.advance(DAY)
    expect(ends).toEqual([DAY + 1000])
  })

  it('of more days than a timer of Node holds ends when it is over, and no sooner', async () => {
    const { clock, ends, countdown: made } = countdown(30 * DAY)
    made.restart()
    await clock.advance(30 * DAY - 1)
    expect(ends).toEqual([])
    await clock.advance(1)
    expect(ends).toEqual([30 * DAY])
  })
})

describe('a lease', () => {
  const LIMITS = {
    idleMilliseconds: 30 * MINUTE,
    lifetimeMilliseconds: 4 * HOUR,
    extensions: 1,
  }

  function lease(limits: Partial<typeof LIMITS> = {}) {
    const clock = new HandedClock()
    const ended: EndReason[] = []
    const use = { isInUse: false }
    const made = new Lease(
      { ...LIMITS, ...limits },
      { changed() {}, ended: (reason) => ended.push(reason), isInUse: () => use.isInUse },
      clock,
    )
    made.begin()
    return { clock, ended, use, lease: made }
  }

  it('ends when nobody uses the sandbox, and says so a tenth of the time before', async () => {
    const { clock, ended, lease: made } = lease()
    await clock.advance(27 * MINUTE - 1)
    expect(made.ending).toBeUndefined()
    await clock.advance(1)
    expect(made.ending).toEqual({ reason: 'idle', seconds: 180, extensible: true })
    await clock.advance(3 * MINUTE)
    expect(ended).toEqual(['idle'])
  })

  it('goes on with each use, and while something is in use that types nothing', async () => {
    const { clock, ended, use, lease: made } = lease()
    await clock.advance(29 * MINUTE)
    made.touch()
    expect(made.ending).toBeUndefined()
    use.isInUse = true
    await clock.advance(3 * HOUR)
    expect(ended).toEqual([])
    use.isInUse = false
    await clock.advance(30 * MINUTE)
    expect(ended).toEqual(['idle'])
  })

  it('ends with its lifetime though the sandbox is in use', async () => {
    const { clock, ended, use } = lease()
    use.isInUse = true
    await clock.advance(4 * HOUR)
    expect(ended).toEqual(['lifetime'])
  })

  it('is extended as often as the host says, once its end is announced', async () => {
    const { clock, ended, use, lease: made } = lease()
    use.isInUse = true
    made.extend()
    expect([made.secondsLeft, made.record.extensionsLeft]).toEqual([4 * 3600, 1])
    await clock.advance(4 * HOUR - MINUTE)
    expect(made.ending).toEqual({ reason: 'lifetime', seconds: 60, extensible: true })
    made.extend()
    expect([made.secondsLeft, made.record.extensionsLeft, made.ending]).toEqual([
      4 * 3600,
      0,
      undefined,
    ])
    await clock.advance(4 * HOUR - MINUTE)
    expect(made.ending).toEqual({ reason: 'lifetime', seconds: 60, extensible: false })
    made.extend()
    await clock.advance(MINUTE)
    expect(ended).toEqual(['lifetime'])
  })

  it('goes on with what an earlier server has left of it', async () => {
    const { clock, ended, use, lease: made } = lease()
    use.isInUse = true
    made.begin({ endsAt: clock.date() + HOUR, extensionsLeft: 0 })
    expect([made.secondsLeft, made.record.extensionsLeft]).toEqual([3600, 0])
    await clock.advance(HOUR)
    expect(ended).toEqual(['lifetime'])
  })

  it.each([DAY, -DAY])(
    'goes on as it was where the clock jumps by %i ms between two servers',
    async (jump) => {
      const { clock, lease: made } = lease()
      await clock.advance(10 * MINUTE)
      const { record } = made
      clock.jump(jump)
      made.begin(record)
      expect(made.secondsLeft).toBe(4 * 3600 - 600)
    },
  )

  it.each([
    ['has started anew', 'second'],
    ['does not say when it started', undefined],
  ])('goes by the clock where the machine %s', async (_, boot) => {
    const { clock, lease: made } = lease()
    await clock.advance(10 * MINUTE)
    const { record } = made
    clock.boot = boot
    clock.jump(HOUR)
    made.begin(record)
    expect(made.secondsLeft).toBe(3 * 3600 - 600)
    // A clock that was set back gives nobody more than a whole lifetime.
    clock.jump(-DAY)
    made.begin(record)
    expect(made.secondsLeft).toBe(4 * 3600)
  })

  it.each([DAY, -DAY])('takes no notice of a clock that jumps by %i ms', async (jump) => {
    const { clock, ended, lease: made } = lease()
    await clock.advance(10 * MINUTE)
    clock.jump(jump)
    expect(made.secondsLeft).toBe(4 * 3600 - 600)
    await clock.advance(17 * MINUTE)
    expect(made.ending).toEqual({ reason: 'idle', seconds: 180, extensible: true })
    expect(ended).toEqual([])
  })

  it('that is stopped leaves no timer', () => {
    const { clock, lease: made } = lease()
    made.stop()
    expect(clock.timers).toBe(0)
  })
})
