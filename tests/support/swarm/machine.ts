import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { systemEnvironment } from '../../../sandbox-server/common/debian-packages.ts'
import { engineClient } from '../../../sandbox-server/engines/engine-client.ts'
import { ask } from '../../../sandbox-server/engines/find-engine.ts'
import { until } from '../reader.ts'
import { ControlGroups } from './control-groups.ts'
import type { Plug, Switch } from './switch.ts'

const PROGRAM = join(import.meta.dirname, 'machine.sh')

export interface MachineOptions {
  /** Its host name, and that of its control groups with `run` before it. */
  readonly name: string
  /** A name that no other run of these tests has. */
  readonly run: string
  /** A folder of its own, on a disk. Whoever hands it in removes it. */
  readonly home: string
  readonly network: Switch
  readonly number: number
}

/**
 * A machine with a Docker engine: namespaces and control groups of its own, and the programs of this
 * machine. What its engine has is kept from one start to the next.
 */
export class TestMachine implements AsyncDisposable {
  readonly name: string
  readonly socketPath: string
  readonly docker: Docker
  readonly #options: MachineOptions
  readonly #groups: ControlGroups
  readonly #plug: Plug
  #process: ChildProcess | undefined
  #cable = ''

  private constructor(options: MachineOptions, groups: ControlGroups, docker: Docker) {
    this.name = options.name
    this.#options = options
    this.#groups = groups
    this.#plug = options.network.plug(options.number)
    this.socketPath = socketOf(options.home)
    this.docker = docker
  }

  /** A machine that is off. */
  static async make(options: MachineOptions): Promise<TestMachine> {
    await mkdir(options.home, { recursive: true })
    const groups = await ControlGroups.make(`${options.run}-${options.name}`)
    const docker = await engineClient({ kind: 'socket', path: socketOf(options.home) })
    return new TestMachine(options, groups, docker)
  }

  get address(): string {
    return this.#plug.address
  }

  /** Where the engine keeps what it has. */
  get data(): string {
    return join(this.#options.home, 'data')
  }

  /** Switches it on. @throws with the last lines of its log when the engine does not answer. */
  async start(): Promise<void> {
    const { home, name, network } = this.#options
    await using log = await open(this.#log, 'w', 0o600)
    const { prefix, gateway } = this.#plug
    const words = ['enter', home, name, prefix, gateway, ...this.#groups.folders]
    // It ends with us, even where we are killed.
    const machine = spawn('setpriv', ['--pdeathsig', 'KILL', 'sh', PROGRAM, ...words], {
      // In a group of its own: Ctrl+C is for us, who clean up.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      // Nothing of a proxy: there is nothing outside for these engines.
      env: { PATH: systemEnvironment()['PATH'] },
    })
    this.#process = machine
    try {
      await once(machine, 'spawn')
      this.#cable = await network.connect(machine.pid as number)
      await until(async () => {
        if (machine.exitCode !== null) throw new Error(`it ended with ${machine.exitCode}`)
        return (await ask({ kind: 'socket', path: this.socketPath })).docker !== undefined
      }, 'the engine')
    } catch (error) {
      throw new Error(`${name} did not start: ${await this.#said()}`, { cause: error })
    }
  }

  /** Pulls the plug: every process of it ends at once, with no goodbye. */
  async kill(): Promise<void> {
    const machine = this.#process
    if (!machine) return
    this.#process = undefined
    const closed = once(machine, 'close')
    // Its first process, and with that all others, are killed by the kernel (pid_namespaces(7)).
    machine.kill('SIGKILL')
    await this.#groups.thaw()
    await closed
    await this.#groups.untilEmpty()
  }

  /** Has the engine end in its own time, with its containers, and switches the machine off. */
  async stop(): Promise<void> {
    const machine = this.#process
    if (!machine) return
    this.#process = undefined
    const closed = once(machine, 'close')
    const { pid } = machine
    const [first] = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ')
    process.kill(Number(first), 'SIGTERM')
    await closed
    await this.#groups.untilEmpty()
  }

  /** Pulls its network cable. */
  cut(): Promise<void> {
    return this.#options.network.cut(this.#cable)
  }

  mend(): Promise<void> {
    return this.#options.network.mend(this.#cable)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    await this.#groups.remove()
  }

  get #log(): string {
    return join(this.#options.home, 'machine.log')
  }

  async #said(): Promise<string> {
    const lines = (await readFile(this.#log, 'utf8')).trim().split('\n')
    return lines.slice(-3).join('\n')
  }
}

/** Of the folder that is `/run` in there. */
function socketOf(home: string): string {
  return join(home, 'run/docker.sock')
}
