import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { stringify } from 'yaml'
import { SANDBOX_LABEL } from '../../../sandbox-server/drivers/docker-engine/labels.ts'
import { until } from '../reader.ts'
import type { TestMachine } from './machine.ts'
import { PROJECT_FOLDER, PROJECT_ON_MACHINE, SERVER_IMAGE } from './programs-image.ts'

import { run } from './run.ts'
import type { TestSwarm } from './test-swarm.ts'

const PROJECT = join(import.meta.dirname, '../../..')
const NAME = 'docker-blitz'

/** The server's port in its container, and on the machine that it runs on. */
const PORT = 8000

/** A folder that all machines have, as of a file server (machine.sh). */
const SHARED_FOLDER = '/mnt/shared'

/** What every task of ours has, since its image has no program. */
const VOLUMES = [
  { type: 'bind', source: '/usr', target: '/usr', read_only: true },
  { type: 'bind', source: PROJECT_ON_MACHINE, target: PROJECT_FOLDER, read_only: true },
]

/** What differs from `stack.yaml`; Docker's client puts the one over the other. */
function differences(origin: string, environment: Readonly<Record<string, string>>): object {
  return {
    version: '3.8',
    services: {
      server: {
        volumes: VOLUMES,
        environment: { PUBLIC_ORIGINS: origin, ...environment },
        // There is no Caddy here.
        ports: [{ target: PORT, published: PORT, mode: 'host' }],
      },
      node: { volumes: VOLUMES, environment },
    },
    // As docs/machines.md has it for a server that may move.
    volumes: { state: { driver_opts: { type: 'none', o: 'bind', device: SHARED_FOLDER } } },
  }
}

/** Settings of a host, small for a machine that has three nodes. */
const SETTINGS = {
  HUB: 'off',
  METRICS: 'all',
  PREPARED_SANDBOXES: '0',
  WARM_SANDBOXES: '0',
  WARM_SANDBOXES_MAXIMUM: '0',
}

/** Docker Blitz on a test Swarm: by the project's own `npm run swarm`, and its own `stack.yaml`. */
export class TestStack {
  readonly swarm: TestSwarm
  readonly #environment: Readonly<Record<string, string>>
  #address = ''

  private constructor(swarm: TestSwarm, environment: Readonly<Record<string, string>>) {
    this.swarm = swarm
    this.#environment = environment
  }

  /** Deploys it, and waits until the server takes readers. @param environment settings that differ. */
  static async deploy(
    swarm: TestSwarm,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<TestStack> {
    const stack = new TestStack(swarm, { ...SETTINGS, ...environment })
    await stack.program('init')
    await stack.deploy()
    return stack
  }

  /** What a reader opens. */
  get address(): string {
    return this.#address
  }

  /** `docker stack deploy`, the first time or again. */
  async deploy(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const { swarm } = this
    this.#address ||= `http://127.0.0.1:${await swarm.reach(PORT)}`
    const own = { ...this.#environment, ...environment }
    const path = join(swarm.folder, 'differences.yaml')
    await writeFile(path, stringify(differences(this.#address, own)))
    await run(
      [
        ...['docker', '--host', `unix://${swarm.manager.socketPath}`, 'stack', 'deploy'],
        ...['--resolve-image', 'never', '--compose-file', join(PROJECT, 'stack.yaml')],
        // Not each kernel has what an encrypted network needs (ESP).
        ...['--compose-file', join(PROJECT, 'deploy/stack.unencrypted.yaml')],
        ...['--compose-file', path, NAME],
      ],
      { SERVER_IMAGE, CADDY_REPLICAS: '0' },
    )
  }

  /** Runs `npm run swarm` on the manager. @returns what it printed. */
  program(...words: string[]): Promise<string> {
    return run(['node', join(PROJECT, 'tools/swarm.ts'), ...words], {
      DOCKER_HOST: `unix://${this.swarm.manager.socketPath}`,
      SERVER_IMAGE,
    })
  }

  /** Waits until exactly these machines stand so for the server: `active`, `drained`, `away`, `lost`. */
  async untilMachines(state: string, names: readonly string[], milliseconds?: number) {
    const isSo = async () => String(await this.machines(state)) === String(names)
    await until(isSo, `the machines that are ${state} to be ${names}`, milliseconds)
  }

  /** Has new readers go to these machines alone, by pausing the others; and waits until it is so. */
  async takeReadersOn(machines: readonly TestMachine[]): Promise<void> {
    const { swarm } = this
    const rows = await swarm.rows()
    for (const { name, availability } of rows) {
      const wanted = machines.some((machine) => machine.name === name) ? 'active' : 'pause'
      if (availability === wanted) continue
      await swarm.command(['node', 'update', '--availability', wanted, name])
    }
    await this.untilMachines(
      'active',
      machines.map(({ name }) => name),
    )
  }

  /** Names of the machines that stand so for the server, as its metrics tell. */
  async machines(state: string): Promise<string[]> {
    const answer = await fetch(`${this.address}/metrics`).catch(() => undefined)
    const lines = ((await answer?.text().catch(() => '')) ?? '').split('\n')
    return lines
      .filter((line) => line.startsWith('blitz_node_state{') && line.endsWith(' 1'))
      .filter((line) => line.includes(`state="${state}"`))
      .flatMap((line) => /node="([^"]*)"/.exec(line)?.[1] ?? [])
      .sort()
  }

  /** The sandboxes that a machine's engine has, by their ids. */
  async sandboxesOn(machine: TestMachine): Promise<string[]> {
    const filters = { label: [SANDBOX_LABEL] }
    const containers = await machine.docker.listContainers({ all: true, filters })
    return containers.flatMap(({ Labels }) => Labels[SANDBOX_LABEL] ?? [])
  }

  /** The container of a task that runs on a machine, if one does. */
  async task(service: string, machine: TestMachine): Promise<Docker.Container | undefined> {
    const filters = { label: [`com.docker.swarm.service.name=${NAME}_${service}`] }
    const [found] = await machine.docker.listContainers({ filters })
    return found && machine.docker.getContainer(found.Id)
  }
}
