import { type Clock, systemClock } from '../common/clock.ts'
import { NO_LOAD, type ProcessorLoad } from '../common/machine-load.ts'
import { Stream } from '../common/stream.ts'
import type { PreparedSandbox } from '../sandboxes/prepared-sandbox.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { HouseCapacity } from './capacity.ts'
import { type Start, Starter, type StarterOptions, type StartListener } from './starter.ts'
import { Demand, type WarmBounds } from './warm-size.ts'

/** The server has as many sandboxes as it may have. */
export class PoolFullError extends Error {
  override readonly name = 'PoolFullError'
}

/**
 * How long the pool waits after a failed start before it tries to refill, and at most, after many in a
 * row: each takes the machine's time, and its reason seldom goes by itself. Milliseconds.
 */
const REFILL_AFTER_FAILURE_MILLISECONDS = 10_000
const LONGEST_REFILL_PAUSE_MILLISECONDS = 5 * 60_000

/**
 * Delay before a sandbox that was just handed out is replaced, so that the reader's first command has
 * the processors to itself: on an idle machine, and on a full one. Milliseconds.
 */
const REFILL_AFTER_TAKE_MILLISECONDS = [400, 3000] as const

/** How often one that is ready and no longer wanted is removed, in milliseconds. */
const SHRINK_MILLISECONDS = 10_000

/** A prepared sandbox is made while less than this part of the time is waited for processors. */
const CALM_PRESSURE = 0.6

/** How often it is looked whether the machine is calm, and after how long one is made regardless. */
const CALM_LOOK_MILLISECONDS = 250
const LONGEST_CALM_WAIT_MILLISECONDS = 5000

export interface PoolOptions extends Pick<StarterOptions, 'start' | 'startsAtOnce'> {
  /** Sandboxes kept ready ahead: more of them while readers come often. */
  readonly warm: WarmBounds
  /** Sandboxes made ahead of the readers who are expected; {@link SandboxPool.expect} changes it. */
  readonly prepared?: number | undefined
  /** Sandboxes alive at once, the warm ones and those of other pools included. */
  readonly maximum: number
  /** Prepared sandboxes that start at the same time on a machine that is calm; one by default. */
  readonly preparedAtOnce?: number | undefined
  /** Further sandboxes that its own plan still lets begin, besides what the machine has room for. */
  readonly planned?: ((alive: number) => number) | undefined
  /** Sandboxes that are promised to other pools, which come first, and that have not begun. */
  readonly promised?: (() => number) | undefined
  /** Sandboxes of other pools, which share the machines with those of this one. */
  readonly elsewhere?: (() => number) | undefined
  /** Whether a reader waits for a sandbox of another pool: none is made ahead here meanwhile. */
  readonly isNeededElsewhere?: (() => boolean) | undefined
  /** What the machines have room for; without it there is no bound but the maximum. */
  readonly capacity?: Pick<HouseCapacity, 'further' | 'look' | 'watch'> | undefined
  readonly load?: ProcessorLoad | undefined
  readonly clock?: Clock | undefined
  /** Whether one that is prepared now would be of use for long. */
  readonly mayPrepare?: (() => boolean) | undefined
  /** Whether one that is ready may be handed out now: its machine may be away. */
  readonly isInReach?: ((sandbox: Sandbox) => boolean) | undefined
  /** Makes a sandbox as ready as it can be, until somebody gets it. */
  readonly prepare?: ((sandbox: Sandbox) => Pick<PreparedSandbox, 'handOver' | 'stop'>) | undefined
  /** Told of each start that failed behind the scenes. */
  readonly onFailure: (error: unknown) => void
}

type Ready = ReturnType<NonNullable<PoolOptions['prepare']>>

const AS_IT_IS: Ready = { handOver: async () => {}, stop() {} }

/**
 * Keeps sandboxes ready, hands each to one reader, and never has more than it may. A reader who
 * comes while one is starting gets that one, so that no start is waited for twice. Starts for
 * readers come before those that are made ahead.
 */
