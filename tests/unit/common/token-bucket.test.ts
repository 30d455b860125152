import { expect, it } from 'vitest'
import { TokenBucket } from '../../../sandbox-server/common/token-bucket.ts'
import { HandedClock } from '../../support/handed-clock.ts'

const RATE = { perSecond: 10, burst: 20 }

it('a bucket lets a burst through, and then what flows into it', async () => {
  const clock = new HandedClock()
  const bucket = new TokenBucket(RATE, clock)
  expect([bucket.take(20), bucket.take(1)]).toEqual([true, false])
  await clock.advance(100)
  expect([bucket.take(1), bucket.take(1)]).toEqual([true, false])
})

it('a bucket takes nothing of what it refuses', async () => {
  const clock = new HandedClock()
  const bucket = new TokenBucket(RATE, clock)
  expect([bucket.take(21), bucket.take(20)]).toEqual([false, true])
})

it('a bucket never holds more than a burst', async () => {
  const clock = new HandedClock()
  const bucket = new TokenBucket(RATE, clock)
  await clock.advance(3_600_000)
  expect([bucket.take(20), bucket.take(1)]).toEqual([true, false])
})

it('a bucket does not care for a host that sets its clock', async () => {
  const clock = new HandedClock()
  const bucket = new TokenBucket(RATE, clock)
  bucket.take(20)
  clock.jump(3_600_000)
  expect(bucket.take(1)).toBe(false)
  clock.jump(-7_200_000)
  await clock.advance(100)
  expect(bucket.take(1)).toBe(true)
})
