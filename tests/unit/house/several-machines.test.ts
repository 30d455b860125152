import { describe, expect, it } from 'vitest'
import { SeveralMachines } from '../../../sandbox-server/house/several-machines.ts'
import { HandedClock } from '../../support/handed-clock.ts'
import { MadeUpMachines, madeUpMachine } from '../../support/made-up-machines.ts'
import { poolOfPromises } from '../../support/pool-of-promises.ts'

describe('what is ready on a machine', () => {
  it('is handed out only while that takes readers, and again when it is back', async () => {
    const away = new Set<string>()
    const { pool, starts, settle } = poolOfPromises({
      warm: { minimum: 2, maximum: 2 },
      isInReach: ({ id }) => !away.has(id),
      maximum: 2,
    })
    pool.refill()
    await settle()
    for (const { succeed } of starts) succeed()
    await settle()
    expect([pool.ready, pool.hasRoom]).toEqual([2, true])
    const [first = '', second = ''] = starts.map(({ id }) => id)
    away.add(first)
    expect((await pool.take(() => {})).id).toBe(second)
    expect([pool.ready, pool.hasRoom]).toEqual([1, false])
    away.clear()
    expect(pool.hasRoom).toBe(true)
    expect((await pool.take(() => {})).id).toBe(first)
  })

  it('is given up, and made anew, on that machine alone', async () => {
    const { pool, starts, removed, settle } = poolOfPromises({
      warm: { minimum: 3, maximum: 3 },
      startsAtOnce: 3,
    })
    pool.refill()
    await settle()
    for (const [index, node] of ['a', 'b', 'b'].entries()) starts[index]?.succeed(node)
    await settle()
    const [, second, third] = starts.map(({ id }) => id)
    expect([pool.readyOn('a'), pool.readyOn('b'), pool.readyOn(undefined)]).toEqual([1, 2, 3])
    // Memory runs short there.
    expect(await pool.giveUpReady('b')).toBe(true)
    expect(removed).toEqual([second])
    // It has got a layer store.
    pool.renew('b')
    await settle()
    expect([removed, pool.readyOn('a'), pool.readyOn('b')]).toEqual([[second, third], 1, 0])
    expect(await pool.giveUpReady('b')).toBe(false)
  })

  it.each([
    ['drained', []],
    ['paused', []],
    ['leaving', []],
    ['away', ['one', 'two']],
    ['active', ['one', 'two']],
  ] as const)('of a machine that is %s leaves %j', async (state, left) => {
    const clock = new HandedClock()
    const ready = ['one', 'two']
    const machines = new MadeUpMachines(madeUpMachine('a'), madeUpMachine('b'))
    using several = new SeveralMachines({
      machines,
      taken: () => [],
      ready: () => [],
      clock,
      giveUpReady: async (machine) => machine === 'a' && ready.shift() !== undefined,
      onFailure: (error) => {
        throw error
      },
    })
    machines.become(madeUpMachine('a', { state }), madeUpMachine('b'))
    await clock.advance(0)
    expect(ready).toEqual(left)
    expect(several.takesReaders({ node: 'a' })).toBe(state === 'active')
    expect(several.takesReaders({ node: 'b' })).toBe(true)
  })
})
