import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { installDebianPackages, isOnPath } from '../debian-packages.ts'
import { askRegistry, drop, type RegistryAddress } from './registry-address.ts'

/** Names of CNCF distribution's program: Debian's, and its own. */
const PROGRAMS = ['docker-registry', 'registry']

/** Longest path of a Unix socket, in bytes (unix(7)). */
const MAXIMUM_SOCKET_PATH = 107

const READY_MILLISECONDS = 10_000
const ASK_AGAIN_MILLISECONDS = 20
const STOP_MILLISECONDS = 3000

/** Pauses before the restarts of a registry that ends at once, in milliseconds; then the last. */
const RESTART_PAUSES = [0, 250, 1000, 5000]
/** One that ran this long starts again without a pause, in milliseconds. */
const STEADY_MILLISECONDS = 10_000

export interface RegistryOptions {
  /** What it keeps is in the folder's `storage`; several may share that. */
  readonly directory: string
  /** Tells its settings and its socket from those of another in the folder. */
  readonly name: string
  /** A registry whose images it hands on and keeps. */
  readonly upstream?: string | undefined
  /** Told when it ended by itself. */
  readonly onFault: (error: unknown) => void
}

/** CNCF distribution, started as a process of this server, watched, and started again. */
export class RegistryProcess implements AsyncDisposable {
  readonly address: RegistryAddress
  readonly storage: string
  readonly #options: RegistryOptions
  readonly #program: string
  readonly #settings: string
  readonly #command: readonly string[]
  readonly #stopping = new AbortController()
  #child: ChildProcess | undefined
  #watching: Promise<void> | undefined

  private constructor(options: RegistryOptions, program: string, command: readonly string[]) {
    this.#options = options
    this.#program = program
    this.#command = command
    this.#settings = join(options.directory, `${options.name}.json`)
    this.storage = join(options.directory, 'storage')
    this.address = { socketPath: join(options.directory, `${options.name}.sock`) }
  }

  /**
   * Starts a registry and waits until it answers.
   * @throws with a sentence that says what to install where there is none.
   */
  static async start(options: RegistryOptions): Promise<RegistryProcess> {
    const registry = await RegistryProcess.launch(options)
    try {
      await registry.ready()
    } catch (error) {
      await registry[Symbol.asyncDispose]()
      throw error
    }
    return registry
  }

  /** Starts a registry that may come up later, or go and come: one with an upstream does. */
  static async launch(options: RegistryOptions): Promise<RegistryProcess> {
    const program = await findProgram()
    // The kernel ends the registry with this server, however that ends.
    const guard = (await isOnPath('setpriv')) ? ['setpriv', '--pdeathsig', 'KILL', '--'] : []
    const registry = new RegistryProcess(options, program, [...guard, program])
    await registry.#prepare()
    registry.#watching = registry.#watch()
    return registry
  }

  /** The process that runs now; tests kill it. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Waits until the registry answers. @throws when it does not in time. */
  async ready(): Promise<void> {
    const deadline = Date.now() + READY_MILLISECONDS
    for (;;) {
      this.#stopping.signal.throwIfAborted()
      try {
        drop(await askRegistry(this.address, { method: 'GET', path: '/v2/' }))
        return
      } catch (cause) {
        if (Date.now() > deadline) {
          throw new Error(`${this.#program} does not answer; its settings are ${this.#settings}.`, {
            cause,
          })
        }
      }
      await delay(ASK_AGAIN_MILLISECONDS)
    }
  }

  /** Removes the blobs that no manifest names. Nothing may be written meanwhile. */
  async collectGarbage(): Promise<void> {
    const [file = '', ...words] = this.#command
    const child = spawn(file, [...words, 'garbage-collect', this.#settings], { stdio: 'ignore' })
    const status = await ended(child)
    if (status !== 0) throw new Error(`${this.#program} garbage-collect ended with ${status}.`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Error('The hub is stopping.'))
    const child = this.#child
    if (child) {
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS)
      child.kill('SIGTERM')
      await this.#watching
      clearTimeout(force)
    }
    await rm(this.address.socketPath, { force: true })
  }

  async #prepare(): Promise<void> {
    const { directory, upstream } = this.#options
    if (Buffer.byteLength(this.address.socketPath) > MAXIMUM_SOCKET_PATH) {
      throw new Error(
        `${directory} is too long a path for a socket. Choose a shorter STATE_DIRECTORY.`,
      )
    }
    await mkdir(this.storage, { recursive: true, mode: 0o700 })
    await writeFile(this.#settings, JSON.stringify(this.#configuration(upstream), undefined, 2))
  }

  /** YAML takes JSON (distribution, "Configuring a registry"). */
  #configuration(upstream: string | undefined) {
    return {
      version: 0.1,
      log: { level: 'error', accesslog: { disabled: true } },
      storage: {
        // No cache: after a collection it would still know what is gone.
        filesystem: { rootdirectory: this.storage },
        delete: { enabled: true },
        maintenance: { uploadpurging: { enabled: false } },
      },
      http: {
        net: 'unix',
        addr: this.address.socketPath,
        relativeurls: true,
        // Signs the state of an upload, which goes on after a restart.
        secret: 'this registry has one client, on a socket of its own',
      },
      ...(upstream !== undefined && { proxy: { remoteurl: upstream } }),
    }
  }

  async #watch(): Promise<void> {
    let failures = 0
    while (!this.#stopping.signal.aborted) {
      await rm(this.address.socketPath, { force: true })
      const started = Date.now()
      const [file = '', ...words] = this.#command
      const child = spawn(file, [...words, 'serve', this.#settings], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      this.#child = child
      let said = ''
      child.stderr?.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-1000)
      })
      const status = await ended(child)
      if (this.#stopping.signal.aborted) return
      this.#options.onFault(
        new Error(`${this.#program} ended (${status}) and starts again. ${said.trim()}`),
      )
      failures = Date.now() - started > STEADY_MILLISECONDS ? 0 : failures + 1
      const pause = RESTART_PAUSES[Math.min(failures, RESTART_PAUSES.length) - 1] ?? 0
      await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => {})
    }
  }
}

async function findProgram(): Promise<string> {
  for (const program of PROGRAMS) if (await isOnPath(program)) return program
  if (await installDebianPackages('docker-registry', ['docker-registry'])) return 'docker-registry'
  throw new Error('The hub needs CNCF distribution. Install it: apt install docker-registry.')
}

/** @returns the exit status, the signal's name, or why there was no process at all. */
function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (status, signal) => resolve(signal ?? status ?? 'unknown'))
  })
}
