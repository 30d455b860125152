import { readdir, readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { deploymentFilter } from '../../sandbox-server/drivers/docker-engine/labels.ts'
import type { EngineUnderTest } from './engine.ts'
import { until } from './reader.ts'

/** What is there of a deployment: its containers' ids, and how many networks and volumes. */
export async function belongings({ docker, deployment }: EngineUnderTest) {
  const filters = deploymentFilter(deployment)
  const containers = await docker.listContainers({ all: true, filters })
  const networks = await docker.listNetworks({ filters })
  const { Volumes } = await docker.listVolumes({ filters })
  return {
    containers: containers.map(({ Id }) => Id),
    count: containers.length + networks.length + (Volumes ?? []).length,
  }
}

/** Of this machine: mounts and processes that name one of the containers. Where it runs them. */
export async function tracesOf(containers: ReadonlySet<string>): Promise<string[]> {
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n')
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(
    processes.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  )
  return [...mounts, ...commands].filter((line) => [...containers].some((id) => line.includes(id)))
}

/** Files and sockets that this process has open. */
export async function descriptors(): Promise<number> {
  return (await readdir('/proc/self/fd')).length
}

/** Knows what a deployment has had, so that it can be told when nothing of that is left. */
export class Traces {
  readonly #engine: EngineUnderTest
  readonly #containers = new Set<string>()
  readonly #descriptors: number

  private constructor(engine: EngineUnderTest, descriptors: number) {
    this.#engine = engine
    this.#descriptors = descriptors
  }

  static async begin(engine: EngineUnderTest): Promise<Traces> {
    return new Traces(engine, await descriptors())
  }

  /** Remembers what is there now. @returns the ids of its containers. */
  async note(): Promise<string[]> {
    const { containers } = await belongings(this.#engine)
    for (const id of containers) this.#containers.add(id)
    return containers
  }

  /** Waits until there is no container, network, volume, mount, process or descriptor of it. */
  async expectNone(): Promise<void> {
    expect(this.#containers.size).toBeGreaterThan(0)
    await until(async () => (await belongings(this.#engine)).count === 0, 'nothing left')
    await until(async () => (await tracesOf(this.#containers)).length === 0, 'no trace left')
    await until(async () => (await descriptors()) <= this.#descriptors + 2, 'descriptors closed')
  }
}
