import { describe, expect, it } from 'vitest'
import { imageCheck } from '../../../sandbox-server/doctor/image-check.ts'

const NOW = new Date('2026-11-29T12:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 60 * 60_000)

describe('the sandbox image', () => {
  it.each([
    [0, [], 'good', 'made today; no security update waits'],
    [400, [], 'good', 'made 400 days ago; no security update waits'],
    [1, ['curl'], 'note', 'made 1 day ago; 1 security update waits: curl'],
    [
      9,
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
      'note',
      'made 9 days ago; 7 security updates wait: a, b, c, d, e and 2 more',
    ],
    [
      29,
      undefined,
      'good',
      "made 29 days ago; Debian's server could not be asked for security updates",
    ],
    [
      30,
      undefined,
      'note',
      "made 30 days ago; Debian's server could not be asked for security updates",
    ],
  ] as const)('of %i days, with the updates %j, is %s', (days, securityUpdates, state, found) => {
    const check = imageCheck({ changed: daysAgo(days), securityUpdates }, NOW)
    expect(check).toMatchObject({ name: 'Sandbox image', state, found })
    expect(check.advice?.includes('npm run image -- renew') ?? false).toBe(state === 'note')
  })
})
