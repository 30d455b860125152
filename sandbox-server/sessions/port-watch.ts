import type { PublishedPort } from '../../protocol/messages.ts'
import { watchPublishedPorts } from '../sandboxes/published-ports.ts'
import type { SandboxConnection } from '../sandboxes/ssh/connection.ts'

type PortWatcher = (ports: readonly PublishedPort[]) => void

/** Knows what a reader's containers publish, while there is a sandbox and somebody who asks. */
export class PortWatch {
  readonly #watchers = new Set<PortWatcher>()
  #connection: SandboxConnection | undefined
  #abort: AbortController | undefined
  /** Undefined until the sandbox's engine has answered. */
  #ports: readonly PublishedPort[] | undefined

  /** Tells `watcher` the ports when they are known, and each change. @returns how to stop. */
  watch(watcher: PortWatcher): () => void {
    this.#watchers.add(watcher)
    if (this.#ports) watcher(this.#ports)
    this.#adjust()
    return () => {
      this.#watchers.delete(watcher)
      this.#adjust()
    }
  }

  /** The session has that sandbox now; undefined when it has none. */
  attach(connection: SandboxConnection | undefined): void {
    this.#abort?.abort()
    this.#abort = undefined
    if (this.#ports) this.#tell([])
    this.#ports = undefined
    this.#connection = connection
    this.#adjust()
  }

  #adjust(): void {
    const wanted = this.#watchers.size > 0 && this.#connection !== undefined
    if (wanted === (this.#abort !== undefined)) return
    this.#abort?.abort()
    this.#abort = undefined
    this.#ports = undefined
    if (!wanted || !this.#connection) return
    this.#abort = new AbortController()
    const { signal } = this.#abort
    void watchPublishedPorts(
      this.#connection,
      (ports) => {
        if (!signal.aborted) this.#tell(ports)
      },
      signal,
    )
  }

  #tell(ports: readonly PublishedPort[]): void {
    if (this.#ports && JSON.stringify(ports) === JSON.stringify(this.#ports)) return
    this.#ports = ports
    for (const watcher of this.#watchers) watcher(ports)
  }
}