export class SandboxPool {
  readonly #options: PoolOptions
  readonly #load: ProcessorLoad
  readonly #clock: Clock
  readonly #starter: Starter
  #isClosed = false
  /** Oldest first. */
  readonly #starts = new Set<Start>()
  readonly #ready = new Map<Sandbox, Ready>()
  readonly #taken = new Set<Sandbox>()
  readonly #claimed = new Set<Start>()
  readonly #adopting = new Set<Promise<Sandbox>>()
  readonly #demand = new Demand()
  #expected: number
  /** Each cancels a timer that runs. */
  #stopShrinking: (() => void) | undefined
  /** Runs after a failed start; there is no refill before. */
  #stopAfterFailure: (() => void) | undefined
  /** Starts ahead that failed since one went well. */
  #failuresInARow = 0
  #stopAfterTake: (() => void) | undefined
  readonly #unwatch: (() => void) | undefined
  /** Runs while a prepared sandbox is wanted, and the machine is not calm. */
  #stopLooking: (() => void) | undefined
  #calmAwaitedSince: number | undefined
  /** There may be room where there was none. */
  readonly room = new Stream<void>()
  /** A sandbox begins, is ready, is handed over, or is gone. */
  readonly changes = new Stream<void>()

  constructor(options: PoolOptions) {
    this.#options = options
    this.#load = options.load ?? NO_LOAD
    this.#clock = options.clock ?? systemClock
    this.#expected = options.prepared ?? 0
    this.#starter = new Starter({
      ...options,
      // It changes as machines come and go.
      get startsAtOnce() {
        return options.startsAtOnce
      },
      load: this.#load,
      clock: this.#clock,
    })
    this.#unwatch = options.capacity?.watch(() => {
      if (this.#isClosed || this.further <= 0) return
      this.refill()
      this.room.emit()
    })
  }

  /** Sandboxes that exist or are about to. */
  get alive(): number {
    return this.starting + this.#ready.size + this.#taken.size
  }

  get ready(): number {
    return this.#ready.size
  }

  /** Of those, the ones on that machine. */
  readyOn(machine: string | undefined): number {
    return [...this.#ready.keys()].filter((one) => isOn(one, machine)).length
  }

  /** Whether `take` would be met now. */
  get hasRoom(): boolean {
    if (this.#isClosed) return false
    return this.#nextReady !== undefined || this.#starts.size > 0 || this.further > 0
  }

  /** Sandboxes that start now, for a reader or ahead. */
  get starting(): number {
    return this.#starts.size + this.#claimed.size + this.#adopting.size
  }

  get taken(): number {
    return this.#taken.size
  }

  /** Sandboxes that readers have. */
  takenSandboxes(): Iterable<Sandbox> {
    return this.#taken
  }

  /** Sandboxes that are ready for the next readers. */
  readySandboxes(): Iterable<Sandbox> {
    return this.#ready.keys()
  }

  /** How the last start went, for a reader or ahead. */
  get lastStart(): 'none' | 'good' | 'failed' {
    return this.#starter.lastStart
  }

  /**
   * Sandboxes for that many readers, those who have one already counted in, are made ahead: one at a
   * time, when nothing else needs the processors. None is made beyond the maximum.
   */
  expect(readers: number): void {
    this.#expected = readers
    this.refill()
  }

  /**
   * Starts what is missing, as far as starts may be under way at once. Called once by the owner;
   * from then on by the pool itself.
   */
  refill(): void {
    if (this.#isClosed || this.#stopAfterFailure) return
    if (this.#options.isNeededElsewhere?.()) return
    this.#shrinkLater()
    const missing = this.#warm - this.#ready.size - this.#starts.size
    for (let count = Math.min(missing, this.further, this.#starter.idle); count > 0; count--) {
      this.#beginAhead()
    }
    this.#prepareNext()
  }

  /**
   * Replaces every sandbox that nobody has by one that is started from now on.
   * @param machine those on it alone, where there are several: what starts may be anywhere, and stays.
   */
  renew(machine?: string): void {
    if (machine === undefined) for (const start of this.#starts) start.outdated = true
    for (const sandbox of [...this.#ready.keys()]) {
      if (isOn(sandbox, machine)) this.#discard(sandbox)
    }
    this.refill()
  }

  /**
   * Gives up a sandbox that nobody has, for its memory.
   * @param machine the one whose memory is needed, where there are several.
   * @returns whether there was one.
   */
  async giveUpReady(machine?: string): Promise<boolean> {
    const oldest = [...this.#ready.keys()].find((one) => isOn(one, machine))
    if (oldest) await this.#discard(oldest)
    return oldest !== undefined
  }

  /**
   * Gives one sandbox to a reader, ready or as soon as it is.
   * @throws {PoolFullError} when there may be no further one.
   */
  async take(onStep: StartListener): Promise<Sandbox> {
    if (this.#isClosed) throw new Error('The server is stopping.')
    this.#demand.arrived(this.#clock.now())
    const ready = this.#nextReady
    if (ready) this.#handOver(...ready)
    const sandbox = ready?.[0] ?? (await this.#claim(onStep))
    sandbox.lost.then(() => this.giveBack(sandbox))
    this.#refillSoon()
    return sandbox
  }

  /** Counts a sandbox that its reader has had since before this pool. @throws as `adopting` does. */
  async adopt(adopting: Promise<Sandbox>): Promise<Sandbox> {
    this.#adopting.add(adopting)
    this.changes.emit()
    try {
      const sandbox = await adopting
      this.#taken.add(sandbox)
      sandbox.lost.then(() => this.giveBack(sandbox))
      return sandbox
    } finally {
      this.#adopting.delete(adopting)
      this.refill()
      this.room.emit()
      this.changes.emit()
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
      this.room.emit()
      this.changes.emit()
      // What it used is free: whoever waits need not wait for the next look.
      void this.#options.capacity?.look()
    }
  }

  /**
   * Removes every sandbox and waits for starts under way to be undone.
   * @param kept what readers have is let go of instead, and stays as it is.
   */
  async close(kept: 'nothing' | 'taken' = 'nothing'): Promise<void> {
    this.#isClosed = true
    this.#unwatch?.()
    this.#starter.close(new Error('The server is stopping.'))
    this.#stopAfterFailure?.()
    this.#stopAfterTake?.()
    this.#stopLooking?.()
    this.#stopShrinking?.()
    for (const ready of this.#ready.values()) ready.stop()
    if (kept === 'taken') this.#letGo(this.#taken)
    const starting = arrived([...this.#starts, ...this.#claimed].map(({ sandbox }) => sandbox))
    const adopted = await arrived(this.#adopting)
    if (kept === 'taken') this.#letGo(adopted)
    const alive = new Set([...this.#ready.keys(), ...this.#taken, ...(await starting)])
    await Promise.allSettled([...alive].map((sandbox) => sandbox.destroy()))
  }

  /** The oldest that may be handed out. */
  get #nextReady(): [Sandbox, Ready] | undefined {
    const { isInReach } = this.#options
    if (!isInReach) return first(this.#ready)
    return [...this.#ready].find(([sandbox]) => isInReach(sandbox))
  }

  /** Leaves them to the next server. */
  #letGo(sandboxes: Iterable<Sandbox>): void {
    for (const sandbox of sandboxes) {
      this.#taken.delete(sandbox)
      sandbox.release()
    }
  }

  /** Its reader gets it at once: what is sent to one that thaws is taken up then. */
  #handOver(sandbox: Sandbox, ready: Ready): void {
    this.#ready.delete(sandbox)
    this.#taken.add(sandbox)
    this.changes.emit()
    ready.handOver().catch(this.#options.onFailure)
  }

  async #claim(onStep: StartListener): Promise<Sandbox> {
    let start = first(this.#starts)
    if (start) this.#starts.delete(start)
    else if (this.further <= 0) throw new PoolFullError()
    else start = this.#starter.begin()
    this.#claimed.add(start)
    this.#starter.listen(start, onStep)
    this.changes.emit()
    try {
      const sandbox = await start.sandbox
      this.#failuresInARow = 0
      this.#taken.add(sandbox)
      this.#claimed.delete(start)
      return sandbox
    } catch (error) {
      this.#claimed.delete(start)
      this.refill()
      this.room.emit()
      throw error
    } finally {
      this.changes.emit()
    }
  }

  #beginAhead(): void {
    const start = this.#starter.begin()
    this.#starts.add(start)
    this.changes.emit()
    start.sandbox.then(
      (sandbox) => this.#started(start, sandbox),
      (error: unknown) => this.#failedToRefill(start, error),
    )
  }

  #started(start: Start, sandbox: Sandbox): void {
    this.#failuresInARow = 0
    if (!this.#starts.delete(start)) return
    this.#ready.set(sandbox, this.#options.prepare?.(sandbox) ?? AS_IT_IS)
    this.refill()
    // A sandbox that died before anybody had it is replaced, and nobody need know.
    sandbox.lost.then(() => this.#discard(sandbox))
    if (start.outdated) this.#discard(sandbox)
    this.changes.emit()
    // This one may be given up for a reader of another pool who waits.
    if (this.#options.isNeededElsewhere?.()) this.room.emit()
  }

  /** Removes one that nobody has. It counts until it is gone, since its memory does. */
  async #discard(sandbox: Sandbox): Promise<void> {
    const ready = this.#ready.get(sandbox)
    if (ready === undefined) return
    ready.stop()
    this.#ready.delete(sandbox)
    this.#taken.add(sandbox)
    await this.giveBack(sandbox)
  }

  #refillSoon(): void {
    const [least, most] = REFILL_AFTER_TAKE_MILLISECONDS
    const milliseconds = least + (most - least) * this.#load.pressure ** 2
    this.#stopAfterTake ??= this.#clock.after(milliseconds, () => {
      this.#stopAfterTake = undefined
      this.refill()
    })
  }

  /**
   * One, as soon as no reader waits for a start or has just got one, and the machine is calm; a few
   * where that is calm and the pool is to be ready by a certain time.
   */
  #prepareNext(): void {
    const isWanted = this.#ready.size + this.#starts.size < this.#wanted
    if (!isWanted || this.further <= 0) {
      this.#calmAwaitedSince = undefined
      return
    }
    this.#calmAwaitedSince ??= this.#clock.now()
    const { preparedAtOnce = 1 } = this.#options
    const atOnce = this.#load.pressure < CALM_PRESSURE ? preparedAtOnce : 1
    const isNext = this.#claimed.size + this.#adopting.size === 0 && this.#starts.size < atOnce
    if (isNext && this.#stopAfterTake === undefined && this.#isCalm) {
      this.#calmAwaitedSince = undefined
      this.#beginAhead()
      if (atOnce > 1) this.#prepareNext()
      return
    }
    this.#stopLooking ??= this.#clock.after(CALM_LOOK_MILLISECONDS, () => {
      this.#stopLooking = undefined
      this.refill()
    })
  }

  /** Further sandboxes that may begin now. */
  get further(): number {
    const { maximum, capacity, elsewhere, planned, promised } = this.#options
    const alive = this.alive + (elsewhere?.() ?? 0)
    const ofMachine = Math.min(maximum - alive, capacity?.further(alive) ?? Infinity)
    return Math.min(planned?.(this.alive) ?? Infinity, ofMachine - (promised?.() ?? 0))
  }

  get #isCalm(): boolean {
    if (this.#options.mayPrepare?.() === false) return false
    const waited = this.#clock.now() - (this.#calmAwaitedSince ?? Infinity)
    return this.#load.pressure < CALM_PRESSURE || waited > LONGEST_CALM_WAIT_MILLISECONDS
  }

  /** Kept ready whoever is expected. */
  get #warm(): number {
    const { startSeconds } = this.#starter
    return this.#demand.warmSize(startSeconds, this.#options.warm, this.#clock.now())
  }

  get #wanted(): number {
    return Math.max(this.#warm, this.#expected - this.#taken.size - this.#claimed.size)
  }

  /** The rush is over: one at a time, for the next one may come at once. */
  #shrinkLater(): void {
    this.#stopShrinking ??= this.#clock.after(SHRINK_MILLISECONDS, () => {
      this.#stopShrinking = undefined
      const [oldest] = this.#ready.keys()
      if (oldest && this.#ready.size > this.#wanted) void this.#discard(oldest)
      this.#shrinkLater()
    })
  }

  #failedToRefill(start: Start, error: unknown): void {
    if (!this.#starts.delete(start) || this.#isClosed) return
    this.changes.emit()
    this.#options.onFailure(error)
    if (this.#stopAfterFailure === undefined) {
      const pause = REFILL_AFTER_FAILURE_MILLISECONDS * 2 ** this.#failuresInARow++
      this.#stopAfterFailure = this.#clock.after(
        Math.min(pause, LONGEST_REFILL_PAUSE_MILLISECONDS),
        () => {
          this.#stopAfterFailure = undefined
          this.refill()
        },
      )
    }
    this.room.emit()
  }
}

/** @param machine undefined: any. */
function isOn({ handle }: Sandbox, machine: string | undefined): boolean {
  return machine === undefined || handle.node === machine
}

/** @returns the sandboxes that have come to be, once every start is over. */
async function arrived(starts: Iterable<Promise<Sandbox>>): Promise<Sandbox[]> {
  const settled = await Promise.allSettled(starts)
  return settled.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
}

function first<Item>(items: Iterable<Item>): Item | undefined {
  const [item] = items
  return item
}
