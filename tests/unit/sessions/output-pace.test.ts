import { expect, it } from 'vitest'
import {
  OutputPace,
  PACE_BYTES_PER_SECOND,
} from '../../../sandbox-server/sessions/terminals/output-pace.ts'

const PIECE = 16 * 1024

/** Sandboxes that print, at times of the test's own. */
function printer() {
  let told = 0
  let now = 0
  const pace = new OutputPace(() => {
    told += 1
  })
  return {
    told: () => told,
    pass(milliseconds: number) {
      now += milliseconds
    },
    /** Prints pieces at a speed, waiting where it has to. @returns the bytes of it. */
    print(milliseconds: number, perSecond: number, piece = PIECE): number {
      const end = now + milliseconds
      let bytes = 0
      while (now < end) {
        now += (piece / perSecond) * 1000
        bytes += piece
        now += pace.count(piece, now)
      }
      return bytes
    },
  }
}

it('a print of 50 MB is not slowed', () => {
  const { print, told } = printer()
  expect(print(1000, 50e6)).toBeGreaterThanOrEqual(50e6)
  expect(told()).toBe(0)
})

it('a print without end is slowed, and that is told once', () => {
  const { print, told } = printer()
  print(2500, 50e6)
  const bytes = print(10_000, 50e6)
  // By as much as one piece in each window of a tenth of a second.
  expect(bytes).toBeLessThanOrEqual(10.1 * (PACE_BYTES_PER_SECOND + 10 * PIECE))
  expect(bytes).toBeGreaterThan(9 * PACE_BYTES_PER_SECOND)
  expect(told()).toBe(1)
})

it('what comes more slowly is never slowed, however long it goes on', () => {
  const { print, told } = printer()
  const perSecond = PACE_BYTES_PER_SECOND / 4
  expect(print(60_000, perSecond)).toBeGreaterThanOrEqual(60 * perSecond)
  expect(told()).toBe(0)
})

it('after a while without, one may print fast again, and is told again', () => {
  const { print, pass, told } = printer()
  print(3000, 50e6)
  pass(3000)
  expect(print(1000, 50e6)).toBeGreaterThanOrEqual(50e6)
  print(3000, 50e6)
  expect(told()).toBe(2)
})

it('keys that come back never wait for a print', () => {
  const pace = new OutputPace(() => {})
  let now = 0
  for (; now < 5050; now++) pace.count(PIECE, now)
  expect(pace.count(PIECE, now)).toBeGreaterThan(0)
  expect(pace.count(1, now)).toBe(0)
})
