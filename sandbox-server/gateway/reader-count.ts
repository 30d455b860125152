import type { CloseName } from '../../protocol/close-codes.ts'

/** Pages of one reader that are connected at once: tabs, and those that a browser has not given up. */
export const MAXIMUM_PAGES_PER_READER = 32

/**
 * Counts the readers of each address, and the pages of each reader. A classroom behind one address is
 * as many readers as it is, however many pages each of them has open.
 */
export class ReaderCount {
  readonly #perAddress: number
  /**
   * Pages by session, by address. Those of this machine, and of workshops, are one address without a
   * bound.
   */
  readonly #pages = new Map<string | undefined, Map<string, number>>()

  /** @param perAddress readers that may be connected from one address at once. */
  constructor(perAddress: number) {
    this.#perAddress = perAddress
  }

  /**
   * A page of that session connects.
   * @param address undefined: readers of it are not counted together.
   * @returns how to give its place back, or why there is none.
   */
  take(address: string | undefined, session: string): (() => void) | CloseName {
    const readers = this.#pages.get(address) ?? new Map<string, number>()
    const pages = readers.get(session) ?? 0
    if (pages >= MAXIMUM_PAGES_PER_READER) return 'tooManyPages'
    const isFull = address !== undefined && readers.size >= this.#perAddress
    if (pages === 0 && isFull) return 'tooManyReaders'
    readers.set(session, pages + 1)
    this.#pages.set(address, readers)
    return () => this.#giveBack(address, session)
  }

  #giveBack(address: string | undefined, session: string): void {
    const readers = this.#pages.get(address)
    const pages = (readers?.get(session) ?? 1) - 1
    if (pages > 0) readers?.set(session, pages)
    else readers?.delete(session)
    if (readers?.size === 0) this.#pages.delete(address)
  }
}
