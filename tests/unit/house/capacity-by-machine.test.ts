import { describe, expect, it } from 'vitest'
import { PLANNED_BYTES } from '../../../sandbox-server/house/capacity.ts'
import { CapacityByMachine } from '../../../sandbox-server/house/capacity-by-machine.ts'
import {
  type MadeUpMachine,
  MadeUpMachines,
  madeUpMachine,
} from '../../support/made-up-machines.ts'

const MIB = 2 ** 20
const RESERVE = 256 * MIB

/** Memory that is enough for so many readers. */
function roomFor(readers: number) {
  return { memory: { availableBytes: RESERVE + readers * PLANNED_BYTES } }
}

function houseOf(...given: readonly MadeUpMachine[]) {
  const machines = new MadeUpMachines(...given)
  const taken: { id: string; node: string; bytes: number }[] = []
  const starting = new Map<string, number>()
  let now = 0
  const capacity = new CapacityByMachine({
    machines,
    taken: () =>
      taken.map(({ id, node, bytes }) => ({
        id,
        handle: { node, memoryBytes: async () => bytes },
      })),
    ready: () => [],
    startingOn: (machine) => starting.get(machine) ?? 0,
    reserveBytes: RESERVE,
    onFailure: (error) => {
      throw error
    },
    now: () => now,
  })
  const look = () => {
    now += 60_000
    return capacity.look()
  }
  return { machines, taken, starting, capacity, look }
}

describe('how many sandboxes several machines hold', () => {
  it('is what each of them holds, not what their memory would hold together', async () => {
    const half = PLANNED_BYTES / 2
    const room = { memory: { availableBytes: RESERVE + 10 * PLANNED_BYTES + half } }
    const { capacity, look } = houseOf(madeUpMachine('a', room), madeUpMachine('b', room))
    await look()
    expect(capacity.further(0)).toBe(20)
  })

  it('grows when one joins, and shrinks when one is drained, away or lost', async () => {
    const { machines, capacity, look } = houseOf(madeUpMachine('a', roomFor(10)))
    await look()
    let told = 0
    capacity.watch(() => {
      told += 1
    })
    machines.become(madeUpMachine('a', roomFor(10)), madeUpMachine('b', roomFor(30)))
    await look()
    expect(capacity.further(0)).toBe(40)
    for (const state of ['drained', 'away', 'lost'] as const) {
      const before = told
      machines.become(madeUpMachine('a', roomFor(10)), madeUpMachine('b', { state }))
      expect([state, capacity.further(0), told > before]).toEqual([state, 10, true])
    }
  })

  it('counts a start where it is under way, and one that waits for a place with all', async () => {
    const { starting, capacity, look, taken } = houseOf(
      madeUpMachine('a', roomFor(10)),
      madeUpMachine('b', roomFor(5)),
    )
    starting.set('a', 3)
    taken.push({ id: 'one', node: 'b', bytes: PLANNED_BYTES })
    await look()
    expect(capacity.freeOn('a')).toBe(7)
    expect(capacity.freeOn('b')).toBe(5)
    expect(capacity.further(4)).toBe(12)
    expect(capacity.further(6)).toBe(10)
  })

  it('is one while nobody has any, however little there is, and none where no machine takes readers', async () => {
    const { machines, capacity, look } = houseOf(madeUpMachine('a', roomFor(-20)))
    await look()
    expect([capacity.further(0), capacity.further(1)]).toEqual([1, 0])
    machines.become(madeUpMachine('a', { state: 'drained' }))
    expect(capacity.further(0)).toBe(0)
    machines.become()
    expect(capacity.further(0)).toBe(0)
  })

  it('ends with the disk only where that of each machine is full', async () => {
    const full = { memory: { diskBytes: 0 } }
    const { machines, capacity, look } = houseOf(madeUpMachine('a', full), madeUpMachine('b'))
    await look()
    expect([capacity.endsFirst, capacity.freeOn('a')]).toEqual(['memory', 0])
    machines.become(madeUpMachine('a', full))
    expect(capacity.endsFirst).toBe('disk')
  })

  it('shows each machine for itself, a lost one with nothing', async () => {
    const { capacity, look, taken } = houseOf(
      madeUpMachine('a', roomFor(10)),
      madeUpMachine('b', { state: 'lost' }),
    )
    taken.push({ id: 'one', node: 'a', bytes: 2 * PLANNED_BYTES })
    await look()
    expect(
      capacity.fills.map(({ machine, sandboxes, further, levels }) => {
        return [machine.id, sandboxes, further, levels?.used]
      }),
    ).toEqual([
      ['a', 1, 10, 2 * PLANNED_BYTES],
      ['b', 0, 0, undefined],
    ])
  })

  it('finds the one that is greedy on the machine that runs short, and leaves the others alone', async () => {
    const { capacity, look, taken } = houseOf(
      madeUpMachine('a', { memory: { availableBytes: RESERVE / 8 } }),
      madeUpMachine('b'),
    )
    for (const [node, bytes] of [
      ['a', 100],
      ['b', 900],
    ] as const) {
      taken.push({ id: `of-${node}`, node, bytes: bytes * MIB })
    }
    await look()
    const found: unknown[] = []
    capacity.each((one, machine) => found.push([machine, one.shortage, one.greediest(0)]))
    expect(found).toEqual([
      ['a', 'lowest', 'of-a'],
      ['b', 'none', 'of-b'],
    ])
  })
})
