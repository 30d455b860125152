import { describe, expect, it } from 'vitest'
import type { SandboxHandle } from '../../../sandbox-server/drivers/driver.ts'
import { StartPatience } from '../../../sandbox-server/sandboxes/start-patience.ts'
import { HandedClock } from '../../support/handed-clock.ts'

/** A sandbox of which only the signs of life are of interest. */
class Starting {
  readonly clock = new HandedClock()
  readonly end = Promise.withResolvers<void>()
  secondsUsed = 0
  isGone = false
  load = 0

  handle = {
    lost: this.end.promise,
    state: async () => (this.isGone ? 'gone' : 'running'),
    processorSeconds: async () => this.secondsUsed,
    lastWords: async () => 'one\nno room left\n',
  } as unknown as SandboxHandle

  watch(signal?: AbortSignal) {
    const { handle, clock } = this
    return new StartPatience({ handle, clock, signal, load: () => this.load })
  }

  /** Time passes, and the sandbox works in all of it. */
  async work(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 5000) {
      this.secondsUsed += 0.1
      await this.clock.advance(5000)
    }
  }
}

const never = () => new Promise<never>(() => {})

describe('a start that is slow', () => {
  it('may take as many times as long as this machine is busier than it can be', async () => {
    const starting = new Starting()
    starting.load = 4
    using patience = starting.watch()
    const ready = Promise.withResolvers<string>()
    const waited = patience.wait(ready.promise)
    await starting.work(300_000)
    expect(patience.signal.aborted).toBe(false)
    ready.resolve('ready')
    expect(await waited).toBe('ready')
  })

  it('is given up in the end', async () => {
    const starting = new Starting()
    using patience = starting.watch()
    const waited = expect(patience.wait(never())).rejects.toThrow(
      'The sandbox was not ready within 90 s.',
    )
    await starting.work(90_000)
    await waited
  })

  it('leaves no timer when it is over', async () => {
    const starting = new Starting()
    const patience = starting.watch()
    await starting.work(10_000)
    patience[Symbol.dispose]()
    expect(starting.clock.timers).toBe(0)
  })
})

describe('a start that will come to nothing', () => {
  it('is given up where nothing runs in the sandbox', async () => {
    const starting = new Starting()
    starting.load = 16
    using patience = starting.watch()
    const waited = expect(patience.wait(never())).rejects.toThrow(
      'The sandbox was not ready: for 30 s nothing ran in it.',
    )
    await starting.work(20_000)
    await starting.clock.advance(30_000)
    await waited
  })

  it('tells the last words of a sandbox that ends, whatever broke first', async () => {
    const starting = new Starting()
    using patience = starting.watch()
    const broken = Promise.withResolvers<never>()
    const waited = expect(patience.wait(broken.promise)).rejects.toThrow(
      'The sandbox ended while it started: no room left.',
    )
    starting.isGone = true
    broken.reject(new Error('The SSH server closed the connection.'))
    starting.end.resolve()
    await waited
  })

  it('tells what failed in a sandbox that goes on', async () => {
    using patience = new Starting().watch()
    await expect(patience.wait(Promise.reject(new Error('Refused.')))).rejects.toThrow('Refused.')
  })

  it('is given up when whoever asked for it does not need it any more', async () => {
    const abort = new AbortController()
    using patience = new Starting().watch(abort.signal)
    const waited = expect(patience.wait(never())).rejects.toThrow('Enough.')
    abort.abort(new Error('Enough.'))
    await waited
  })
})
