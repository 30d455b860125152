/** Silence after which the client asks whether the server is there, in milliseconds. */
const PING_AFTER_MILLISECONDS = 12_000

/** Silence after that question that means that the connection is dead, in milliseconds. */
const DEAD_AFTER_MILLISECONDS = 10_000

/** The same two while something typed is not known to have arrived: it is told within 5 seconds. */
const OWED_PING_AFTER_MILLISECONDS = 1500
const OWED_DEAD_AFTER_MILLISECONDS = 3000

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

export interface LivenessActions {
  /** Asks the server for an answer. */
  ping(): void
  /** Nothing was heard though something typed is not known to have arrived. */
  stalled(): void
  dead(): void
}

/**
 * Notices a connection that is dead without having closed. A browser tells its page nothing of the
 * WebSocket protocol's own pings, so the page sends messages.
 */
export class Liveness {
  readonly #actions: LivenessActions
  #isOwed = false
  #timer: unknown

  constructor(actions: LivenessActions) {
    this.#actions = actions
  }

  start(): void {
    this.stop()
    this.#watch(this.#isOwed)
  }

  /** Something arrived: the silence begins anew. */
  heard(): void {
    if (this.#timer !== undefined) this.start()
  }

  /** Something typed is not known to have arrived, or all of it is. */
  set isOwed(isOwed: boolean) {
    if (isOwed === this.#isOwed) return
    this.#isOwed = isOwed
    this.heard()
  }

  /** Asks at once: the network, or the page, has come back from somewhere. */
  check(): void {
    if (this.#timer !== undefined) this.#ask(OWED_DEAD_AFTER_MILLISECONDS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #watch(isOwed: boolean): void {
    const milliseconds = isOwed ? OWED_PING_AFTER_MILLISECONDS : PING_AFTER_MILLISECONDS
    this.#timer = setTimeout(() => {
      if (isOwed) this.#actions.stalled()
      this.#ask(isOwed ? OWED_DEAD_AFTER_MILLISECONDS : DEAD_AFTER_MILLISECONDS)
    }, milliseconds)
  }

  #ask(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#actions.dead, milliseconds)
    this.#actions.ping()
  }
}
