import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { StartFailure, Starting, StartStep } from '../../protocol/messages.ts'
import type { Clock } from '../common/clock.ts'
import type { ProcessorLoad } from '../common/machine-load.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import { StartTimes } from './start-times.ts'

/** A start that a reader waits for is tried again this many times. */
const RETRIES = 2

/** Pause before the first retry, in milliseconds; before the second it is twice as long. */
const RETRY_MILLISECONDS = 500

/** Pressure from which on fewer start at once: further ones would only slow each other down. */
const BUSY_PRESSURE = 0.9

/** How often the time that is left is estimated anew, in milliseconds. */
const ESTIMATE_MILLISECONDS = 5000

/** A start that a reader waited for was given up; the cause is what went wrong last. */
export class StartFailedError extends Error {
  override readonly name = 'StartFailedError'
  /** What a reader is told; undefined where nobody knows. */
  readonly failure: StartFailure | undefined

  constructor(cause: unknown, failure: StartFailure | undefined) {
    super((cause as Error).message, { cause })
    this.failure = failure
  }
}

/** Told how far a start is. */
export type StartListener = (progress: Starting) => void

export interface StarterOptions {
  /** Starts one sandbox of that id. */
  readonly start: (
    id: string,
    onStep: (step: StartStep) => void,
    signal: AbortSignal,
  ) => Promise<Sandbox>
  /** Starts under way at once on a machine that is not busy: each takes a processor for a second. */
  readonly startsAtOnce: number
  readonly load: ProcessorLoad
  readonly clock: Clock
  /** Told of each failure that is followed by another try. */
  readonly onFailure: (error: unknown) => void
}

/** A start that waits for its turn or is under way: whoever claims it hears its steps. */
export interface Start {
  step: StartStep
  /** Begun before a renewal: good for whoever waits for it, and for nobody after. */
  outdated: boolean
  listener: StartListener | undefined
  readonly sandbox: Promise<Sandbox>
}

interface OwnStart extends Start {
  begunAt: number | undefined
  /** What its listener has heard last. */
  told: Starting | undefined
  readonly run: () => Promise<void>
}

/**
 * Starts sandboxes: a few at once, fewer on a busy machine, each in its turn. One that a reader waits
 * for and that fails takes a place at the end of the queue again, as often as is reasonable.
 */
export class Starter {
  readonly #options: StarterOptions
  readonly #abort = new AbortController()
  readonly #queue: OwnStart[] = []
  readonly #active = new Set<OwnStart>()
  readonly #times = new StartTimes()
  #stopEstimating: (() => void) | undefined
  /** How the last start went, for a reader or ahead. */
  lastStart: 'none' | 'good' | 'failed' = 'none'

  constructor(options: StarterOptions) {
    this.#options = options
  }

  /** Further starts that would begin at once. */
  get idle(): number {
    return this.#limit - this.#active.size - this.#queue.length
  }

  /** Seconds that a start takes, of late. */
  get startSeconds(): number {
    return this.#times.seconds
  }

  /** Puts a further start into the queue. */
  begin(): Start {
    const { promise, resolve, reject } = Promise.withResolvers<Sandbox>()
    let failures = 0
    const start: OwnStart = {
      step: 'container',
      outdated: false,
      listener: undefined,
      begunAt: undefined,
      told: undefined,
      sandbox: promise,
      run: async () => {
        try {
          const sandbox = await this.#try(start)
          this.#active.delete(start)
          resolve(sandbox)
        } catch (error) {
          this.#active.delete(start)
          failures += 1
          // Nobody waits for one that is made ahead.
          if (!start.listener || this.#abort.signal.aborted) reject(error)
          else if (failures > RETRIES) reject(new StartFailedError(error, this.#whyOf(start)))
          else void this.#again(start, failures, error).catch(reject)
        }
      },
    }
    // Whoever claims it, or made it, is told.
    promise.catch(() => {})
    this.#add(start)
    return start
  }

  /** Whoever claims a start hears of it from now on. */
  listen(start: Start, listener: StartListener): void {
    start.listener = listener
    this.#tell(start as OwnStart)
    this.#estimateLater()
  }

  /** Ends the starts that are under way and begins no further one. */
  close(reason: Error): void {
    this.#abort.abort(reason)
    this.#stopEstimating?.()
    this.#proceed()
  }

  get #limit(): number {
    const { startsAtOnce, load } = this.#options
    if (this.#abort.signal.aborted) return Infinity
    return load.pressure > BUSY_PRESSURE ? Math.ceil(startsAtOnce / 2) : startsAtOnce
  }

  #add(start: OwnStart): void {
    this.#queue.push(start)
    // Not at once: whoever began it has a listener by then.
    queueMicrotask(() => this.#proceed())
  }

  #proceed(): void {
    while (this.#queue.length > 0 && this.#active.size < this.#limit) {
      const start = this.#queue.shift() as OwnStart
      this.#active.add(start)
      void start.run().finally(() => this.#proceed())
    }
    for (const start of [...this.#active, ...this.#queue]) this.#tell(start)
  }

  #estimateLater(): void {
    this.#stopEstimating ??= this.#options.clock.after(ESTIMATE_MILLISECONDS, () => {
      this.#stopEstimating = undefined
      this.#proceed()
      if (this.#active.size > 0 || this.#queue.length > 0) this.#estimateLater()
    })
  }

  async #try(start: OwnStart): Promise<Sandbox> {
    const { signal } = this.#abort
    signal.throwIfAborted()
    start.begunAt = this.#options.clock.now()
    start.step = 'container'
    const onStep = (step: StartStep) => {
      start.step = step
      this.#tell(start)
    }
    try {
      const sandbox = await this.#options.start(randomBytes(6).toString('hex'), onStep, signal)
      this.#times.took((this.#options.clock.now() - start.begunAt) / 1000)
      this.lastStart = 'good'
      return sandbox
    } catch (error) {
      this.lastStart = 'failed'
      throw error
    }
  }

  async #again(start: OwnStart, failures: number, error: unknown): Promise<void> {
    this.#options.onFailure(error)
    start.begunAt = undefined
    const { signal } = this.#abort
    await this.#options.clock.wait(failures * RETRY_MILLISECONDS, signal).catch(() => {
      throw error
    })
    this.#add(start)
  }

  #tell(start: OwnStart): void {
    if (!start.listener) return
    const waitSeconds = this.#times.left(this.#placeOf(start), this.#limit)
    const progress = { step: start.step, ...(waitSeconds !== undefined && { waitSeconds }) }
    if (isDeepStrictEqual(progress, start.told)) return
    start.told = progress
    start.listener(progress)
  }

  #whyOf({ step }: OwnStart): StartFailure | undefined {
    // What comes before the first connection is the engine's work.
    if (step === 'container') return 'engine'
    return this.#options.load.pressure > BUSY_PRESSURE ? 'busy' : undefined
  }

  /** @returns for how long it has been under way, or how many are before it in the queue. */
  #placeOf(start: OwnStart): { readonly elapsed: number } | { readonly before: number } {
    if (start.begunAt !== undefined) {
      return { elapsed: (this.#options.clock.now() - start.begunAt) / 1000 }
    }
    const place = this.#queue.indexOf(start)
    return { before: place < 0 ? this.#queue.length : place }
  }
}
