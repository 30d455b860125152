import { describe, expect, it } from 'vitest'
import type { CheckResult } from '../../../sandbox-server/doctor/check.ts'
import { report } from '../../../sandbox-server/doctor/report.ts'

const kernel: CheckResult = {
  name: 'Kernel',
  state: 'note',
  found: '6.1.0',
  advice: 'Where the probe fails, update the kernel to 6.6 or newer.',
}
const control: CheckResult = { name: 'Control groups', state: 'good', found: 'version 2' }
const good: CheckResult = { name: 'Probe', state: 'good', found: 'a sandbox started' }
const bad: CheckResult = { name: 'Probe', state: 'bad', found: 'The sandbox did not start' }

describe('the report', () => {
  it('goes by the probe, whatever came before it', () => {
    const checks = [{ ...kernel, state: 'bad' as const }, good]
    expect(report(checks)).toEqual({ checks, liveTerminals: true })
  })

  it('sends a host whose probe failed to what may be the reason', () => {
    expect(report([control, kernel, bad])).toEqual({
      liveTerminals: false,
      checks: [control, kernel, { ...bad, advice: 'Do first what is said above of Kernel.' }],
    })
  })

  it('leaves a probe alone that failed where all else is well', () => {
    expect(report([control, bad])).toEqual({ liveTerminals: false, checks: [control, bad] })
  })

  it('is bad where it never came to the probe', () => {
    expect(report([control]).liveTerminals).toBe(false)
  })
})
