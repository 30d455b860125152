import { type Clock, systemClock } from '../../common/clock.ts'
import type { SandboxHandle } from '../../drivers/driver.ts'
import { wake } from '../../sandboxes/wake.ts'
import { Countdown } from './countdown.ts'

/** How long it is looked whether something works, before a pause; in milliseconds. */
const LOOK_MILLISECONDS = 5000

/** An engine may fail once for want of time; one that cannot pause is not asked for ever. */
const ATTEMPTS = 3

/** Of one processor: more than an engine takes that has nothing to do. */
const WORKING_SHARE = 0.05

export interface SlumberOptions {
  /** Time without use after which the sandbox is paused, in milliseconds. */
  readonly afterMilliseconds: number
  /** Something uses the sandbox that is not seen to stir. */
  readonly isInUse: () => boolean
  /** Makes it lighter before a pause, which follows also where this fails. */
  readonly rest: () => Promise<void>
  /** Told before a pause, and after a wake how long that took. */
  readonly onChange: (change: { isAsleep: boolean; seconds: number }) => void
  /** Told why the sandbox cannot be paused, once: it runs on. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Pauses a sandbox in which nothing has stirred for a while and no program works, and wakes it when
 * something does. Whoever sends it something need not wait for that: it is taken up on waking.
 */
export class Slumber {
  readonly #host: SandboxHandle
  readonly #options: SlumberOptions
  readonly #clock: Clock
  readonly #quiet: Countdown
  /** Pauses and wakes come one after the other. */
  #turn: Promise<void> = Promise.resolve()
  #isAsleep = false
  #isStopped = false
  #failures = 0
  /** Counts what stirred, so that a look knows whether it was in vain. */
  #stirs = 0

  constructor(host: SandboxHandle, options: SlumberOptions, clock: Clock = systemClock) {
    this.#host = host
    this.#options = options
    this.#clock = clock
    this.#quiet = new Countdown(options.afterMilliseconds, () => this.#look(), clock)
    this.#quiet.restart()
  }

  /** The sandbox is used, or prints. Cheap to call often. */
  stir(): void {
    if (this.#isStopped) return
    this.#stirs += 1
    this.#quiet.restart()
    if (this.#isAsleep) this.#take(false)
  }

  /** Leaves it as it is. */
  stop(): void {
    this.#isStopped = true
    this.#quiet.stop()
  }

  async #look(): Promise<void> {
    const stirs = this.#stirs
    try {
      const isBusy = this.#options.isInUse() || (await this.#isWorking())
      if (this.#isStopped) return
      if (isBusy) this.#quiet.restart()
      else if (stirs === this.#stirs) this.#take(true)
    } catch (error) {
      this.#fail(error)
    }
  }

  async #isWorking(): Promise<boolean> {
    const before = await this.#host.processorSeconds()
    const begun = this.#clock.now()
    const milliseconds = Math.min(LOOK_MILLISECONDS, this.#options.afterMilliseconds)
    await this.#clock.wait(milliseconds)
    const used = (await this.#host.processorSeconds()) - before
    return used / ((this.#clock.now() - begun) / 1000) > WORKING_SHARE
  }

  #take(isAsleep: boolean): void {
    this.#isAsleep = isAsleep
    this.#turn = this.#turn.then(() => this.#change(isAsleep)).catch((error) => this.#fail(error))
  }

  async #change(isAsleep: boolean): Promise<void> {
    if (this.#isStopped) return
    const { rest, onChange } = this.#options
    const begun = this.#clock.now()
    if (isAsleep) {
      await rest().catch(() => {})
      // What stirred meanwhile has its wake in the queue.
      if (this.#isStopped || !this.#isAsleep) return
      onChange({ isAsleep, seconds: 0 })
      await this.#pause()
    } else {
      await this.#wake()
      onChange({ isAsleep, seconds: (this.#clock.now() - begun) / 1000 })
    }
  }

  /** @throws as the engine does, and leaves nothing frozen: its answer may be what was lost. */
  async #pause(): Promise<void> {
    try {
      await this.#host.pause()
    } catch (error) {
      await this.#wake()
      throw error
    }
  }

  #wake(): Promise<void> {
    return wake(this.#host, this.#clock, () => this.#isStopped)
  }

  #fail(error: unknown): void {
    if (this.#isStopped) return
    this.#isAsleep = false
    this.#options.onChange({ isAsleep: false, seconds: 0 })
    this.#failures += 1
    if (this.#failures < ATTEMPTS) {
      this.#quiet.restart()
      return
    }
    this.stop()
    this.#options.onFailure(error)
  }
}
