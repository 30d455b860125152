import { randomBytes } from 'node:crypto'
import type { StartStep } from '../../protocol/messages.ts'
import type { Sandbox } from './sandbox.ts'

/** The server has as many sandboxes as it may have. */
export class PoolFullError extends Error {
  override readonly name = 'PoolFullError'
}

/** How long the pool waits after a failed start before it tries to refill, in milliseconds. */
const REFILL_AFTER_FAILURE_MILLISECONDS = 10_000

export interface PoolOptions {
  /** Starts one sandbox of that id. */
  readonly start: (
    id: string,
    onStep: (step: StartStep) => void,
    signal: AbortSignal,
  ) => Promise<Sandbox>
  /** Sandboxes kept ready ahead. */
  readonly warm: number
  /** Sandboxes alive at once, the warm ones included. */
  readonly maximum: number
  /** Told of each start that failed behind the scenes. */
  readonly onFailure: (error: unknown) => void
}

/** A start under way: whoever takes it hears its steps from then on. */
interface Start {
  readonly id: string
  step: StartStep
  /** Begun before a renewal: good for whoever waits for it, and for nobody after. */
  outdated: boolean
  listener: ((step: StartStep) => void) | undefined
  readonly sandbox: Promise<Sandbox>
}

/**
 * Keeps sandboxes ready, hands each to one reader, and never has more than it may. A reader who
 * comes while one is starting gets that one, so that no start is waited for twice.
 */
export class SandboxPool {
  readonly #options: PoolOptions
  readonly #abort = new AbortController()
  /** Oldest first. */
  readonly #starts = new Set<Start>()
  readonly #ready = new Set<Sandbox>()
  readonly #taken = new Set<Sandbox>()
  readonly #claimed = new Set<Start>()
  #refillTimer: NodeJS.Timeout | undefined

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** Sandboxes that exist or are about to. */
  get alive(): number {
    return this.#starts.size + this.#claimed.size + this.#ready.size + this.#taken.size
  }

  get ready(): number {
    return this.#ready.size
  }

  /** Starts as many as are missing. Called once by the owner; from then on by the pool itself. */
  refill(): void {
    if (this.#abort.signal.aborted || this.#refillTimer) return
    const missing = this.#options.warm - this.#ready.size - this.#starts.size
    const room = this.#options.maximum - this.alive
    for (let count = Math.min(missing, room); count > 0; count--) {
      const start = this.#begin()
      this.#starts.add(start)
      start.sandbox.then(
        (sandbox) => this.#started(start, sandbox),
        (error: unknown) => this.#failedToRefill(start, error),
      )
    }
  }

  /** Replaces every sandbox that nobody has by one that is started from now on. */
  renew(): void {
    for (const start of this.#starts) start.outdated = true
    for (const sandbox of this.#ready) this.#discard(sandbox)
    this.refill()
  }

  /**
   * Gives one sandbox to a reader, ready or as soon as it is.
   * @throws {PoolFullError} when there may be no further one.
   */
  async take(onStep: (step: StartStep) => void): Promise<Sandbox> {
    this.#abort.signal.throwIfAborted()
    const sandbox = first(this.#ready) ?? (await this.#claim(onStep))
    this.#ready.delete(sandbox)
    this.#taken.add(sandbox)
    sandbox.lost.then(() => this.giveBack(sandbox))
    this.refill()
    return sandbox
  }

  /** Removes a sandbox that its reader no longer needs; it is never given to another. */
  async giveBack(sandbox: Sandbox): Promise<void> {
    if (!this.#taken.has(sandbox)) return
    try {
      await sandbox.destroy()
    } catch (error) {
      this.#options.onFailure(error)
    } finally {
      this.#taken.delete(sandbox)
      this.refill()
    }
  }

  /** Removes every sandbox and waits for starts under way to be undone. */
  async close(): Promise<void> {
    this.#abort.abort(new Error('The server is stopping.'))
    clearTimeout(this.#refillTimer)
    const starting = [...this.#starts, ...this.#claimed].map(({ sandbox }) => sandbox)
    const settled = await Promise.allSettled(starting)
    const started = settled.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : [],
    )
    const alive = new Set([...this.#ready, ...this.#taken, ...started])
    await Promise.allSettled([...alive].map((sandbox) => sandbox.destroy()))
  }

  async #claim(onStep: (step: StartStep) => void): Promise<Sandbox> {
    let start = first(this.#starts)
    if (start) {
      this.#starts.delete(start)
      onStep(start.step)
    } else {
      if (this.alive >= this.#options.maximum) throw new PoolFullError()
      start = this.#begin()
    }
    start.listener = onStep
    this.#claimed.add(start)
    try {
      return await start.sandbox
    } finally {
      this.#claimed.delete(start)
    }
  }

  #begin(): Start {
    const id = randomBytes(6).toString('hex')
    const { promise, resolve, reject } = Promise.withResolvers<Sandbox>()
    const start: Start = {
      id,
      step: 'container',
      outdated: false,
      listener: undefined,
      sandbox: promise,
    }
    const onStep = (step: StartStep) => {
      start.step = step
      start.listener?.(step)
    }
    this.#options.start(id, onStep, this.#abort.signal).then(resolve, reject)
    return start
  }

  #started(start: Start, sandbox: Sandbox): void {
    if (!this.#starts.delete(start)) return
    this.#ready.add(sandbox)
    // A sandbox that died before anybody had it is replaced, and nobody need know.
    sandbox.lost.then(() => this.#discard(sandbox))
    if (start.outdated) this.#discard(sandbox)
  }

  /** Removes one that nobody has. It counts until it is gone, since its memory does. */
  async #discard(sandbox: Sandbox): Promise<void> {
    if (!this.#ready.delete(sandbox)) return
    this.#taken.add(sandbox)
    await this.giveBack(sandbox)
  }

  #failedToRefill(start: Start, error: unknown): void {
    if (!this.#starts.delete(start) || this.#abort.signal.aborted) return
    this.#options.onFailure(error)
    this.#refillTimer = setTimeout(() => {
      this.#refillTimer = undefined
      this.refill()
    }, REFILL_AFTER_FAILURE_MILLISECONDS)
  }
}

function first<Item>(items: Set<Item>): Item | undefined {
  return items.values().next().value
}
