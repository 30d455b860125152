import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { askRegistry, drop, type RegistryAddress } from './registry-address.ts'
import { HostTools, type HubTools, type ToolProcess } from './tools.ts'

/** Longest path of a Unix socket, in bytes (unix(7)). */
const MAXIMUM_SOCKET_PATH = 107

const READY_MILLISECONDS = 10_000
const ASK_AGAIN_MILLISECONDS = 20
const STOP_MILLISECONDS = 3000

/** Of what it says, what an error shows, in characters. */
const LAST_WORDS_LENGTH = 1000

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
  readonly tools?: HubTools | undefined
  /** Told when it ended by itself. */
  readonly onFault: (error: unknown) => void
}

/** CNCF distribution, started by this server, watched, and started again. */
export class RegistryProcess implements AsyncDisposable {
  readonly address: RegistryAddress
  readonly storage: string
  readonly #options: RegistryOptions
  readonly #tools: HubTools
  readonly #settings: string
  readonly #stopping = new AbortController()
  #process: ToolProcess | undefined
  #starts = 0
  #watching: Promise<void> | undefined

  /** One that is not started yet. */
  constructor(options: RegistryOptions) {
    this.#options = options
    this.#tools = options.tools ?? new HostTools()
    const directory = resolve(options.directory)
    this.#settings = join(directory, `${options.name}.json`)
    this.storage = join(directory, 'storage')
    this.address = { socketPath: join(directory, `${options.name}.sock`) }
  }

  /**
   * Starts a registry and waits until it answers.
   * @throws with a sentence that says what to install where there is none.
   */
  static async start(options: RegistryOptions): Promise<RegistryProcess> {
    const registry = new RegistryProcess(options)
    try {
      await registry.launch()
      await registry.ready()
    } catch (error) {
      await registry[Symbol.asyncDispose]()
      throw error
    }
    return registry
  }

  /**
   * Starts it, and again whenever it ends, without waiting for its answer: one with an upstream may
   * come up later, or go and come.
   * @throws with a sentence that says what to install where there is no such program.
   */
  async launch(): Promise<void> {
    await this.#prepare()
    const serving = await this.#serve()
    this.#process = serving
    this.#watching = this.#watch(serving)
    // To install it can take so long that nobody wants it any more.
    if (!this.#stopping.signal.aborted) return
    serving.kill('SIGKILL')
    await this.#watching
  }

  /** How often it was started. */
  get starts(): number {
    return this.#starts
  }

  /** Ends it as a crash would. */
  kill(): void {
    this.#process?.kill('SIGKILL')
  }

  /** Waits until the registry answers. @throws when it does not in time, or was never started. */
  async ready(): Promise<void> {
    const deadline = Date.now() + READY_MILLISECONDS
    for (;;) {
      this.#stopping.signal.throwIfAborted()
      if (this.#process === undefined) throw new Error('The registry was not started yet.')
      try {
        drop(await askRegistry(this.address, { method: 'GET', path: '/v2/' }))
        return
      } catch (cause) {
        if (Date.now() > deadline) {
          throw new Error(`The registry does not answer; its settings are ${this.#settings}.`, {
            cause,
          })
        }
      }
      await delay(ASK_AGAIN_MILLISECONDS)
    }
  }

  /** Removes the blobs that no manifest names. Nothing may be written meanwhile. */
  async collectGarbage(): Promise<void> {
    const collection = await this.#start('garbage-collect')
    collection.stdout.resume()
    const said = text(collection.stderr)
    const status = await collection.ended
    if (status !== 0) throw new Error(`Collecting garbage ended with ${status}. ${await said}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Error('The hub is stopping.'))
    const serving = this.#process
    const force = setTimeout(() => serving?.kill('SIGKILL'), STOP_MILLISECONDS)
    serving?.kill('SIGTERM')
    await this.#watching
    clearTimeout(force)
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

  async #serve(): Promise<ToolProcess> {
    await rm(this.address.socketPath, { force: true })
    this.#starts += 1
    return this.#start('serve')
  }

  #start(task: 'serve' | 'garbage-collect'): Promise<ToolProcess> {
    return this.#tools.start({
      tool: 'docker-registry',
      words: [task, this.#settings],
      directory: this.#options.directory,
      network: this.#options.upstream !== undefined,
    })
  }

  async #watch(first: ToolProcess): Promise<void> {
    let failures = 0
    let serving = first
    for (;;) {
      const started = Date.now()
      this.#process = serving
      const said = lastWords(serving)
      const status = await serving.ended
      if (this.#stopping.signal.aborted) return
      this.#options.onFault(new Error(`The registry ended (${status}) and starts again. ${said()}`))
      failures = Date.now() - started > STEADY_MILLISECONDS ? 0 : failures + 1
      const pause = RESTART_PAUSES[Math.min(failures, RESTART_PAUSES.length) - 1] ?? 0
      await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => {})
      if (this.#stopping.signal.aborted) return
      serving = await this.#serve().catch(failedStart)
    }
  }
}

/** @returns how to get the last of what it wrote to standard error. */
function lastWords({ stdout, stderr }: ToolProcess): () => string {
  let said = ''
  stdout.resume()
  stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-LAST_WORDS_LENGTH)
  })
  return () => said.trim()
}

/** A start that failed is a process that ended at once. */
function failedStart(error: Error): ToolProcess {
  const nothing = () => Readable.from([])
  return {
    stdout: nothing(),
    stderr: nothing(),
    ended: Promise.resolve(error.message),
    kill: () => {},
  }
}
