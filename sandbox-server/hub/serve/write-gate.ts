/** Lets any number of writers through, or one who needs all others out. */
export class WriteGate {
  #writers = 0
  #alone: Promise<void> | undefined

  /** Waits while somebody is alone inside. @returns how to leave, by disposing it. */
  async enter(): Promise<Disposable> {
    while (this.#alone) await this.#alone
    this.#writers += 1
    let inside = true
    return {
      [Symbol.dispose]: () => {
        if (inside) this.#writers -= 1
        inside = false
      },
    }
  }

  /**
   * Runs `work` where nobody is inside; who comes meanwhile waits. A slow writer makes nobody wait.
   * @returns whether it was run.
   */
  async tryAlone(work: () => Promise<void>): Promise<boolean> {
    if (this.#writers > 0 || this.#alone) return false
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#alone = promise
    try {
      await work()
      return true
    } finally {
      this.#alone = undefined
      resolve()
    }
  }
}
