import type { Clock } from '../sandbox-server/common/clock.ts'
import type { Watched } from '../sandbox-server/common/watched.ts'
import type { Tenant } from './tenancy.ts'

/** Where the engine did not end them, it is asked again after this time; milliseconds. */
const AGAIN_MILLISECONDS = 60_000

export interface OrphansOptions {
  readonly tenant: Watched<Tenant | undefined>
  /** How long sandboxes outlive their server. */
  readonly milliseconds: number
  readonly clock: Clock
  /** Ends every sandbox. */
  readonly end: () => Promise<void>
  readonly onFault: (error: unknown) => void
}

/**
 * Ends the sandboxes of a machine whose server does not come back, since nobody else would. The time
 * counts from the last moment with a server, or from the start of the node program.
 */
export class Orphans implements Disposable {
  readonly #options: OrphansOptions
  readonly #unwatch: () => void
  #cancel: (() => void) | undefined

  constructor(options: OrphansOptions) {
    this.#options = options
    this.#unwatch = options.tenant.watch(() => this.#look())
    this.#look()
  }

  [Symbol.dispose](): void {
    this.#unwatch()
    this.#cancel?.()
  }

  #look(): void {
    this.#cancel?.()
    this.#cancel = undefined
    if (this.#options.tenant.value === undefined) this.#endAfter(this.#options.milliseconds)
  }

  #endAfter(milliseconds: number): void {
    const { clock, end, onFault } = this.#options
    this.#cancel = clock.after(milliseconds, () => {
      const asked = this.#cancel
      end().catch((error: unknown) => {
        onFault(error)
        // A server has come meanwhile, or this has ended.
        if (this.#cancel === asked) this.#endAfter(AGAIN_MILLISECONDS)
      })
    })
  }
}
