import { once } from 'node:events'
import { type Clock, systemClock } from '../common/clock.ts'
import type { SandboxHandle } from '../drivers/driver.ts'
import type { SandboxConnection } from './ssh/connection.ts'

/** How long a sandbox that lives is tried for: an engine may start anew meanwhile; milliseconds. */
const MEND_MILLISECONDS = 60_000

/** Between two tries: the first pause, doubled until the longest one; milliseconds. */
const FIRST_PAUSE_MILLISECONDS = 100
const LONGEST_PAUSE_MILLISECONDS = 2000

/**
 * More breaks in that time are the end of it: a reader can break the line at will, and each time
 * costs the engine an exec and the server a log-in.
 */
const BREAKS = 30
const BREAKS_WITHIN_MILLISECONDS = 60_000

export interface LineWatcher {
  /** The connection broke, and is being made again. */
  broken?(): void
  /**
   * There is a new connection. Nobody else uses it before every watcher is done, one after the other
   * in the order in which they came.
   */
  mended?(): Promise<void> | void
}

/**
 * The way into one sandbox: a connection, and the next one when that breaks while the sandbox lives.
 * Shells are held in the sandbox, so that nothing of them is lost with a connection.
 */
export class Line {
  readonly #handle: SandboxHandle
  readonly #connect: () => Promise<SandboxConnection>
  readonly #clock: Clock
  readonly #closing = new AbortController()
  #connection: SandboxConnection
  #standing: Promise<SandboxConnection>
  /** Resolves when the sandbox can no longer be reached, for whatever reason. */
  readonly lost: Promise<void>
  readonly #watchers = new Set<LineWatcher>()

  /** @param connect makes a further connection. */
  constructor(
    handle: SandboxHandle,
    connection: SandboxConnection,
    connect: () => Promise<SandboxConnection>,
    clock: Clock = systemClock,
  ) {
    this.#clock = clock
    this.#handle = handle
    this.#connect = connect
    this.#connection = connection
    this.#standing = Promise.resolve(connection)
    this.lost = Promise.race([handle.lost, this.#keep()])
  }

  /** The one that stands, or that stood last. */
  get connection(): SandboxConnection {
    return this.#connection
  }

  /** @returns the connection once it stands. @throws when the sandbox can no longer be reached. */
  standing(): Promise<SandboxConnection> {
    return this.#standing
  }

  /** Tells `watcher` what becomes of the connection. @returns how to stop. */
  watch(watcher: LineWatcher): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  close(): void {
    this.#closing.abort()
    this.#connection.close()
  }

  async #keep(): Promise<void> {
    let breaks: number[] = []
    for (;;) {
      await this.#connection.closed
      const now = this.#clock.now()
      breaks = [...breaks.filter((at) => now - at < BREAKS_WITHIN_MILLISECONDS), now]
      const { promise, resolve, reject } = Promise.withResolvers<SandboxConnection>()
      promise.catch(() => {})
      this.#standing = promise
      const mended = breaks.length > BREAKS ? undefined : await this.#mend()
      if (mended === undefined) {
        reject(new Error('The sandbox cannot be reached any more.'))
        return
      }
      this.#connection = mended
      for (const watcher of this.#watchers) await watcher.mended?.()
      resolve(mended)
    }
  }

  /** @returns undefined when the sandbox is gone, the line was closed, or it took too long. */
  async #mend(): Promise<SandboxConnection | undefined> {
    if (this.#closing.signal.aborted) return undefined
    const tooLong = new AbortController()
    const cancel = this.#clock.after(MEND_MILLISECONDS, () => tooLong.abort())
    const end = AbortSignal.any([this.#closing.signal, tooLong.signal])
    for (const watcher of this.#watchers) watcher.broken?.()
    const ended = once(end, 'abort').then(() => undefined)
    return Promise.race([this.#tryUntil(end), ended]).finally(cancel)
  }

  async #tryUntil(end: AbortSignal): Promise<SandboxConnection | undefined> {
    let pause = FIRST_PAUSE_MILLISECONDS
    while (!end.aborted) {
      try {
        if ((await this.#handle.state()) === 'gone') return undefined
        const connection = await this.#connect()
        // An engine that hangs may answer long after nobody waits any more.
        if (end.aborted) connection.close()
        else return connection
      } catch {
        // The engine is away, or the SSH server is: the next try tells.
        await this.#clock.wait(pause, end).catch(() => {})
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)
      }
    }
    return undefined
  }
}
