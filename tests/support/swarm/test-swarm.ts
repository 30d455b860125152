import { chown, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findEngine } from '../../../sandbox-server/engines/find-engine.ts'
import { until } from '../reader.ts'
import { EngineData } from './engine-data.ts'
import { nameOfRun, removeLeftovers, STORE } from './leftovers.ts'
import { TestMachine } from './machine.ts'
import { importProgramsImages, SERVER_USER } from './programs-image.ts'
import { run } from './run.ts'
import { Switch } from './switch.ts'

/** Where managers listen; Docker's own port. */
const MANAGER_PORT = 2377

/** A node that has not been heard of for three of these is down; by default it is 5 s. Nanoseconds. */
const HEARTBEAT = 1e9

export interface TestSwarmOptions {
  readonly nodes: number
  /** How many of them are managers, counted from the first. */
  readonly managers?: number
  /** Names of images of this machine's engine, which each node then has. */
  readonly images?: readonly string[]
}

/** What `docker node ls` says of a node. */
export interface NodeRow {
  readonly name: string
  readonly id: string
  readonly state: string
  readonly availability: string
}

/** A Docker Swarm of machines that are made of namespaces of this one. Needs root. */
export class TestSwarm implements AsyncDisposable {
  readonly nodes: TestMachine[] = []
  readonly #run = nameOfRun()
  readonly #made = new AsyncDisposableStack()
  readonly #network: Switch
  readonly #data: EngineData | undefined

  private constructor(network: Switch, data: EngineData | undefined) {
    this.#network = this.#made.use(network)
    this.#data = data
    this.#made.defer(() => rm(this.folder, { recursive: true, force: true }))
  }

  /** @throws where a machine does not start; nothing is left then. */
  static async start({ nodes, managers = 1, images = [] }: TestSwarmOptions): Promise<TestSwarm> {
    await removeLeftovers()
    const { docker } = await findEngine(process.env)
    const data = images.length > 0 ? await EngineData.of(STORE, images, docker) : undefined
    const swarm = new TestSwarm(await Switch.make(), data)
    try {
      await swarm.#makeFolders()
      await swarm.#start(nodes, managers)
      return swarm
    } catch (error) {
      await swarm[Symbol.asyncDispose]()
      throw error
    }
  }

  /** The first node, which manages the others. */
  get manager(): TestMachine {
    return this.nodes[0] as TestMachine
  }

  /** Adds a machine, as a host does who needs more. */
  async join(role: 'worker' | 'manager' = 'worker'): Promise<TestMachine> {
    const machine = await this.#machine()
    const { JoinTokens } = (await this.manager.docker.swarmInspect()) as JoinInfo
    await machine.docker.swarmJoin({
      ListenAddr: `0.0.0.0:${MANAGER_PORT}`,
      AdvertiseAddr: machine.address,
      RemoteAddrs: [`${this.manager.address}:${MANAGER_PORT}`],
      JoinToken: JoinTokens[role === 'worker' ? 'Worker' : 'Manager'],
    })
    return machine
  }

  /** Runs a command of Docker's client on the manager. @returns what it printed. */
  async command(words: readonly string[], at = this.manager): Promise<string> {
    return run(['docker', '--host', `unix://${at.socketPath}`, ...words])
  }

  async rows(at = this.manager): Promise<NodeRow[]> {
    const listed = (await at.docker.listNodes()) as ListedNode[]
    return listed.map(({ ID, Description, Status, Spec }) => ({
      name: Description.Hostname,
      id: ID,
      state: Status.State,
      availability: Spec.Availability,
    }))
  }

  /** Waits until the manager says that a node is `ready` or `down`. */
  async untilState(machine: TestMachine, state: string, at = this.manager): Promise<void> {
    const isSo = async () =>
      (await this.rows(at)).some((row) => row.name === machine.name && row.state === state)
    await until(isSo, `${machine.name} being ${state}`)
  }

  /** @returns a port of this machine's loopback that leads to a port of the first node that has it. */
  reach(port: number, nodes: readonly TestMachine[] = this.nodes): Promise<number> {
    const addresses = nodes.map(({ address }) => address)
    return this.#network.reach(addresses, port)
  }

  /** Of this run; it is removed at the end. */
  get folder(): string {
    return join(STORE, this.#run)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#made.disposeAsync()
  }

  async #makeFolders(): Promise<void> {
    const shared = join(this.folder, 'shared')
    await mkdir(shared, { recursive: true, mode: 0o755 })
    await chown(shared, SERVER_USER, SERVER_USER)
  }

  async #start(nodes: number, managers: number): Promise<void> {
    const first = await this.#machine()
    await first.docker.swarmInit({
      ListenAddr: `0.0.0.0:${MANAGER_PORT}`,
      AdvertiseAddr: first.address,
      Spec: { Dispatcher: { HeartbeatPeriod: HEARTBEAT } },
    })
    while (this.nodes.length < nodes) {
      await this.join(this.nodes.length < managers ? 'manager' : 'worker')
    }
    for (const machine of this.nodes) await this.untilState(machine, 'ready')
  }

  /** A machine that is on, and in no Swarm yet. */
  async #machine(): Promise<TestMachine> {
    const number = this.nodes.length + 1
    const name = `node-${number}`
    const home = join(this.folder, name)
    const options = { name, run: this.#run, home, network: this.#network, number }
    const machine = this.#made.use(await TestMachine.make(options))
    if (this.#data) {
      if (!(await this.#data.isThere())) await this.#data.make(machine)
      await this.#data.copyTo(machine.data)
    }
    await machine.start()
    await importProgramsImages(machine.docker)
    this.nodes.push(machine)
    return machine
  }
}

/** Of what the engine answers, of which dockerode knows no types. */
interface JoinInfo {
  readonly JoinTokens: { readonly Worker: string; readonly Manager: string }
}

interface ListedNode {
  readonly ID: string
  readonly Description: { readonly Hostname: string }
  readonly Status: { readonly State: string }
  readonly Spec: { readonly Availability: string }
}
