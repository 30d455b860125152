import { systemClock } from '../common/clock.ts'
import type { Machines } from '../drivers/machines.ts'
import { Preparing } from '../sandboxes/prepared-sandbox.ts'
import { type Sandbox, startSandbox } from '../sandboxes/sandbox.ts'
import { marksSecret } from '../sandboxes/shells/marks-secret.ts'
import type { DeploymentKey } from '../sandboxes/ssh/deployment-key.ts'
import { type HouseCapacity, plannedBytes } from './capacity.ts'
import { CoursePools } from './course-pools.ts'
import type { LiveCourse } from './live-course.ts'
import { MemoryGuard } from './memory-guard.ts'
import { nodesOf, type ServersNodes } from './node-levels.ts'
import { OneMachine } from './one-machine.ts'
import { type PoolOptions, SandboxPool } from './pool.ts'
import { Reservations, type ReservedPoolOptions } from './reservations.ts'
import { Seats } from './seats.ts'
import { SeveralMachines } from './several-machines.ts'

export interface HouseOptions {
  /** At least one. */
  readonly courses: readonly LiveCourse[]
  readonly key: DeploymentKey
  /** Sandboxes of each course kept ready ahead, at least and while readers come often. */
  readonly warm: number
  readonly warmMaximum: number
  /** Sandboxes made ahead of the readers who are expected, of all courses alike; none by default. */
  readonly prepared?: number | undefined
  /** On each machine, where there are several; there it follows from their processors by default. */
  readonly startsAtOnce?: number | undefined
  /** Where the sandboxes are not all on one machine. */
  readonly machines?: Machines | undefined
  /** Sandboxes alive at once, however much memory there is. */
  readonly maximum: number
  /** Memory of each machine that is kept free, in bytes; by default a tenth, 256 MiB to 2 GiB. */
  readonly memoryReserve?: number | undefined
  /**
   * Sandboxes, and places in the queue, that readers of one address may have; by default what
   * `perAddressOf` gives for all that the machines hold at the moment.
   */
  readonly perAddress?: number | undefined
}

/** A whole room behind one address gets in, and yet a seat in ten is left for everybody else. */
export function perAddressOf(seats: number): number {
  return Math.max(1, seats - Math.ceil(seats / 10))
}

/** All sandboxes of this server: how many there may be, who gets one, and who has to give one up. */
export class House {
  readonly pools: CoursePools
  readonly seats: Seats
  /** Of workshops. */
  readonly reservations: Reservations
  readonly capacity: HouseCapacity
  readonly #machines: OneMachine | SeveralMachines
  readonly #onFailure: (error: unknown) => void

