import { describe, expect, it } from 'vitest'
import type { Place } from '../../../sandbox-server/house/places.ts'
import { Places } from '../../../sandbox-server/house/places.ts'
import { HandedClock } from '../../support/handed-clock.ts'
import { MadeUpMachines, madeUpMachine } from '../../support/made-up-machines.ts'

/** Three machines with room for that many. */
function placesOn(room: Record<string, number>) {
  const machines = new MadeUpMachines(...Object.keys(room).map((id) => madeUpMachine(id)))
  const clock = new HandedClock()
  const failures: string[] = []
  const places: Places = new Places({
    machines,
    capacityOf: () => ({ endsFirst: 'memory', isStalled: false, pressure: 0 }),
    freeOn: (machine) => (room[machine] ?? 0) - places.startingOn(machine),
    clock,
    onFailure: (error) => failures.push((error as Error).message),
  })
  const stop = new AbortController()
  const taken: Place[] = []
  /** Asks for places without waiting. */
  const ask = async (count: number) => {
    for (let asked = 0; asked < count; asked++) {
      places.take(stop.signal).then(
        (place) => taken.push(place),
        () => {},
      )
    }
    await clock.advance(0)
  }
  const where = () => taken.map(({ machine }) => machine)
  return { machines, clock, failures, places, stop, taken, ask, where }
}

describe('where sandboxes begin', () => {
  it('is in turn on equal machines, and on each as often at once as its processors carry', async () => {
    const { places, taken, ask, where } = placesOn({ a: 20, b: 20, c: 20 })
    expect(places.startsAtOnce).toBe(6)
    await ask(8)
    expect(where().toSorted()).toEqual(['a', 'a', 'b', 'b', 'c', 'c'])
    taken[1]?.[Symbol.dispose]()
    await ask(0)
    expect(where().slice(6)).toEqual([taken[1]?.machine])
  })

  it('is elsewhere for a while where a start has failed, and there again where it is alone', async () => {
    const { clock, machines, taken, ask, where } = placesOn({ a: 20, b: 5 })
    await ask(1)
    expect(where()).toEqual(['a'])
    taken[0]?.failed()
    taken[0]?.[Symbol.dispose]()
    await ask(1)
    expect(where()).toEqual(['a', 'b'])
    machines.become(madeUpMachine('a'))
    await ask(1)
    expect(where()).toEqual(['a', 'b', 'a'])
    machines.become(madeUpMachine('a'), madeUpMachine('b'))
    await clock.advance(30_000)
    await ask(1)
    expect(where()).toEqual(['a', 'b', 'a', 'a'])
  })

  it.each(['drained', 'paused', 'leaving', 'away', 'lost', 'refused'] as const)(
    'is on no machine that is %s: who waits gets the next that is active, and a host hears of it once',
    async (state) => {
      const { machines, failures, places, ask, where } = placesOn({ a: 20 })
      machines.become(madeUpMachine('a', { state }))
      await ask(2)
      expect(where()).toEqual([])
      expect(failures).toEqual([
        'A reader waits, and no machine takes readers: each is drained, paused, away, or about to leave. `docker node ls` on a manager says which.',
      ])
      machines.become(madeUpMachine('a', { state }), madeUpMachine('b'))
      await ask(0)
      expect(where()).toEqual(['b', 'b'])
      expect(places.startingOn('b')).toBe(2)
    },
  )

  it('is nowhere for who has left meanwhile', async () => {
    const { taken, stop, ask, places } = placesOn({ a: 20 })
    await ask(3)
    expect(taken).toHaveLength(2)
    stop.abort(new Error('Stopped.'))
    taken[0]?.[Symbol.dispose]()
    taken[0]?.[Symbol.dispose]()
    await ask(0)
    expect([taken.length, places.startingOn('a')]).toEqual([2, 1])
  })
})
