/** Silence after which the client asks whether the server is there, in milliseconds. */
const PING_AFTER_MILLISECONDS = 15_000

/** Silence after a ping that means that the line is dead. */
const DEAD_AFTER_MILLISECONDS = 10_000

const FIRST_BACKOFF_MILLISECONDS = 250
const LONGEST_BACKOFF_MILLISECONDS = 5_000

/**
 * How long to wait before a further try to connect, in milliseconds: doubled each time up to a
 * bound, and spread by chance so that a room of readers does not come back in one instant.
 */
export function backoffMilliseconds(attempt: number): number {
  const ceiling = Math.min(FIRST_BACKOFF_MILLISECONDS * 2 ** attempt, LONGEST_BACKOFF_MILLISECONDS)
  return ceiling * (0.5 + Math.random() / 2)
}

/**
 * Notices a line that is dead without having closed. A browser tells its page nothing of the
 * WebSocket protocol's own pings, so the page sends messages.
 */
export class Liveness {
  readonly #actions: { ping(): void; dead(): void }
  #timer: unknown

  constructor(actions: { ping(): void; dead(): void }) {
    this.#actions = actions
  }

  start(): void {
    this.stop()
    this.#timer = setTimeout(() => {
      this.#actions.ping()
      this.#timer = setTimeout(this.#actions.dead, DEAD_AFTER_MILLISECONDS)
    }, PING_AFTER_MILLISECONDS)
  }

  /** Something arrived: the silence begins anew. */
  heard(): void {
    if (this.#timer !== undefined) this.start()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
