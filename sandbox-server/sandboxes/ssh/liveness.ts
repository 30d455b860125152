import type { Client } from 'ssh2'

/** How often a connection is asked whether it lives, and how many silences end it. */
const ASK_MILLISECONDS = 15_000
const SILENCES = 3

/** Nothing is forwarded from there: the answer is no, and an answer is what is wanted. */
const NOWHERE = ['127.0.0.1', 1] as const

/** Calls back when the SSH server has answered. */
export function ask(client: Client, onAnswer: () => void): void {
  try {
    client.unforwardIn(...NOWHERE, onAnswer)
  } catch {
    // It is not connected any more, and `close` is about to say so.
  }
}

/**
 * Ends a connection that no longer answers. ssh2 can do that, too, but it cannot stop asking, and a
 * sandbox that is paused does not answer.
 */
export class Liveness {
  readonly #client: Client
  #silences = 0
  #timer: NodeJS.Timeout | undefined

  constructor(client: Client) {
    this.#client = client
    client.once('close', () => this.pause())
    this.resume()
  }

  /** Nobody will answer for now. */
  pause(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  resume(): void {
    this.#silences = 0
    this.#timer ??= setInterval(() => this.#ask(), ASK_MILLISECONDS).unref()
  }

  #ask(): void {
    if (this.#silences >= SILENCES) {
      this.#client.destroy()
      return
    }
    this.#silences += 1
    ask(this.#client, () => {
      this.#silences = 0
    })
  }
}
