import type Docker from 'dockerode'
import * as z from 'zod'
import type { SwarmNode } from '../node-protocol/messages.ts'
import { type Clock, systemClock } from '../sandbox-server/common/clock.ts'
import { Watched } from '../sandbox-server/common/watched.ts'

/** A machine may become a manager, and an engine may lose an event. In milliseconds. */
const LOOK_EVERY_MILLISECONDS = 10_000

/** Before events are asked for again, where the engine has ended them. In milliseconds. */
const LISTEN_AGAIN_MILLISECONDS = 1000

/** Of `GET /nodes` (Docker Engine API, "List nodes"), what is looked at here. */
const describedNodes = z.array(
  z
    .object({
      ID: z.string(),
      Description: z.object({ Hostname: z.string() }),
      Status: z.object({ State: z.enum(['unknown', 'down', 'ready', 'disconnected']) }),
      Spec: z.object({
        Availability: z.enum(['active', 'pause', 'drain']),
        Labels: z.record(z.string(), z.string()).nullish(),
      }),
    })
    .transform(({ ID, Description, Status, Spec }): SwarmNode => {
      const { Availability: availability, Labels: labels } = Spec
      const { Hostname: hostname } = Description
      return { id: ID, hostname, state: Status.State, availability, labels: labels ?? {} }
    }),
)

/** The machines of the Swarm that an engine manages, as `docker node ls` has them. */
export class SwarmWatch implements Disposable {
  /** Undefined while the engine manages no Swarm: only managers know the others. */
  readonly nodes = new Watched<readonly SwarmNode[] | undefined>(undefined)
  readonly #docker: Docker
  readonly #clock: Clock
  readonly #closing = new AbortController()
  #looking: Promise<void> | undefined
  /** Something has happened since the look that is under way began. */
  #isStale = false

  constructor(docker: Docker, clock: Clock = systemClock) {
    this.#docker = docker
    this.#clock = clock
    void this.#lookNowAndThen()
    void this.#listen()
  }

  [Symbol.dispose](): void {
    this.#closing.abort()
  }

  /** Resolves when `nodes` is as the engine has it at this moment, or does not say. */
  async look(): Promise<void> {
    this.#isStale = true
    this.#looking ??= this.#lookUntilFresh().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #lookUntilFresh(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false
      const nodes = await this.#ask()
      if (JSON.stringify(nodes) !== JSON.stringify(this.nodes.value)) this.nodes.set(nodes)
    }
  }

  async #ask(): Promise<readonly SwarmNode[] | undefined> {
    try {
      const nodes = describedNodes.parse(await this.#docker.listNodes())
      // The engine has no order of its own.
      return nodes.toSorted((one, other) => one.id.localeCompare(other.id))
    } catch (error) {
      return isNoManager(error) ? undefined : this.nodes.value
    }
  }

  async #lookNowAndThen(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      await this.look()
      await this.#clock.wait(LOOK_EVERY_MILLISECONDS, signal).catch(() => {})
    }
  }

  async #listen(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      try {
        const options = { filters: { type: ['node' as const] }, abortSignal: signal }
        for await (const _ of await this.#docker.getEvents(options)) void this.look()
      } catch {
        // The engine is away, or this watch has ended.
      }
      await this.#clock.wait(LISTEN_AGAIN_MILLISECONDS, signal).catch(() => {})
    }
  }
}

/** A worker, a machine in no Swarm, and a manager that has lost the others say so by this status. */
function isNoManager(error: unknown): boolean {
  return (error as { statusCode?: number }).statusCode === 503
}
