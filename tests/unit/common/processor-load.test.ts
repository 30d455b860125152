import { expect, it } from 'vitest'
import {
  ProcessorLoad,
  type ProcessorTimes,
} from '../../../sandbox-server/common/processor-load.ts'

it('the load of the processors is that of the time since it was last asked', () => {
  let now = 0
  let times: ProcessorTimes = { busy: 5000, all: 100_000 }
  const load = new ProcessorLoad(
    () => now,
    () => times,
  )
  now = 2000
  times = { busy: 8000, all: 104_000 }
  expect(load.share).toBe(0.75)
  // A moment later two boards ask: both hear the same.
  now = 2500
  times = { busy: 8000, all: 104_100 }
  expect(load.share).toBe(0.75)
  now = 4500
  times = { busy: 8400, all: 108_000 }
  expect(load.share).toBe(0.1)
})

it('a machine that counts nothing, or backwards, has the load that it had', () => {
  let now = 0
  let times: ProcessorTimes = { busy: 0, all: 1000 }
  const load = new ProcessorLoad(
    () => now,
    () => times,
  )
  now = 2000
  expect(load.share).toBe(0)
  now = 4000
  times = { busy: 1000, all: 2000 }
  expect(load.share).toBe(1)
  now = 6000
  times = { busy: 900, all: 1900 }
  expect(load.share).toBe(1)
})

it('a real machine that works says so', () => {
  const load = new ProcessorLoad()
  const end = performance.now() + 1100
  while (performance.now() < end);
  expect(load.share).toBeGreaterThan(0)
  expect(load.share).toBeLessThanOrEqual(1)
})
