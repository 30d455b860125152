import { describe, expect, it } from 'vitest'
import { WriteGate } from '../../../sandbox-server/hub/serve/write-gate.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Work that is under way until the test ends it. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  return { run: () => promise, end: resolve, fail: reject }
}

describe('the gate of those who push', () => {
  it('lets any number of them in at once', async () => {
    const gate = new WriteGate()
    using _one = await gate.enter()
    using _other = await gate.enter()
  })

  it('lets the collection in only when nobody pushes, and makes it wait for nobody', async () => {
    const gate = new WriteGate()
    const [one, other] = [await gate.enter(), await gate.enter()]
    one[Symbol.dispose]()
    let ran = 0
    const collect = () =>
      gate.tryAlone(async () => {
        ran += 1
      })
    expect(await collect()).toBe(false)
    other[Symbol.dispose]()
    expect(await collect()).toBe(true)
    expect(ran).toBe(1)
  })

  it('counts who leaves twice only once', async () => {
    const gate = new WriteGate()
    const [one, other] = [await gate.enter(), await gate.enter()]
    one[Symbol.dispose]()
    one[Symbol.dispose]()
    expect(await gate.tryAlone(async () => {})).toBe(false)
    other[Symbol.dispose]()
    expect(await gate.tryAlone(async () => {})).toBe(true)
  })

  it('has those wait who come while the collection runs, and runs it once at a time', async () => {
    const gate = new WriteGate()
    const collection = work()
    const collecting = gate.tryAlone(collection.run)
    const entered: number[] = []
    const entering = [1, 2].map((reader) => gate.enter().then(() => entered.push(reader)))
    expect(await gate.tryAlone(async () => {})).toBe(false)
    await settled()
    expect(entered).toEqual([])
    collection.end()
    expect(await collecting).toBe(true)
    await Promise.all(entering)
    expect(entered).toEqual([1, 2])
  })

  it('is open again after a collection that failed', async () => {
    const gate = new WriteGate()
    const collection = work()
    const collecting = gate.tryAlone(collection.run)
    const entering = gate.enter()
    collection.fail(new Error('The registry is away.'))
    await expect(collecting).rejects.toThrow('away')
    using _inside = await entering
  })
})
