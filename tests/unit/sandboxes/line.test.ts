import { describe, expect, it } from 'vitest'
import type { SandboxHandle } from '../../../sandbox-server/drivers/driver.ts'
import { Line } from '../../../sandbox-server/sandboxes/line.ts'
import type { SandboxConnection } from '../../../sandbox-server/sandboxes/ssh/connection.ts'
import { HandedClock } from '../../support/handed-clock.ts'

/** A connection that is nothing but open or closed. */
class TestConnection {
  isOpen = true
  readonly #closed = Promise.withResolvers<void>()
  readonly closed = this.#closed.promise
  close(): void {
    this.isOpen = false
    this.#closed.resolve()
  }
}

/** A line to a sandbox that is in that state, and every connection that it had. */
function lineTo(state: 'running' | 'gone', failures = 0) {
  const clock = new HandedClock()
  const connections: TestConnection[] = []
  const connect = async () => {
    if (failures-- > 0) throw new Error('The engine is away.')
    const connection = new TestConnection()
    connections.push(connection)
    return connection as unknown as SandboxConnection
  }
  const handle = {
    state: async () => state,
    lost: new Promise<void>(() => {}),
  } as SandboxHandle
  const first = new TestConnection()
  connections.push(first)
  const line = new Line(handle, first as unknown as SandboxConnection, connect, clock)
  let isLost = false
  line.lost.then(() => {
    isLost = true
  })
  return { line, clock, connections, isLost: () => isLost }
}

const asOpen = (connection: SandboxConnection) => (connection as unknown as TestConnection).isOpen

describe('a line that breaks', () => {
  it('is made again, and whoever waits gets the next connection once its owner has it', async () => {
    const { line, connections, isLost } = lineTo('running')
    const order: string[] = []
    line.watch({
      broken: () => order.push('broken'),
      async mended() {
        await Promise.resolve()
        order.push('mended')
      },
    })
    connections[0]?.close()
    await Promise.resolve()
    const next = await line.standing()
    order.push('standing')
    expect(order).toEqual(['broken', 'mended', 'standing'])
    expect(next).toBe(connections[1])
    expect(line.connection).toBe(next)
    expect(isLost()).toBe(false)
    line.close()
  })

  it('is tried again while the engine is away', async () => {
    const { line, clock, connections } = lineTo('running', 2)
    connections[0]?.close()
    await clock.advance(300)
    expect(asOpen(await line.standing())).toBe(true)
    line.close()
  })

  it('is given up after a minute, and nothing is tried any more', async () => {
    const { line, clock, connections, isLost } = lineTo('running', Infinity)
    connections[0]?.close()
    await clock.advance(59_000)
    expect(isLost()).toBe(false)
    await clock.advance(1000)
    expect([isLost(), clock.timers]).toEqual([true, 0])
    await expect(line.standing()).rejects.toThrow('cannot be reached')
  })

  it('is lost at once where the sandbox is gone', async () => {
    const { line, connections } = lineTo('gone')
    connections[0]?.close()
    await line.lost
    await expect(line.standing()).rejects.toThrow('cannot be reached')
    expect(connections).toHaveLength(1)
  })

  it('is given up where it breaks again and again', async () => {
    const { line, connections } = lineTo('running')
    line.watch({ mended: () => line.connection.close() })
    connections[0]?.close()
    await line.lost
    expect(connections).toHaveLength(31)
  })
})

it('a line that is closed is not made again', async () => {
  const { line, connections } = lineTo('running')
  line.close()
  await line.lost
  expect(connections).toHaveLength(1)
})
