import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface WatchersOrder {
  readonly address: string
  readonly code: string
  readonly count: number
}

/** What the pages of a room have been sent of the host's terminal. */
export interface WatchersTally {
  frames: number
  bytes: number
  screens: number
}

/** A room of participants' pages, in a process of its own. */
export class Room implements AsyncDisposable {
  readonly #process: ChildProcess

  private constructor(process: ChildProcess) {
    this.#process = process
  }

  /** @returns when all have joined and are connected. */
  static async open(order: WatchersOrder): Promise<Room> {
    const room = fork(join(import.meta.dirname, 'watchers.ts'), [JSON.stringify(order)])
    await once(room, 'message')
    return new Room(room)
  }

  /** That many of the pages ask for the host's terminal from now on, and the others do not. */
  async follow(following: number): Promise<void> {
    await this.#ask({ following })
  }

  tally(): Promise<WatchersTally> {
    return this.#ask('tally')
  }

  async #ask(order: { following: number } | 'tally'): Promise<WatchersTally> {
    const answer = once(this.#process, 'message')
    this.#process.send(order)
    const [tally] = await answer
    return tally as WatchersTally
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.disconnect()
    await ended
  }
}
