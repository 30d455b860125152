import { describe, expect, it } from 'vitest'
import type { Starting } from '../../../protocol/messages.ts'
import { parsePressure } from '../../../sandbox-server/common/machine-load.ts'
import { StartTimes } from '../../../sandbox-server/house/start-times.ts'
import { endSentence, startSentence } from '../../../src/page/sandbox-sentences.ts'
import { poolOfPromises } from '../../support/pool-of-promises.ts'

describe('a start that fails', () => {
  it('is tried again for its reader, behind those who wait already', async () => {
    const { pool, clock, starts, failures } = poolOfPromises({ startsAtOnce: 1 })
    const order: string[] = []
    const readers = ['first', 'second', 'third'].map((name) =>
      pool.take(() => {}).then(({ id }) => order.push(`${name} ${id}`)),
    )
    await clock.advance(0)
    starts[0]?.fail()
    // The other two are in the queue before the next try.
    await clock.advance(1000)
    for (const index of [1, 2, 3]) {
      starts[index]?.succeed()
      await clock.advance(1000)
    }
    await Promise.all(readers)
    const id = (index: number) => starts[index]?.id
    expect(order).toEqual([`second ${id(1)}`, `third ${id(2)}`, `first ${id(3)}`])
    expect(failures).toHaveLength(1)
  })

  it('is given up after two further tries, with what went wrong last', async () => {
    const { pool, clock, starts } = poolOfPromises()
    const taking = pool.take(() => {})
    taking.catch(() => {})
    for (const [index, sentence] of ['One.', 'Two.', 'Three.'].entries()) {
      await clock.advance(2000)
      starts[index]?.fail(sentence)
    }
    await clock.advance(10_000)
    await expect(taking).rejects.toThrow('Three.')
    expect([starts.length, pool.alive]).toEqual([3, 0])
  })

  it.each([
    ['the engine did not make it', 'container', 0, 'engine', 'the Docker engine of this site'],
    ['the machine is too busy', 'engine', 1, 'busy', 'the machine is too busy'],
    ['of something else', 'engine', 0, undefined, 'Run tries again'],
  ] as const)('says that %s, when that is why', async (_, step, pressure, failure, words) => {
    const { pool, clock, load, starts } = poolOfPromises()
    load.pressure = pressure
    const taking = pool.take(() => {})
    taking.catch(() => {})
    for (const index of [0, 1, 2]) {
      await clock.advance(2000)
      starts[index]?.step(step)
      starts[index]?.fail()
    }
    await clock.advance(0)
    await expect(taking).rejects.toMatchObject({ failure })
    expect(endSentence({ reason: 'failed', failure })).toContain(words)
  })

  it('is not tried again at once where nobody waits for it', async () => {
    const { pool, clock, starts } = poolOfPromises({ warm: { minimum: 1, maximum: 1 } })
    pool.refill()
    await clock.advance(0)
    starts[0]?.fail()
    await clock.advance(9000)
    expect(starts).toHaveLength(1)
    await clock.advance(2000)
    expect(starts).toHaveLength(2)
  })

  it('again and again is tried after a pause that grows, until one goes well', async () => {
    const { pool, clock, starts } = poolOfPromises({
      warm: { minimum: 2, maximum: 2 },
      startsAtOnce: 1,
    })
    pool.refill()
    await clock.advance(0)
    const pauses: number[] = []
    for (let count = 1; count <= 7; count++) {
      starts[count - 1]?.fail()
      const failedAt = clock.now()
      while (starts.length === count) await clock.advance(1000)
      pauses.push((clock.now() - failedAt) / 1000)
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 300, 300])
    starts[7]?.succeed()
    await clock.advance(0)
    starts[8]?.fail()
    await clock.advance(11_000)
    expect(starts).toHaveLength(10)
  })

  it('is tried again where a reader has come meanwhile', async () => {
    const { pool, clock, starts } = poolOfPromises({ warm: { minimum: 1, maximum: 1 } })
    pool.refill()
    await clock.advance(0)
    const taking = pool.take(() => {})
    starts[0]?.fail()
    await clock.advance(1000)
    starts[1]?.succeed()
    expect((await taking).id).toBe(starts[1]?.id)
  })

  it('is not tried again by a server that stops', async () => {
    const { pool, clock, starts } = poolOfPromises()
    const taking = pool.take(() => {})
    taking.catch(() => {})
    await clock.advance(0)
    starts[0]?.fail('No sandbox.')
    await clock.advance(100)
    await pool.close()
    await expect(taking).rejects.toThrow('No sandbox.')
    expect(starts).toHaveLength(1)
  })
})

describe('a busy machine', () => {
  it('starts half as many at once, and one at least', async () => {
    for (const [atOnce, busy] of [
      [4, 2],
      [1, 1],
    ] as const) {
      const { pool, clock, load, starts } = poolOfPromises({ startsAtOnce: atOnce })
      load.pressure = 1
      for (let reader = 0; reader < 6; reader++) void pool.take(() => {})
      await clock.advance(0)
      expect(starts).toHaveLength(busy)
      load.pressure = 0
      await clock.advance(5000)
      expect(starts).toHaveLength(atOnce)
    }
  })

  it('tells its readers how long they wait, by what starts have taken of late', async () => {
    const { pool, clock, starts } = poolOfPromises({ startsAtOnce: 1, maximum: 100 })
    // Each takes 20 s, until that is what is expected.
    for (let index = 0; index < 20; index++) {
      const taking = pool.take(() => {})
      await clock.advance(20_000)
      starts[index]?.succeed()
      await taking
    }
    const told: Starting[][] = [[], []]
    for (const heard of told) void pool.take((progress) => heard.push(progress))
    await clock.advance(0)
    expect(told.map((heard) => heard.at(-1)?.waitSeconds)).toEqual([20, 30])
    await clock.advance(10_000)
    expect(told[0]?.at(-1)?.waitSeconds).toBe(10)
    starts[20]?.succeed()
    await clock.advance(0)
    expect(told[1]?.at(-1)?.waitSeconds).toBe(20)
  })

  it.each([
    [{ elapsed: 0 }, undefined],
    [{ before: 0 }, undefined],
    [{ before: 5 }, 10],
    // One that is late is expected to be later still.
    [{ elapsed: 20 }, 10],
    [{ before: 30 }, 25],
  ])('that takes %o says so where that is long', (place, seconds) => {
    expect(new StartTimes().left(place, 2)).toBe(seconds)
  })

  it('is named to the reader', () => {
    expect(startSentence({ step: 'container', waitSeconds: 20 })).toBe(
      'Starting your sandbox. The machine is busy: about 20 s',
    )
    expect(startSentence({ step: 'engine' })).toBe('Starting your Docker engine')
  })

  it('is known by what the kernel says of its processors', () => {
    const text =
      'some avg10=87.30 avg60=71.71 avg300=52.75 total=8676104410\n' +
      'full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n'
    expect(parsePressure(text)).toBe(8_676_104_410)
    expect(parsePressure('')).toBeUndefined()
  })
})
