import type { Clock } from '../common/clock.ts'
import type { Sandbox } from './sandbox.ts'
import { rehearsePrompt } from './shells/rehearse-prompt.ts'
import { wake } from './wake.ts'

/** Time from a start to the freeze: its engine has tidied up by then. Milliseconds. */
const QUIET_MILLISECONDS = 2000

/** An engine may fail once for want of time; one that cannot freeze is not asked for ever. */
const ATTEMPTS = 3

export interface PreparingOptions {
  /** @returns what the marks of the shell of that id have, and nobody else's. */
  readonly secretOf: (shell: string) => string
  /** Told why one could not be made as ready as it might be: it is good nevertheless. */
  readonly onFailure: (error: unknown) => void
  readonly clock: Clock
}

/** Makes sandboxes that nobody has yet as ready as they can be, at the cost of memory alone. */
export class Preparing {
  readonly #options: PreparingOptions
  #failures = 0

  constructor(options: PreparingOptions) {
    this.#options = options
  }

  /** @returns the sandbox's state until somebody gets it. */
  prepare(sandbox: Sandbox): PreparedSandbox {
    return new PreparedSandbox(sandbox, this.#options, {
      mayFreeze: () => this.#failures < ATTEMPTS,
      failed: (error) => {
        this.#failures += 1
        this.#options.onFailure(error)
      },
    })
  }
}

interface FreezeRule {
  readonly mayFreeze: () => boolean
  readonly failed: (error: unknown) => void
}

/**
 * A sandbox that nobody has yet: the prompt of its first shell is known, and it is frozen after a
 * while. It keeps its engine and its connection.
 */
export class PreparedSandbox {
  readonly #sandbox: Sandbox
  readonly #clock: Clock
  readonly #freezing: FreezeRule
  readonly #over = new AbortController()
  /** A freeze and the thaw come one after the other. */
  readonly #prepared: Promise<void>
  #isFrozen = false

  constructor(sandbox: Sandbox, options: PreparingOptions, freezing: FreezeRule) {
    this.#sandbox = sandbox
    this.#clock = options.clock
    this.#freezing = freezing
    this.#prepared = this.#prepare(options)
  }

  get isFrozen(): boolean {
    return this.#isFrozen
  }

  /**
   * Somebody gets the sandbox. Nothing that is sent to it is lost meanwhile.
   * @returns when it runs.
   */
  async handOver(): Promise<void> {
    this.#over.abort()
    await this.#prepared
    if (!this.#isFrozen) return
    let isLost = false
    this.#sandbox.lost.then(() => {
      isLost = true
    })
    await wake(this.#sandbox.handle, this.#clock, () => isLost)
    this.#thawed()
  }

  /** Leaves it as it is: it is about to be removed. */
  stop(): void {
    this.#over.abort()
  }

  async #prepare({ secretOf, onFailure }: PreparingOptions): Promise<void> {
    const { signal } = this.#over
    try {
      const prompt = await rehearsePrompt(this.#sandbox, secretOf)
      if (signal.aborted) return
      this.#sandbox.knownPrompt = prompt
    } catch (error) {
      if (!signal.aborted) onFailure(error)
    }
    const quiet = this.#clock.wait(QUIET_MILLISECONDS, signal)
    const isQuiet = await quiet.then(
      () => true,
      () => false,
    )
    if (isQuiet && this.#freezing.mayFreeze()) await this.#freeze()
  }

  /** Leaves nothing frozen where it fails: the answer may be what was lost. */
  async #freeze(): Promise<void> {
    const { handle, line } = this.#sandbox
    // One that is frozen cannot show that it lives.
    line.connection.isPaused = true
    this.#isFrozen = true
    try {
      await handle.pause()
    } catch (error) {
      await wake(handle, this.#clock, () => this.#over.signal.aborted)
      this.#thawed()
      // One that has died meanwhile says nothing of the next one.
      if ((await handle.state().catch(() => 'running')) !== 'gone') this.#freezing.failed(error)
    }
  }

  #thawed(): void {
    this.#isFrozen = false
    this.#sandbox.line.connection.isPaused = false
  }
}
