import { setImmediate as turn } from 'node:timers/promises'
import type { Clock, MachineTime } from '../../sandbox-server/common/clock.ts'

/** Turns of the event loop within which all has followed that needs no timer. */
const TURNS = 12

interface Timer {
  readonly at: number
  readonly act: () => void
}

/** A clock that moves when the test says so, and no sooner. */
export class HandedClock implements Clock {
  #now = 0
  #date = Date.UTC(2026, 0, 1)
  /** Names the start of the machine; undefined: it does not say. */
  boot: string | undefined = 'first'
  readonly #timers = new Set<Timer>()

  /** Timers that have not ended: what a part leaves behind is a leak. */
  get timers(): number {
    return this.#timers.size
  }

  now(): number {
    return this.#now
  }

  date(): number {
    return this.#date
  }

  machineTime(): MachineTime | undefined {
    return this.boot === undefined ? undefined : { boot: this.boot, milliseconds: this.#now }
  }

  /** The host sets its clock. */
  jump(milliseconds: number): void {
    this.#date += milliseconds
  }

  after(milliseconds: number, act: () => void): () => void {
    const timer = { at: this.#now + milliseconds, act }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const cancel = this.after(milliseconds, resolve)
    signal?.addEventListener('abort', () => {
      cancel()
      reject(signal.reason)
    })
    return promise
  }

  /** Time passes; whatever ends meanwhile ends in its order, and what follows from it is done. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    await settled()
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#timers.delete(timer)
      this.#move(Math.max(this.#now, timer.at))
      timer.act()
      await settled()
    }
    this.#move(end)
  }

  #next(end: number): Timer | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= end)
    return due.sort((one, other) => one.at - other.at)[0]
  }

  #move(now: number): void {
    this.#date += now - this.#now
    this.#now = now
  }
}

async function settled(): Promise<void> {
  for (let count = 0; count < TURNS; count++) await turn()
}
