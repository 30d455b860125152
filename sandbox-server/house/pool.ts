import { randomBytes } from 'node:crypto'
import pLimit, { type LimitFunction } from 'p-limit'
import type { StartStep } from '../../protocol/messages.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import { Demand, type WarmBounds } from './warm-size.ts'

/** The server has as many sandboxes as it may have. */
export class PoolFullError extends Error {
  override readonly name = 'PoolFullError'
}

/** How long the pool waits after a failed start before it tries to refill, in milliseconds. */
const REFILL_AFTER_FAILURE_MILLISECONDS = 10_000

/**
 * How long who has just got a sandbox has the processors, before the next one is started: the first
 * command is over by then. Milliseconds.
 */
const REFILL_AFTER_TAKE_MILLISECONDS = 400

/** How often one that is ready and no longer wanted is removed, in milliseconds. */
const SHRINK_MILLISECONDS = 10_000

export interface PoolOptions {
  /** Starts one sandbox of that id. */
  readonly start: (
    id: string,
    onStep: (step: StartStep) => void,
    signal: AbortSignal,
  ) => Promise<Sandbox>
  /** Sandboxes kept ready ahead: more of them while readers come often. */
  readonly warm: WarmBounds
  /** Starts under way at once: each takes a processor for a second from those who work. */
  readonly startsAtOnce: number
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
 * comes while one is starting gets that one, so that no start is waited for twice. Starts for
 * readers come before those that are made ahead.
 */
export class SandboxPool {
  readonly #options: PoolOptions
  readonly #abort = new AbortController()
  /** Oldest first. */
  readonly #starts = new Set<Start>()
  readonly #ready = new Set<Sandbox>()
  readonly #taken = new Set<Sandbox>()
  readonly #claimed = new Set<Start>()
  readonly #adopting = new Set<Promise<Sandbox>>()
  readonly #gate: LimitFunction
  readonly #demand = new Demand()
  #shrinkTimer: NodeJS.Timeout | undefined
  /** Runs after a failed start; there is no refill before. */
  #failureTimer: NodeJS.Timeout | undefined
  #takeTimer: NodeJS.Timeout | undefined
  /** How the last start went, for a reader or ahead. */
  lastStart: 'none' | 'good' | 'failed' = 'none'
  /** Told whenever there may be room where there was none; set by who gives the sandboxes out. */
  onRoom: () => void = () => {}

  constructor(options: PoolOptions) {
    this.#options = options
    this.#gate = pLimit(options.startsAtOnce)
  }

  /** Sandboxes that exist or are about to. */
  get alive(): number {
    return this.starting + this.#ready.size + this.#taken.size
  }

  get ready(): number {
    return this.#ready.size
  }

