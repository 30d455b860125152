import type { Capacity } from './capacity.ts'

/** How many times what the sandbox in the middle uses is greedy. */
const GREEDY = 2

export interface MemoryGuardOptions {
  readonly capacity: Pick<Capacity, 'shortage' | 'greediest'>
  /** Gives up a sandbox that no reader has. @returns whether there was one. */
  readonly giveUpReady: () => Promise<boolean>
  /** Ends the sandbox of that id, and tells its reader why. */
  readonly end: (sandbox: string) => Promise<void>
  readonly onFailure: (error: unknown) => void
}

/**
 * Frees memory before the kernel has to, and by a choice that can be explained: first what no reader
 * has, then the one sandbox that uses far more than others. Only at the last is it whoever uses most.
 */
export class MemoryGuard {
  readonly #options: MemoryGuardOptions
  #isFreeing = false

  constructor(options: MemoryGuardOptions) {
    this.#options = options
  }

  /** Called after each look at the memory. One sandbox ends at a time, and what it frees is seen. */
  async check(): Promise<void> {
    const { capacity, onFailure } = this.#options
    if (this.#isFreeing || capacity.shortage === 'none') return
    this.#isFreeing = true
    try {
      await this.#free()
    } catch (error) {
      onFailure(error)
    } finally {
      this.#isFreeing = false
    }
  }

  async #free(): Promise<void> {
    const { capacity, giveUpReady, end } = this.#options
    if (await giveUpReady()) return
    const greediest = capacity.greediest(capacity.shortage === 'lowest' ? 0 : GREEDY)
    if (greediest !== undefined) await end(greediest)
  }
}
