import { availableParallelism, loadavg } from 'node:os'
import { type Clock, systemClock } from '../common/clock.ts'
import { DriverError, type SandboxHandle } from '../drivers/driver.ts'

/** How long a start may take on a machine that is not busy, in milliseconds: ten times the slowest. */
const START_MILLISECONDS = 90_000

/** How often it is looked whether the sandbox gets on, in milliseconds. */
const LOOK_MILLISECONDS = 5000

/**
 * A sandbox that starts uses its processors; one that has used less than this over so many looks
 * waits for something that will not come. Seconds.
 */
const SIGN_OF_LIFE_SECONDS = 0.05
const LOOKS_WITHOUT_SIGN = 6

export interface StartPatienceOptions {
  readonly handle: SandboxHandle
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock
  /** How many programs want each processor of this machine. */
  readonly load?: () => number
}

/**
 * Tells a sandbox that starts slowly from one that will not start. The time that it may take grows
 * with the load of this machine.
 */
export class StartPatience implements Disposable {
  readonly #handle: SandboxHandle
  readonly #clock: Clock
  readonly #load: () => number
  readonly #end = new AbortController()
  readonly #over: Promise<never>
  /** Aborts with the reason, a {@link DriverError}, when the start is to be given up. */
  readonly signal: AbortSignal

  constructor(options: StartPatienceOptions) {
    const { handle, signal, clock = systemClock, load = loadPerProcessor } = options
    this.#handle = handle
    this.#clock = clock
    this.#load = load
    const given = new AbortController()
    this.signal = signal ? AbortSignal.any([signal, given.signal]) : given.signal
    this.#over = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason))
    })
    this.#over.catch(() => {})
    this.#watch(given).catch(() => {})
    void handle.lost.then(() => this.#tellOfEnd(given))
  }

  /** @throws what `work` throws, or why the start is given up, whichever comes first. */
  async wait<Result>(work: Promise<Result>): Promise<Result> {
    this.signal.throwIfAborted()
    try {
      return await Promise.race([work, this.#over])
    } catch (error) {
      // A sandbox that ends breaks what goes on in it: the end is the reason, and is told a moment later.
      if ((await this.#handle.state().catch(() => 'running')) === 'gone') return this.#over
      throw error
    }
  }

  /** The start is over, well or not. */
  [Symbol.dispose](): void {
    this.#end.abort()
  }

  async #watch(given: AbortController): Promise<void> {
    const begun = this.#clock.now()
    let signAt = begun
    let used = 0
    let allowed = START_MILLISECONDS
    for (;;) {
      await this.#clock.wait(LOOK_MILLISECONDS, this.#end.signal)
      const now = this.#clock.now()
      allowed = Math.max(allowed, START_MILLISECONDS * Math.max(1, this.#load()))
      // An engine that does not say how much it has used says nothing against it.
      const usedNow = await this.#handle.processorSeconds().catch(() => Number.POSITIVE_INFINITY)
      if (usedNow - used > SIGN_OF_LIFE_SECONDS || usedNow === Number.POSITIVE_INFINITY) {
        signAt = now
        used = Number.isFinite(usedNow) ? usedNow : used
      }
      if (now - signAt >= LOOKS_WITHOUT_SIGN * LOOK_MILLISECONDS) {
        given.abort(
          new DriverError(`${NOT_READY}: for ${seconds(now - signAt)} nothing ran in it.`),
        )
      }
      if (now - begun >= allowed) {
        given.abort(new DriverError(`${NOT_READY} within ${seconds(allowed)}.`))
      }
      if (given.signal.aborted) return
    }
  }

  async #tellOfEnd(given: AbortController): Promise<void> {
    if (this.#end.signal.aborted) return
    const words = await this.#handle.lastWords().catch(() => '')
    const last = words.trim().split('\n').at(-1)
    given.abort(
      new DriverError(`The sandbox ended while it started: ${last || 'it said nothing'}.`),
    )
  }
}

const NOT_READY = 'The sandbox was not ready'

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`
}

function loadPerProcessor(): number {
  return (loadavg()[0] ?? 0) / availableParallelism()
}
