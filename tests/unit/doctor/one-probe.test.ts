import { describe, expect, it } from 'vitest'
import type { CheckResult } from '../../../sandbox-server/doctor/check.ts'
import { oneProbe } from '../../../sandbox-server/doctor/doctor.ts'
import { PROBE, report } from '../../../sandbox-server/doctor/report.ts'

const readers: CheckResult = { name: 'Readers', state: 'good', found: 'about 40' }
const good = (course: string): CheckResult => ({
  name: PROBE,
  state: 'good',
  found: `${course}: a sandbox started`,
})
const bad: CheckResult = { name: PROBE, state: 'bad', found: 'linux: there is no package figlett' }

describe('the probe of several courses', () => {
  it('tells of each where all go well, and comes last', () => {
    const checks = oneProbe([[readers, good('docker')], [good('linux')]])
    expect(checks).toEqual([
      readers,
      { name: PROBE, state: 'good', found: 'docker: a sandbox started\nlinux: a sandbox started' },
    ])
    expect(report(checks).liveTerminals).toBe(true)
  })

  it.each([
    ['first', [[bad], [readers, good('docker')]]],
    ['last', [[readers, good('docker')], [bad]]],
  ])('is bad where that of the %s course is, and says which', (_, probed) => {
    const checks = oneProbe(probed)
    expect(checks.at(-1)).toEqual(bad)
    expect(report(checks).liveTerminals).toBe(false)
  })
})
