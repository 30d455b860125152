import { expect, it } from 'vitest'
import { parseProcessorTime, processorShare } from '../../../bench/machine.ts'

it('the processors are busy for the part of the time in which they neither idle nor wait', () => {
  const from = parseProcessorTime('cpu  100 0 50 800 50 0 0 0 70 0')
  const to = parseProcessorTime('cpu  150 10 70 900 60 5 5 0 90 0')
  expect(from).toEqual({ busy: 150, all: 1000 })
  expect(processorShare(from, to)).toBe(0.45)
})
