import { describe, expect, it } from 'vitest'
import { Orphans } from '../../../sandbox-node/orphans.ts'
import type { Tenant } from '../../../sandbox-node/tenancy.ts'
import { Watched } from '../../../sandbox-server/common/watched.ts'
import { HandedClock } from '../../support/handed-clock.ts'
import { tenantOf } from '../../support/node.ts'

const MINUTE = 60_000

function alone() {
  const clock = new HandedClock()
  const tenant = new Watched<Tenant | undefined>(undefined)
  const ends: number[] = []
  const faults: unknown[] = []
  const broken = { isAway: false }
  const orphans = new Orphans({
    tenant,
    milliseconds: 30 * MINUTE,
    clock,
    async end() {
      if (broken.isAway) throw new Error('The engine is away.')
      ends.push(clock.now() / MINUTE)
    },
    onFault: (error) => faults.push(error),
  })
  return { clock, tenant, ends, faults, broken, orphans }
}

describe('sandboxes without a server', () => {
  it('end by themselves, counted from the last moment with one', async () => {
    const { clock, tenant, ends } = alone()
    await clock.advance(20 * MINUTE)
    tenant.set(tenantOf('one'))
    await clock.advance(100 * MINUTE)
    expect(ends).toEqual([])
    tenant.set(undefined)
    await clock.advance(29 * MINUTE)
    expect(ends).toEqual([])
    await clock.advance(2 * MINUTE)
    expect(ends).toEqual([150])
  })

  it('end where none has come since the start of the program', async () => {
    const { clock, ends } = alone()
    await clock.advance(31 * MINUTE)
    expect(ends).toEqual([30])
  })

  it('end when the engine is back, where it was away at that time', async () => {
    const { clock, ends, faults, broken } = alone()
    broken.isAway = true
    await clock.advance(30.5 * MINUTE)
    expect(faults).toHaveLength(1)
    broken.isAway = false
    await clock.advance(MINUTE)
    expect(ends).toEqual([31])
  })

  it('are left to the next program once this one stops', async () => {
    const { clock, ends, orphans } = alone()
    orphans[Symbol.dispose]()
    await clock.advance(60 * MINUTE)
    expect(ends).toEqual([])
    expect(clock.timers).toBe(0)
  })
})