  /** Whether `take` would be met now. */
  get hasRoom(): boolean {
    const isOpen = !this.#abort.signal.aborted
    return (
      isOpen && (this.#ready.size + this.#starts.size > 0 || this.alive < this.#options.maximum)
    )
  }

  /** Sandboxes that start now, for a reader or ahead. */
  get starting(): number {
    return this.#starts.size + this.#claimed.size + this.#adopting.size
  }

  get taken(): number {
    return this.#taken.size
  }

  /**
   * Starts what is missing, as far as starts may be under way at once. Called once by the owner;
   * from then on by the pool itself.
   */
  refill(): void {
    if (this.#abort.signal.aborted || this.#failureTimer) return
    this.#shrinkTimer ??= setInterval(() => this.#shrink(), SHRINK_MILLISECONDS).unref()
    const missing = this.#wanted - this.#ready.size - this.#starts.size
    const room = this.#options.maximum - this.alive
    const idle = this.#options.startsAtOnce - this.#gate.activeCount - this.#gate.pendingCount
    for (let count = Math.min(missing, room, idle); count > 0; count--) {
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
    this.#demand.arrived(performance.now())
    const ready = first(this.#ready)
    if (ready) {
      this.#ready.delete(ready)
      this.#taken.add(ready)
    }
    const sandbox = ready ?? (await this.#claim(onStep))
    sandbox.lost.then(() => this.giveBack(sandbox))
    this.#refillSoon()
    return sandbox
  }

  /** Counts a sandbox that its reader has had since before this pool. @throws as `adopting` does. */
  async adopt(adopting: Promise<Sandbox>): Promise<Sandbox> {
    this.#adopting.add(adopting)
    try {
      const sandbox = await adopting
      this.#taken.add(sandbox)
      sandbox.lost.then(() => this.giveBack(sandbox))
      return sandbox
    } finally {
      this.#adopting.delete(adopting)
      this.refill()
      this.onRoom()
    }
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
      this.onRoom()
    }
  }

  /**
   * Removes every sandbox and waits for starts under way to be undone.
   * @param kept what readers have is let go of instead, and stays as it is.
   */
  async close(kept: 'nothing' | 'taken' = 'nothing'): Promise<void> {
    this.#abort.abort(new Error('The server is stopping.'))
    clearTimeout(this.#failureTimer)
    clearTimeout(this.#takeTimer)
    clearInterval(this.#shrinkTimer)
    if (kept === 'taken') this.#letGo(this.#taken)
    const starting = arrived([...this.#starts, ...this.#claimed].map(({ sandbox }) => sandbox))
    const adopted = await arrived(this.#adopting)
    if (kept === 'taken') this.#letGo(adopted)
    const alive = new Set([...this.#ready, ...this.#taken, ...(await starting)])
    await Promise.allSettled([...alive].map((sandbox) => sandbox.destroy()))
  }

  /** Leaves them to the next server. */
  #letGo(sandboxes: Iterable<Sandbox>): void {
    for (const sandbox of sandboxes) {
      this.#taken.delete(sandbox)
      sandbox.release()
    }
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
      const sandbox = await start.sandbox
      this.#taken.add(sandbox)
      this.#claimed.delete(start)
      return sandbox
    } catch (error) {
      this.#claimed.delete(start)
      this.refill()
      this.onRoom()
      throw error
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
    this.#gate(() => this.#time(this.#options.start(id, onStep, this.#abort.signal))).then(
      resolve,
      reject,
    )
    return start
  }

  async #time(starting: Promise<Sandbox>): Promise<Sandbox> {
    const begun = performance.now()
    try {
      const sandbox = await starting
      this.#demand.started((performance.now() - begun) / 1000)
      this.lastStart = 'good'
      return sandbox
    } catch (error) {
      this.lastStart = 'failed'
      throw error
    }
  }

  #started(start: Start, sandbox: Sandbox): void {
    if (!this.#starts.delete(start)) return
    this.#ready.add(sandbox)
    this.refill()
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

  #refillSoon(): void {
    this.#takeTimer ??= setTimeout(() => {
      this.#takeTimer = undefined
      this.refill()
    }, REFILL_AFTER_TAKE_MILLISECONDS)
  }

  get #wanted(): number {
    return this.#demand.warmSize(this.#options.warm, performance.now())
  }

  /** The rush is over: one at a time, for the next one may come at once. */
  #shrink(): void {
    const oldest = first(this.#ready)
    if (oldest && this.#ready.size > this.#wanted) void this.#discard(oldest)
  }

  #failedToRefill(start: Start, error: unknown): void {
    if (!this.#starts.delete(start) || this.#abort.signal.aborted) return
    this.#options.onFailure(error)
    this.#failureTimer ??= setTimeout(() => {
      this.#failureTimer = undefined
      this.refill()
    }, REFILL_AFTER_FAILURE_MILLISECONDS)
    this.onRoom()
  }
}

/** @returns the sandboxes that have come to be, once every start is over. */
async function arrived(starts: Iterable<Promise<Sandbox>>): Promise<Sandbox[]> {
  const settled = await Promise.allSettled(starts)
  return settled.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
}

function first<Item>(items: Set<Item>): Item | undefined {
  return items.values().next().value
}
