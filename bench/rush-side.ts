import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type Docker from 'dockerode'
import { deploymentFilter } from '../sandbox-server/drivers/docker-engine/labels.ts'
import { until } from '../tests/support/reader.ts'
import type { ServerWish } from './our-server.ts'
import { memoryOf } from './process-memory.ts'
import { ofContainer, ofEngine, ofProcess } from './processor-seconds.ts'

/** What a process of readers is told. */
export interface RushOrder {
  readonly address: string
  readonly readers: number
  /** From the first who presses Run to the last. */
  readonly withinMilliseconds: number
  readonly command: string
  /** What shows that the command has come to what is measured. */
  readonly begins?: string
  /** What shows that the command has done its work. */
  readonly prints: string
  readonly patienceMilliseconds: number
}

/** What became of one reader, in milliseconds from Run on. */
export interface RushReader {
  readonly prompt?: number
  readonly begun?: number
  readonly printed?: number
  readonly failure?: string
}

const RUSH = {
  withinMilliseconds: 1000,
  command: 'docker container run --rm alpine echo hi',
  prints: 'hi\r\n',
  patienceMilliseconds: 900_000,
}

/** Longer than a sandbox takes to be frozen, and what it may use meanwhile where it is not. */
const SETTLE_MILLISECONDS = 3000
const QUIET_SECONDS = 0.15

/** For how long it is looked what sandboxes take that nobody uses. */
const IDLE_MILLISECONDS = 3000

/** One checkout of the project: this one, or an earlier commit. */
export interface Checkout {
  readonly root: string
}

/** The server of a checkout, and its readers. */
export class RushSide implements AsyncDisposable {
  readonly #docker: Docker
  readonly #checkout: Checkout
  readonly #server: ReturnType<typeof fork>
  readonly #address: string
  readonly #deployment: string

  private constructor(
    docker: Docker,
    checkout: Checkout,
    server: ReturnType<typeof fork>,
    said: { readonly address: string; readonly deployment: string },
  ) {
    this.#docker = docker
    this.#checkout = checkout
    this.#server = server
    this.#address = said.address
    this.#deployment = said.deployment
  }

  /** @throws where the server does not come up; its own words are on standard error. */
  static async start(
    docker: Docker,
    checkout: Checkout,
    live: ServerWish['live'],
  ): Promise<RushSide> {
    const server = run(checkout, 'server-process.ts', { live })
    const ended = once(server, 'exit').then(() => {
      throw new Error(`The server of ${checkout.root} has ended.`)
    })
    const [said] = await Promise.race([once(server, 'message'), ended])
    ended.catch(() => {})
    return new RushSide(docker, checkout, server, said)
  }

  /** Resolves when that many sandboxes are ready and none starts. */
  async hasReady(count: number, tell: (ready: number) => void): Promise<void> {
    await until(
      async () => {
        const text = await (await fetch(`${this.#address}/metrics`)).text()
        const level = (state: string) =>
          Number(new RegExp(`^blitz_sandboxes{state="${state}"} (\\d+)`, 'm').exec(text)?.[1] ?? 0)
        tell(level('ready'))
        await delay(500)
        return level('ready') >= count && level('starting') === 0
      },
      `${count} sandboxes that are ready`,
      (count + 1) * 20_000,
    )
  }

  /** Resolves when what starts have left to do is done, and those that can be are frozen. */
  async isQuiet(): Promise<void> {
    let before = await this.#used()
    await until(async () => {
      await delay(SETTLE_MILLISECONDS)
      const now = await this.#used()
      const isQuiet = now - before < QUIET_SECONDS * (await this.#sandboxes()).length
      before = now
      return isQuiet
    }, 'sandboxes that have nothing to do')
  }

  /** Lets that many readers press Run within a second. */
  async rush(readers: number, wish: Partial<RushOrder> = {}): Promise<readonly RushReader[]> {
    const order: RushOrder = { ...RUSH, ...wish, address: this.#address, readers }
    const process = run(this.#checkout, 'rush-readers.ts', order)
    const ended = once(process, 'exit').then(() => {
      throw new Error('The readers of the bench have ended.')
    })
    const [rush] = await Promise.race([once(process, 'message'), ended])
    ended.catch(() => {})
    return rush as readonly RushReader[]
  }

  /**
   * Lets a reader come for whom nothing is ready.
   * @returns the processor time until the prompt, in seconds: of the sandbox, the engine, the server.
   */
  async coldStart(): Promise<number> {
    const outside = async () => (await ofEngine()) + (await ofProcess(this.#server.pid as number))
    const before = new Set((await this.#sandboxes()).map(({ id }) => id))
    const begun = await outside()
    const [reader] = await this.rush(1, { command: 'true', prints: '' })
    if (reader?.failure !== undefined) throw new Error(reader.failure)
    const spent = (await outside()) - begun
    const made = (await this.#sandboxes()).filter(({ id }) => !before.has(id))
    const inside = await Promise.all(made.map(({ pid, id }) => ofContainer(pid, id)))
    return inside.reduce((sum, seconds) => sum + seconds, spent)
  }

  /** Of each sandbox, in MB: its own, and its share of what several have. */
  async memory(): Promise<readonly number[]> {
    const bytes: number[] = []
    for (const { pid } of await this.#sandboxes()) bytes.push((await memoryOf(pid)) / 1e6)
    return bytes
  }

  /** Of each sandbox: the part of a processor that it takes while nobody uses it, in percent. */
  async idleShare(): Promise<readonly number[]> {
    const sandboxes = await this.#sandboxes()
    const used = () => Promise.all(sandboxes.map(({ pid, id }) => ofContainer(pid, id)))
    const before = await used()
    await delay(IDLE_MILLISECONDS)
    const after = await used()
    return after.map((seconds, index) => {
      return ((seconds - (before[index] ?? 0)) / (IDLE_MILLISECONDS / 1000)) * 100
    })
  }

  /** Processor time of all sandboxes, in seconds. */
  async #used(): Promise<number> {
    const sandboxes = await this.#sandboxes()
    const each = await Promise.all(sandboxes.map(({ pid, id }) => ofContainer(pid, id)))
    return each.reduce((sum, seconds) => sum + seconds, 0)
  }

  async #sandboxes(): Promise<readonly { readonly id: string; readonly pid: number }[]> {
    const filters = deploymentFilter(this.#deployment)
    const containers = await this.#docker.listContainers({ filters })
    const inspected = containers.map(({ Id }) => this.#docker.getContainer(Id).inspect())
    return (await Promise.all(inspected)).map(({ Id, State }) => ({ id: Id, pid: State.Pid }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.connected) return
    const ended = once(this.#server, 'exit')
    this.#server.disconnect()
    await ended
  }
}

function run({ root }: Checkout, program: string, order: unknown): ReturnType<typeof fork> {
  return fork(join(root, 'bench', program), [JSON.stringify(order)], {
    cwd: root,
    // Each commit has the version of Node that it was made for.
    execPath: join(root, 'node_modules/node/bin/node'),
  })
}
