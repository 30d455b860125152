/** Counts what readers of each address have, up to a bound. */
export class AddressCount {
  readonly #most: number
  readonly #counts = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /**
   * @param address undefined: not counted.
   * @returns how to give it back, once; undefined when the address has as many as it may.
   */
  take(address: string | undefined): (() => void) | undefined {
    if (address === undefined) return () => {}
    const count = this.#counts.get(address) ?? 0
    if (count >= this.#most) return undefined
    this.#counts.set(address, count + 1)
    let isHeld = true
    return () => {
      if (isHeld) this.#giveBack(address)
      isHeld = false
    }
  }

  #giveBack(address: string): void {
    const count = (this.#counts.get(address) ?? 1) - 1
    if (count === 0) this.#counts.delete(address)
    else this.#counts.set(address, count)
  }
}
