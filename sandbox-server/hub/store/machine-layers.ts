import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { type Clock, systemClock } from '../../common/clock.ts'
import { Stream } from '../../common/stream.ts'
import type { SandboxDriver } from '../../drivers/driver.ts'
import type { SandboxHub } from '../../sandboxes/sandbox.ts'
import type { DeploymentKey } from '../../sandboxes/ssh/deployment-key.ts'
import type { HubContents } from '../prepare.ts'
import { ensureLayerStore, findLayerStore, forgetLayerStore } from './layer-store.ts'

/** Each pulls every image from the one registry of the server. */
const FILLED_AT_ONCE = 3

/** Before a machine whose store could not be filled is tried again, in milliseconds. */
const AGAIN_MILLISECONDS = 60_000

/** One of several machines, as its layer store is filled. */
export interface StoreMachine {
  readonly id: string
  /** Makes the sandbox that fills the store. */
  readonly driver: SandboxDriver
  /** The sandbox image of that machine. */
  readonly sandboxImage: string
}

export interface MachineLayersOptions {
  /** The hub's folder. */
  readonly directory: string
  readonly key: DeploymentKey
  readonly hub: SandboxHub
  /** What the stores are to have; undefined while that is not there yet. */
  readonly contents: { readonly value: HubContents | undefined }
  /** Images that a new sandbox lists, as `alpine:latest`. */
  readonly listed: readonly string[]
  /** Those that are there and take readers. */
  readonly machines: () => readonly StoreMachine[]
  readonly clock?: Clock | undefined
  readonly onFault: (error: unknown) => void
}

interface Store {
  name: string | undefined
  /** What it was filled with last. */
  contents: HubContents | undefined
  work: Promise<void> | undefined
}

/**
 * The layer stores of several machines: each has its own, since it is a volume of the machine's
 * engine. It is filled there, while readers pull what they need.
 */
export class MachineLayers implements AsyncDisposable {
  readonly #options: MachineLayersOptions
  readonly #clock: Clock
  readonly #stores = new Map<string, Store>()
  readonly #changes = new Stream<string>()
  readonly #gate = pLimit(FILLED_AT_ONCE)
  readonly #stopping = new AbortController()
  #cancelRetry: (() => void) | undefined

  constructor(options: MachineLayersOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Error('The server is stopping.'))
    this.#cancelRetry?.()
    await Promise.all([...this.#stores.values()].map(({ work }) => work))
  }

  /** @returns the store for a sandbox that starts there now. */
  on(machine: string): string | undefined {
    return this.#stores.get(machine)?.name
  }

  watch(listener: (machine: string) => void): () => void {
    return this.#changes.subscribe(listener)
  }

  /** Fills what is missing. Called whenever the machines, or what the hub has, may have changed. */
  look(): void {
    const { contents, machines } = this.#options
    const { value } = contents
    if (value === undefined || this.#stopping.signal.aborted) return
    for (const machine of machines()) {
      const store = this.#storeOf(machine.id)
      if (store.work || store.contents === value) continue
      store.work = this.#work(machine, store, value).finally(() => {
        store.work = undefined
      })
    }
  }

  /** Fills another one, since that of the machine has nothing in it any more. Never rejects. */
  async renew(machine: string): Promise<void> {
    const store = this.#storeOf(machine)
    if (store.work || store.name === undefined) return
    this.#set(machine, store, undefined)
    await forgetLayerStore(this.#folderOf(machine))
    store.contents = undefined
    this.look()
    await store.work
  }

  async #work(machine: StoreMachine, store: Store, contents: HubContents): Promise<void> {
    const { signal } = this.#stopping
    try {
      const { key, hub, listed } = this.#options
      const { id, driver, sandboxImage } = machine
      const directory = this.#folderOf(id)
      await mkdir(directory, { recursive: true, mode: 0o700 })
      const wanted = { ...contents, directory, driver, listed, sandboxImage }
      const found = await findLayerStore(wanted)
      if (found !== undefined) this.#set(id, store, found)
      const filled = await this.#gate(() => ensureLayerStore({ ...wanted, key, hub, signal }))
      this.#set(id, store, filled)
      store.contents = contents
    } catch (error) {
      if (signal.aborted) return
      this.#options.onFault(error)
      this.#cancelRetry ??= this.#clock.after(AGAIN_MILLISECONDS, () => {
        this.#cancelRetry = undefined
        this.look()
      })
    }
  }

  #set(machine: string, store: Store, name: string | undefined): void {
    if (store.name === name) return
    store.name = name
    this.#changes.emit(machine)
  }

  #storeOf(machine: string): Store {
    const store = this.#stores.get(machine) ?? {
      name: undefined,
      contents: undefined,
      work: undefined,
    }
    this.#stores.set(machine, store)
    return store
  }

  /** An id is what the machine says: no part of a path. */
  #folderOf(machine: string): string {
    const hash = createHash('sha256').update(machine).digest('hex').slice(0, 16)
    return join(this.#options.directory, 'machines', hash)
  }
}
