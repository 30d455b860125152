import type Docker from 'dockerode'
import type { NodeFacts, NodeNews, NodeRoom, NodeSeatLimits } from '../node-protocol/messages.ts'
import type { ProcessorLoad } from '../sandbox-server/common/machine-load.ts'
import { Stream } from '../sandbox-server/common/stream.ts'
import { Watched } from '../sandbox-server/common/watched.ts'
import { attempt } from '../sandbox-server/drivers/docker-engine/engine-error.ts'
import type { EngineMachine } from '../sandbox-server/drivers/docker-engine/engine-machine.ts'
import {
  DEPLOYMENT_LABEL,
  NODE_LABEL,
  type NodeMark,
} from '../sandbox-server/drivers/docker-engine/labels.ts'
import { sweepLeftovers } from '../sandbox-server/drivers/docker-engine/sweep.ts'
import type { SandboxDriver } from '../sandbox-server/drivers/driver.ts'
import type { NodeMachine } from './node-machine.ts'
import type { SwarmWatch } from './swarm-watch.ts'

/** Workshops have few kinds of limits; a server that makes up more must not fill the memory. */
const MOST_DRIVERS = 100

/** A course whose sandboxes a machine makes. */
export interface NodeCourse {
  readonly name: string
  driverOf(deployment: string, limits?: NodeSeatLimits): SandboxDriver
  /** Tells when new sandboxes come from another image than before. @returns how to stop. */
  watchImage(onChange: () => void): () => void
}

export interface EngineNodeOptions {
  readonly docker: Docker
  readonly machine: EngineMachine
  readonly mark: NodeMark
  readonly facts: NodeFacts
  readonly courses: readonly NodeCourse[]
  readonly load: ProcessorLoad
  /** The part of its processors that is in use, 0 to 1. */
  readonly busy: () => number
  readonly swarm: SwarmWatch
}

/** The machine of a Docker engine, as its node program serves it. */
export class EngineNode implements NodeMachine, Disposable {
  readonly facts: NodeFacts
  readonly news = new Stream<NodeNews>()
  readonly told = new Watched(false)
  readonly #options: EngineNodeOptions
  /** By deployment, course and limits: each knows what becomes of its image. */
  readonly #drivers = new Map<string, SandboxDriver>()
  readonly #unwatch: (() => void)[]
  #isLeaving = false

  constructor(options: EngineNodeOptions) {
    this.#options = options
    this.facts = options.facts
    this.#unwatch = [
      options.swarm.nodes.watch(() => this.#tellSwarm()),
      ...options.courses.map(({ name, watchImage }) =>
        watchImage(() => this.news.emit({ type: 'image', course: name })),
      ),
    ]
  }

  [Symbol.dispose](): void {
    for (const stop of this.#unwatch) stop()
  }

  async room(): Promise<NodeRoom> {
    const { machine, load, busy } = this.#options
    const room = await attempt('The engine does not say what room it has', () => machine.room())
    return { ...room, pressure: load.pressure, busy: busy() }
  }

  driver(deployment: string, course: string, limits?: NodeSeatLimits): SandboxDriver | undefined {
    const found = this.#options.courses.find(({ name }) => name === course)
    if (found === undefined) return undefined
    const key = JSON.stringify([deployment, course, limits])
    const known = this.#drivers.get(key)
    if (known) return known
    if (this.#drivers.size >= MOST_DRIVERS) this.#drivers.clear()
    const driver = found.driverOf(deployment, limits)
    this.#drivers.set(key, driver)
    return driver
  }

  async sweep(deployment: string, kept: ReadonlySet<string>): Promise<number> {
    const { docker, mark } = this.#options
    return attempt('What is left over could not be removed', () =>
      sweepLeftovers(docker, deployment, kept, mark),
    )
  }

  *standing(): Iterable<NodeNews> {
    const { value: nodes } = this.#options.swarm.nodes
    if (nodes) yield { type: 'swarm', nodes: [...nodes] }
    if (this.#isLeaving) yield { type: 'leaving' }
  }

  /** Tells the server, and each that comes later, that this machine takes no new readers. */
  beginToLeave(): void {
    if (this.#isLeaving) return
    this.#isLeaving = true
    this.news.emit({ type: 'leaving' })
  }

  /** How many sandboxes a node program of this machine has made, of whichever deployment. */
  async countSandboxes(): Promise<number> {
    return (await this.#list()).length
  }

  /** Removes every sandbox that a node program of this machine has made. @returns how many. */
  async endSandboxes(): Promise<number> {
    const { docker, mark } = this.#options
    const listed = await this.#list()
    const deployments = new Set(listed.flatMap(({ Labels }) => Labels[DEPLOYMENT_LABEL] ?? []))
    // The engine may have sandboxes of a server that runs without node programs, too.
    const own = { ...mark, sharesEngine: true }
    for (const deployment of deployments) await sweepLeftovers(docker, deployment, new Set(), own)
    return listed.length
  }

  #list(): Promise<Docker.ContainerInfo[]> {
    const { docker, mark } = this.#options
    const filters = { label: [`${NODE_LABEL}=${mark.id}`] }
    return docker.listContainers({ all: true, filters })
  }

  #tellSwarm(): void {
    const { value: nodes } = this.#options.swarm.nodes
    if (nodes) this.news.emit({ type: 'swarm', nodes: [...nodes] })
  }
}
