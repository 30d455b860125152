import type { PublishedPort } from '../../protocol/messages.ts'
import type { Line } from '../sandboxes/line.ts'
import { watchPublishedPorts } from '../sandboxes/published-ports.ts'

type PortWatcher = (ports: readonly PublishedPort[]) => void

/** Knows what a reader's containers publish, while there is a sandbox and somebody who asks. */
export class PortWatch {
  readonly #watchers = new Set<PortWatcher>()
  readonly #onEngine: (answers: boolean) => void
  #line: Line | undefined
  #isAsleep = false
  #abort: AbortController | undefined
  /** Undefined until the sandbox's engine has answered. */
  #ports: readonly PublishedPort[] | undefined

  /** @param onEngine told whether the sandbox's engine answers. */
  constructor(onEngine: (answers: boolean) => void) {
    this.#onEngine = onEngine
  }

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
  attach(line: Line | undefined): void {
    this.#abort?.abort()
    this.#abort = undefined
    if (this.#ports) this.#tell([])
    this.#ports = undefined
    this.#line = line
    this.#isAsleep = false
    this.#adjust()
  }

  /** The sandbox is about to be paused, or goes on: its engine is left alone meanwhile. */
  set isAsleep(isAsleep: boolean) {
    this.#isAsleep = isAsleep
    this.#adjust()
  }

  #adjust(): void {
    const wanted = this.#watchers.size > 0 && this.#line !== undefined && !this.#isAsleep
    if (wanted === (this.#abort !== undefined)) return
    this.#abort?.abort()
    this.#abort = undefined
    this.#ports = undefined
    if (!wanted || !this.#line) return
    this.#abort = new AbortController()
    const { signal } = this.#abort
    void watchPublishedPorts(
      this.#line,
      (ports) => {
        if (signal.aborted) return
        this.#onEngine(ports !== undefined)
        // An engine that does not answer publishes nothing that could be opened.
        this.#tell(ports ?? [])
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
