import type { Clock } from '../common/clock.ts'

/**
 * How long what a host shows goes on while the host has no board open: a reload, or a line that
 * breaks. Milliseconds.
 */
const GRACE_MILLISECONDS = 60_000

export interface HostsHereOptions {
  readonly clock: Clock
  /** Told that a host has had no board for so long that nobody waits any more. */
  readonly onGone: (host: string) => void
}

/** The hosts of a workshop whose boards are open. */
export class HostsHere {
  readonly #options: HostsHereOptions
  /** How many boards each has. */
  readonly #boards = new Map<string, number>()
  /** How to go on waiting for those who have none. */
  readonly #waiting = new Map<string, () => void>()

  constructor(options: HostsHereOptions) {
    this.#options = options
  }

  /** A board of that host shows the workshop, until this is disposed of. */
  boardOpened(host: string): Disposable {
    this.#boards.set(host, (this.#boards.get(host) ?? 0) + 1)
    this.#waiting.get(host)?.()
    this.#waiting.delete(host)
    const opened = new DisposableStack()
    opened.defer(() => this.#boardClosed(host))
    return opened
  }

  /** Nobody is waited for any more. */
  close(): void {
    for (const cancel of this.#waiting.values()) cancel()
    this.#waiting.clear()
  }

  #boardClosed(host: string): void {
    const left = (this.#boards.get(host) ?? 1) - 1
    this.#boards.set(host, left)
    if (left > 0) return
    this.#boards.delete(host)
    const gone = () => {
      this.#waiting.delete(host)
      this.#options.onGone(host)
    }
    this.#waiting.set(host, this.#options.clock.after(GRACE_MILLISECONDS, gone))
  }
}
