import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../tests/support/free-port.ts'
import { patient } from '../tests/support/patience.ts'
import { PATIENCE_VARIABLE } from '../tools/patience.ts'
import { HostsError } from './hosts-error.ts'
import type { MachineWish } from './machine-wish.ts'
import { hasKvm, qemuWords } from './qemu-words.ts'
import type { USER } from './recipe.ts'
import type { RootDisk } from './root-disk.ts'
import { Login, type Outcome } from './ssh.ts'

/** The ports of the machine that are reached from here: SSH, and the site. */
const SSH_PORT = 22
export const SITE_PORT = 8000

/** A machine that neither answers nor writes to its console for so long hangs. */
const SILENT_MILLISECONDS = 15 * 60_000
const LOOK_MILLISECONDS = 1000

/**
 * What is slowest in emulation, and most of what is waited for: a program of Node that loads many
 * files. The time is that of a machine of today, in milliseconds.
 */
const PROGRAM = 'npm --version'
const USUAL_PROGRAM_MILLISECONDS = 300
const MOST_PATIENCE = 120

/** How long one command may take on a machine of today, in seconds; a slow one gets longer. */
const COMMAND_SECONDS = 20

export interface MachineOptions {
  readonly wish: MachineWish
  readonly root: RootDisk
  /** Besides the root file system, in order. */
  readonly disks: readonly string[]
  /** What the machine writes to its console; kept. */
  readonly serialLog: string
  /** A folder of this run, for what the machine writes to its disks. */
  readonly work: string
  readonly signal: AbortSignal
}

export type User = 'root' | typeof USER

export interface RunOptions {
  readonly as?: User
  /** On a machine of today. */
  readonly seconds?: number
}

/** A virtual machine that runs, and whose users can log in. What it writes ends with it. */
export class Machine implements AsyncDisposable {
  /** The site in there, as it is reached from here. */
  readonly address: string
  readonly #qemu: ChildProcess
  readonly #options: MachineOptions
  readonly #sshPort: number
  readonly #logins = new Map<User, Login>()
  #complaint = ''

  private constructor(options: MachineOptions, qemu: ChildProcess, ports: [number, number]) {
    this.#options = options
    this.#qemu = qemu
    this.#sshPort = ports[0]
    this.address = `http://localhost:${ports[1]}`
    qemu.stderr?.on('data', (chunk: Buffer) => {
      this.#complaint = chunk.toString().trim().split('\n').at(-1) ?? ''
    })
  }

  /** Boots one. @throws {HostsError} where it does not come up. */
  static async boot(options: MachineOptions, tell: (detail: string) => void): Promise<Machine> {
    const { wish, root, disks, serialLog, work } = options
    const ports = [await freePort(), await freePort()] as [number, number]
    await mkdir(dirname(serialLog), { recursive: true })
    const words = qemuWords({
      ...wish,
      ...{ root, disks, serialLog, hasKvm: await hasKvm() },
      ports: new Map([
        [ports[0], SSH_PORT],
        [ports[1], SITE_PORT],
      ]),
    })
    // It ends with us, even where we are killed.
    const qemu = spawn('setpriv', ['--pdeathsig', 'TERM', 'nice', '-n', '15', ...words], {
      // In a group of its own: Ctrl+C is for us, who stop what runs in there first.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: work },
    })
    const machine = new Machine(options, qemu, ports)
    try {
      await machine.#measureStart(tell)
    } catch (error) {
      await machine[Symbol.asyncDispose]()
      throw error
    }
    return machine
  }

  /**
   * Runs a command to its end, whatever its status.
   * @throws {HostsError} where it takes too long, or the machine is gone.
   */
  async tryRun(command: string, { as = 'root', seconds }: RunOptions = {}): Promise<Outcome> {
    const login = await this.#login(as)
    const bound = patient((seconds ?? COMMAND_SECONDS) * 1000)
    const over = new AbortController()
    const tooLong = delay(bound, undefined, {
      signal: AbortSignal.any([over.signal, this.#options.signal]),
    }).then(() => {
      login[Symbol.dispose]()
      throw new HostsError(`${command}: not over after ${Math.round(bound / 1000)} s.`)
    })
    tooLong.catch(() => {})
    try {
      return await Promise.race([login.run(command), tooLong])
    } finally {
      over.abort()
    }
  }

  /** @returns what a command printed. @throws {HostsError} with its last words where it fails. */
  async run(command: string, options: RunOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.tryRun(command, options)
    if (status === 0) return stdout.trim()
    const said = (stderr.trim() || stdout.trim()).split('\n').slice(-3).join(' ')
    throw new HostsError(`${command}: status ${status}. ${said}`)
  }

  /** As the button does it: nothing in there is told. @returns when it is up again. */
  async reset(tell: (detail: string) => void): Promise<void> {
    const before = await this.run('cat /proc/sys/kernel/random/boot_id')
    // A moment later, so that the command itself is answered.
    await this.run("nohup sh -c 'sleep 1; echo b > /proc/sysrq-trigger' > /dev/null 2>&1 &")
    this.#dropLogins()
    await this.#untilUp(tell, async () => {
      return (await this.run('cat /proc/sys/kernel/random/boot_id')) !== before
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#dropLogins()
    if (this.#qemu.exitCode !== null || this.#qemu.signalCode !== null) return
    const ended = once(this.#qemu, 'exit')
    this.#qemu.kill('SIGTERM')
    await ended
  }

  /** Deadlines follow what is measured, since in emulation Node is up to 70 times as slow as elsewhere. */
  async #measureStart(tell: (detail: string) => void): Promise<void> {
    process.env[PATIENCE_VARIABLE] = String(MOST_PATIENCE)
    await this.#untilUp(tell, async () => true)
    tell('measuring how slow it is')
    const began = performance.now()
    await this.run(PROGRAM)
    const times = (performance.now() - began) / USUAL_PROGRAM_MILLISECONDS
    process.env[PATIENCE_VARIABLE] = String(Math.min(MOST_PATIENCE, Math.max(1, times)))
  }

  async #untilUp(tell: (detail: string) => void, question: () => Promise<boolean>): Promise<void> {
    let size = 0
    let heard = performance.now()
    for (;;) {
      this.#options.signal.throwIfAborted()
      if (this.#qemu.exitCode !== null) {
        throw new HostsError(`qemu ended: ${this.#complaint}`)
      }
      try {
        if (await question()) {
          await this.#login('root')
          return
        }
      } catch {
        // Nobody answers yet.
      }
      // One that was opened before a reboot answers nothing.
      this.#dropLogins()
      const now = await stat(this.#options.serialLog).then(
        (log) => log.size,
        () => 0,
      )
      if (now !== size) heard = performance.now()
      size = now
      tell(`${size} bytes of its console`)
      if (performance.now() - heard > SILENT_MILLISECONDS) {
        throw new HostsError(`The machine hangs: ${this.#options.serialLog} has its last words.`)
      }
      await delay(LOOK_MILLISECONDS, undefined, this.#options)
    }
  }

  #dropLogins(): void {
    for (const login of this.#logins.values()) login[Symbol.dispose]()
    this.#logins.clear()
  }

  async #login(user: User): Promise<Login> {
    const known = this.#logins.get(user)
    if (known && !known.isOver) return known
    const login = await Login.open(this.#sshPort, user, this.#options.root.privateKey)
    this.#logins.set(user, login)
    return login
  }
}