  constructor(options: HouseOptions, onFailure: (error: unknown) => void) {
    const { courses, key, machines, startsAtOnce } = options
    this.#onFailure = onFailure
    const [{ driver }] = courses as [LiveCourse]
    const measured = {
      taken: () => this.pools.takenSandboxes(),
      ready: () => this.pools.readySandboxes(),
      reserveBytes: options.memoryReserve,
      eachBytes: plannedBytes(courses),
      onFailure,
    }
    this.#machines = machines
      ? new SeveralMachines({
          ...measured,
          machines,
          startsAtOnce,
          clock: systemClock,
          giveUpReady: (machine) => this.pools.giveUpReady(machine),
        })
      : new OneMachine({ ...measured, room: () => driver.room() }, startsAtOnce)
    this.capacity = this.#machines.capacity
    const preparing = new Preparing({
      clock: systemClock,
      secretOf: (shell) => marksSecret(key.privateKey, shell),
      onFailure,
    })
    const prepare = (sandbox: Sandbox) => preparing.prepare(sandbox)
    this.pools = new CoursePools(
      new Map(courses.map((one) => [one.name, this.#poolFor(one, options, prepare)])),
    )
    const { perAddress = perAddressOf(0) } = options
    this.seats = new Seats(this.pools, perAddress)
    if (options.perAddress === undefined) {
      this.capacity.watch(() => {
        const { alive } = this.pools
        this.seats.perAddress = perAddressOf(alive + this.capacity.further(alive))
      })
    }
    this.reservations = new Reservations({
      pools: this.pools,
      capacity: this.capacity,
      maximum: options.maximum,
      startsAtOnce: () => this.#machines.startsAtOnce,
      courses: courses.map(({ name }) => name),
      poolFor: ({ course: name, limits }, own) => {
        const course = courses.find((one) => one.name === name) as LiveCourse
        const driver = (limits && course.driverWith?.(limits)) ?? course.driver
        return this.#poolFor({ ...course, driver }, options, prepare, own)
      },
    })
  }

  /**
   * Knows from then on what each machine has room for, and keeps it from running out of memory.
   * @param end ends the sandbox of that id, and tells its reader why.
   */
  async open(end: (sandbox: string) => Promise<void>): Promise<void> {
    const onFailure = this.#onFailure
    this.#machines.each((capacity, machine) => {
      const giveUpReady = () => this.pools.giveUpReady(machine)
      const guard = new MemoryGuard({ capacity, giveUpReady, end, onFailure })
      capacity.watch(() => void guard.check())
    })
    await this.capacity.start()
  }

  /** @param kept what readers have is let go of instead, and stays as it is. */
  async close(kept: 'nothing' | 'taken'): Promise<void> {
    this.capacity[Symbol.dispose]()
    await this.pools.close(kept)
    this.#machines[Symbol.dispose]()
  }

  /** How full it is, at this moment. */
  get levels() {
    const { ready, starting, taken } = this.pools
    const waiting = this.seats.waiting + this.reservations.waiting
    const further = Math.max(0, this.pools.further)
    return { ready, starting, taken, waiting, further, memory: this.capacity.levels }
  }

  /** The machines that have the sandboxes; undefined where they are all on one. */
  get nodes(): ServersNodes | undefined {
    const machines = this.#machines
    return machines instanceof SeveralMachines ? nodesOf(machines) : undefined
  }

  #poolFor(
    course: LiveCourse,
    { courses, key, ...options }: HouseOptions,
    prepare: NonNullable<PoolOptions['prepare']>,
    ofWorkshop?: ReservedPoolOptions,
  ): SandboxPool {
    const { name, driver, hasEngine, hub } = course
    const onFailure = this.#onFailure
    const machines = this.#machines
    return new SandboxPool({
      warm: { minimum: options.warm, maximum: options.warmMaximum },
      prepared: options.prepared && Math.ceil(options.prepared / courses.length),
      get startsAtOnce() {
        return machines.startsAtOnce
      },
      maximum: options.maximum,
      capacity: this.capacity,
      load: machines.load,
      isInReach: ({ handle }) => machines.takesReaders(handle),
      promised: () => this.reservations.promised,
      elsewhere: () => this.pools.aliveElsewhere(name),
      isNeededElsewhere: () => this.seats.isAwaitedBeside(name),
      // Those would be replaced by others that have the layers of the hub.
      mayPrepare: () => course.hubStatus?.value.state !== 'filling',
      prepare,
      ...ofWorkshop,
      onFailure,
      async start(id, onStep, signal) {
        using place = await machines.place(signal)
        const { machine: node } = place
        const store = course.layers?.on(node)
        const layers = store === undefined ? undefined : { name: store, access: 'read' as const }
        // Several may find it empty before the first has said so.
        const onLayersMissing = () => {
          if (course.layers?.on(node) === store) course.layers?.renew(node).catch(onFailure)
        }
        const given = { driver, key, id, hasEngine, hub, layers, node }
        try {
          return await startSandbox({ ...given, onStep, onLayersMissing, signal })
        } catch (error) {
          place.failed()
          throw error
        }
      },
    })
  }
}
