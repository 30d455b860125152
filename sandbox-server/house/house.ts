import type { HubStatus } from '../../protocol/messages.ts'
import { systemClock } from '../common/clock.ts'
import type { Watched } from '../common/watched.ts'
import type { SandboxDriver } from '../drivers/driver.ts'
import { Preparing } from '../sandboxes/prepared-sandbox.ts'
import { type SandboxHub, startSandbox } from '../sandboxes/sandbox.ts'
import { marksSecret } from '../sandboxes/shells/marks-secret.ts'
import type { DeploymentKey } from '../sandboxes/ssh/deployment-key.ts'
import { Capacity } from './capacity.ts'
import { MachineLoad } from './machine-load.ts'
import { MemoryGuard } from './memory-guard.ts'
import { SandboxPool } from './pool.ts'
import { Seats } from './seats.ts'

export interface HouseOptions {
  readonly driver: SandboxDriver
  readonly key: DeploymentKey
  /** Sandboxes kept ready ahead, at least and while readers come often. */
  readonly warm: number
  readonly warmMaximum: number
  /** Sandboxes made ahead of the readers who are expected; none by default. */
  readonly prepared?: number | undefined
  readonly startsAtOnce: number
  /** Sandboxes alive at once, however much memory there is. */
  readonly maximum: number
  /** Memory of the machine that is kept free, in bytes; by default a tenth, 256 MiB to 2 GiB. */
  readonly memoryReserve?: number | undefined
  /** Sandboxes, and places in the queue, that readers of one address may have. */
  readonly perAddress: number
  /** The caller starts it before and closes it after the server. */
  readonly hub?: SandboxHub | undefined
  /** What is in it; while it is being filled no sandbox is prepared. */
  readonly hubStatus?: Watched<HubStatus> | undefined
  /** The layer store for a sandbox that starts now; undefined while there is none. */
  readonly layerStore?: Watched<string | undefined> | undefined
  /** Fills another one where that is empty. */
  readonly renewLayers?: (() => Promise<void>) | undefined
}

/** All sandboxes of this server: how many there may be, who gets one, and who has to give one up. */
export class House {
  readonly pool: SandboxPool
  readonly seats: Seats
  readonly capacity: Capacity
  readonly #load = new MachineLoad()
  readonly #onFailure: (error: unknown) => void

  constructor(options: HouseOptions, onFailure: (error: unknown) => void) {
    const { driver, key, startsAtOnce, prepared, maximum, hub, layerStore } = options
    this.#onFailure = onFailure
    this.capacity = new Capacity({
      room: () => driver.room(),
      taken: () => this.pool.takenSandboxes(),
      ready: () => this.pool.readySandboxes(),
      reserveBytes: options.memoryReserve,
      onFailure,
    })
    const preparing = new Preparing({
      clock: systemClock,
      secretOf: (shell) => marksSecret(key.privateKey, shell),
      onFailure,
    })
    this.pool = new SandboxPool({
      warm: { minimum: options.warm, maximum: options.warmMaximum },
      prepared,
      startsAtOnce,
      maximum,
      capacity: this.capacity,
      load: this.#load,
      // Those would be replaced by others that have the layers of the hub.
      mayPrepare: () => options.hubStatus?.value.state !== 'filling',
      prepare: (sandbox) => preparing.prepare(sandbox),
      onFailure,
      start(id, onStep, signal) {
        const name = layerStore?.value
        const layers = name === undefined ? undefined : { name, access: 'read' as const }
        // Several may find it empty before the first has said so.
        const onLayersMissing = () => {
          if (layerStore?.value === name) options.renewLayers?.().catch(onFailure)
        }
        return startSandbox({ driver, key, id, hub, layers, onStep, onLayersMissing, signal })
      },
    })
    this.seats = new Seats(this.pool, options.perAddress)
  }

  /**
   * Knows from then on what the machine has room for, and keeps it from running out of memory.
   * @param end ends the sandbox of that id, and tells its reader why.
   */
  async open(end: (sandbox: string) => Promise<void>): Promise<void> {
    const guard = new MemoryGuard({
      capacity: this.capacity,
      giveUpReady: () => this.pool.giveUpReady(),
      end,
      onFailure: this.#onFailure,
    })
    this.capacity.watch(() => void guard.check())
    await this.capacity.start()
  }

  /** @param kept what readers have is let go of instead, and stays as it is. */
  async close(kept: 'nothing' | 'taken'): Promise<void> {
    this.capacity[Symbol.dispose]()
    await this.pool.close(kept)
    this.#load[Symbol.dispose]()
  }

  /** How full it is, at this moment. */
  get levels() {
    const { ready, starting, taken } = this.pool
    const { waiting } = this.seats
    const further = Math.max(0, this.pool.further)
    return { ready, starting, taken, waiting, further, memory: this.capacity.levels }
  }
}
