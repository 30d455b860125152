import { Stream } from '../common/stream.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { SandboxPool } from './pool.ts'
import type { StartListener } from './starter.ts'

/**
 * The pools of all courses, by the names of the courses, and those of workshops beside them. A sandbox
 * of one course is of no use to the readers of another, but all are on one machine: each pool counts
 * what the others have.
 */
export class CoursePools {
  /** There may be room where there was none. */
  readonly room = new Stream<void>()
  readonly #pools: ReadonlyMap<string, SandboxPool>
  /** Those of workshops, with the course of each, and how their room is no longer listened to. */
  readonly #beside = new Map<SandboxPool, { readonly course: string; readonly leave: () => void }>()
  #makingRoom: Promise<boolean> | undefined
  #hasBegun = false

  /** @param pools at least one. */
  constructor(pools: ReadonlyMap<string, SandboxPool>) {
    this.#pools = pools
    for (const pool of pools.values()) pool.room.subscribe(() => this.room.emit())
  }

  /** Adds the pool of a workshop: readers of the course get nothing of it. */
  join(pool: SandboxPool, course: string): void {
    this.#beside.set(pool, { course, leave: pool.room.subscribe(() => this.room.emit()) })
  }

  /** Removes the pool of a workshop, of which nothing is left. */
  leave(pool: SandboxPool): void {
    this.#beside.get(pool)?.leave()
    this.#beside.delete(pool)
    this.room.emit()
  }

  /** Whether sandboxes are made ahead: those of an earlier server are taken over before that. */
  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** Sandboxes that exist or are about to. */
  get alive(): number {
    return this.#sum((pool) => pool.alive)
  }

  get ready(): number {
    return this.#sum((pool) => pool.ready)
  }

  get starting(): number {
    return this.#sum((pool) => pool.starting)
  }

  get taken(): number {
    return this.#sum((pool) => pool.taken)
  }

  /** Further sandboxes that may begin now for readers, of whichever course. */
  get further(): number {
    return Math.max(...this.#ofCourses.map((pool) => pool.further))
  }

  /** How the last start went, of the course where it went worst. */
  get lastStart(): SandboxPool['lastStart'] {
    const starts = this.#all.map((pool) => pool.lastStart)
    return (['failed', 'good'] as const).find((one) => starts.includes(one)) ?? 'none'
  }

  /** Sandboxes that others than the readers of this course have, that wait for one, or that start. */
  aliveElsewhere(course: string): number {
    return this.alive - this.#of(course).alive
  }

  *takenSandboxes(): Iterable<Sandbox> {
    for (const pool of this.#all) yield* pool.takenSandboxes()
  }

  *readySandboxes(): Iterable<Sandbox> {
    for (const pool of this.#all) yield* pool.readySandboxes()
  }

  /** Whether `take` would be met now. */
  hasRoom(course: string): boolean {
    return this.#of(course).hasRoom
  }

  /**
   * Gives up a sandbox of another course that no reader has, since a reader of this one waits and
   * the machine is full. `room` tells when it is gone.
   */
  makeRoom(course: string): void {
    this.makeRoomFor(this.#of(course))
  }

  /** The same for any pool. What a workshop has ready is never given up for it. */
  makeRoomFor(pool: SandboxPool): void {
    if (this.#makingRoom) return
    const other = this.#ofCourses.find((one) => one !== pool && one.ready > 0)
    this.#makingRoom = other?.giveUpReady().finally(() => {
      this.#makingRoom = undefined
    })
  }

  /** Starts what is missing. Called once by the owner; from then on by the pools themselves. */
  refill(): void {
    this.#hasBegun = true
    for (const pool of this.#all) pool.refill()
  }

  /**
   * Replaces the sandboxes of a course that nobody has, in its workshops, too.
   * @param machine those on it alone, where there are several.
   */
  renew(course: string, machine?: string): void {
    this.#of(course).renew(machine)
    for (const [pool, of] of this.#beside) if (of.course === course) pool.renew(machine)
  }

  /**
   * Gives up a sandbox that nobody has, for its memory: of a workshop only where there is no other.
   * @param machine the one whose memory is needed, where there are several.
   * @returns whether there was one.
   */
  async giveUpReady(machine?: string): Promise<boolean> {
    const fullest = (pools: readonly SandboxPool[]) =>
      pools.reduce((most, one) => (one.readyOn(machine) > most.readyOn(machine) ? one : most))
    if (await fullest(this.#ofCourses).giveUpReady(machine)) return true
    return this.#beside.size > 0 && fullest([...this.#beside.keys()]).giveUpReady(machine)
  }

  /** Gives one sandbox of a course to a reader. @throws as `SandboxPool.take` does. */
  take(course: string, onStep: StartListener): Promise<Sandbox> {
    return this.#of(course).take(onStep)
  }

  /** Counts a sandbox that its reader has had since before these pools. @throws as `adopting` does. */
  adopt(course: string, adopting: Promise<Sandbox>): Promise<Sandbox> {
    return this.#of(course).adopt(adopting)
  }

  /** Removes a sandbox that its reader no longer needs. */
  async giveBack(sandbox: Sandbox): Promise<void> {
    await Promise.all(this.#all.map((pool) => pool.giveBack(sandbox)))
  }

  /** Removes every sandbox, as `SandboxPool.close` does. */
  async close(kept: 'nothing' | 'taken'): Promise<void> {
    await Promise.all(this.#all.map((pool) => pool.close(kept)))
  }

  get #ofCourses(): readonly SandboxPool[] {
    return [...this.#pools.values()]
  }

  get #all(): readonly SandboxPool[] {
    return [...this.#pools.values(), ...this.#beside.keys()]
  }

  #of(course: string): SandboxPool {
    const pool = this.#pools.get(course)
    if (pool === undefined) throw new Error(`There is no course ${course}.`)
    return pool
  }

  #sum(count: (pool: SandboxPool) => number): number {
    return this.#all.reduce((sum, pool) => sum + count(pool), 0)
  }
}
