import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, type TransformCallback } from 'node:stream'
import { isBeingFilled } from '../fill/fill-lock.ts'
import type { RegistryProcess } from '../store/registry-process.ts'
import { RegistryError } from './registry-error.ts'
import { WriteGate } from './write-gate.ts'

/** A push of which nothing was heard for this long was given up, in milliseconds. */
const ABANDONED_MILLISECONDS = 10 * 60_000
/** How often it is tried to remove what nobody needs, while others push, in milliseconds. */
const COLLECT_AGAIN_MILLISECONDS = 60_000

const MIB = 1024 * 1024

/** What a request that writes takes on the disk beside its content: a folder or two. */
const REQUEST_BYTES = 4096

interface Push {
  /** Received from this sandbox, pushes that failed included. */
  bytes: number
  /** When something last came that no manifest names yet; in milliseconds since 1970. */
  unfinishedSince: number | undefined
}

export interface PushesOptions {
  readonly registry: RegistryProcess
  /** The hub's folder. */
  readonly directory: string
  /** Bytes that one sandbox may push in all. */
  readonly limitBytes: number
  readonly onFault: (error: unknown) => void
}

/** The repositories of the readers: where they are, how much each may hold, and their end. */
export class Pushes implements AsyncDisposable {
  readonly #options: PushesOptions
  readonly #gate = new WriteGate()
  readonly #pushes = new Map<string, Push>()
  #timer: NodeJS.Timeout | undefined
  #collecting: Promise<void> | undefined
  #closed = false

  constructor(options: PushesOptions) {
    this.#options = options
  }

  /** What the names of a sandbox's repositories begin with in the registry. */
  static prefix(sandbox: string): string {
    return `session/${sandbox}/`
  }

  /**
   * Waits while garbage is collected. @returns how to leave, by disposing it.
   * @throws {RegistryError} when the sandbox has pushed as much as it may.
   */
  async write(sandbox: string): Promise<Disposable> {
    const push = this.#of(sandbox)
    push.bytes += REQUEST_BYTES
    if (push.bytes > this.#options.limitBytes) throw overLimit(this.#options.limitBytes)
    push.unfinishedSince = Date.now()
    return this.#gate.enter()
  }

  /** A manifest names all that was pushed. */
  finished(sandbox: string): void {
    this.#of(sandbox).unfinishedSince = undefined
  }

  /** Counts what passes. Fails with Docker's `denied` once it is more than the sandbox may push. */
  meter(sandbox: string): Transform {
    const push = this.#of(sandbox)
    const { limitBytes } = this.#options
    return new Transform({
      transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
        push.bytes += chunk.length
        push.unfinishedSince = Date.now()
        if (push.bytes <= limitBytes) done(null, chunk)
        else done(overLimit(limitBytes))
      },
    })
  }

  /** Removes all that a sandbox pushed: its repositories now, their blobs when nobody pushes. */
  async forget(sandbox: string): Promise<void> {
    if (!this.#pushes.delete(sandbox)) return
    await rm(this.#directory(Pushes.prefix(sandbox)), { recursive: true, force: true })
    this.#collectSoon(0)
  }

  /**
   * Removes what sandboxes of an earlier server pushed, but not of those that live on; what they may
   * push is counted anew.
   */
  async forgetOthers(living: ReadonlySet<string>): Promise<void> {
    const pushed = await readdir(this.#directory('session')).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return []
        throw error
      },
    )
    // Of each there is an entry from now on, by which it is forgotten in its time.
    for (const sandbox of pushed) this.#of(sandbox)
    const over = pushed.filter((sandbox) => !living.has(sandbox))
    await Promise.all(over.map((sandbox) => this.forget(sandbox)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#collecting
  }

  #of(sandbox: string): Push {
    const push = this.#pushes.get(sandbox) ?? { bytes: 0, unfinishedSince: undefined }
    this.#pushes.set(sandbox, push)
    return push
  }

  #directory(repository: string): string {
    return join(this.#options.registry.storage, 'docker/registry/v2/repositories', repository)
  }

  #collectSoon(milliseconds: number): void {
    if (this.#closed || this.#timer) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#collecting = this.#collect()
        .catch(this.#options.onFault)
        .finally(() => {
          this.#collecting = undefined
        })
    }, milliseconds)
    this.#timer.unref()
  }

  /** A layer whose manifest is yet to come would be taken for garbage: whoever pushes ends first. */
  async #collect(): Promise<void> {
    const done =
      !this.#anyUnfinished() &&
      !isBeingFilled(this.#options.directory) &&
      (await this.#gate.tryAlone(() => this.#options.registry.collectGarbage()))
    if (!done) this.#collectSoon(COLLECT_AGAIN_MILLISECONDS)
  }

  #anyUnfinished(): boolean {
    const abandoned = Date.now() - ABANDONED_MILLISECONDS
    return [...this.#pushes.values()].some(
      ({ unfinishedSince }) => unfinishedSince !== undefined && unfinishedSince > abandoned,
    )
  }
}

function overLimit(limitBytes: number): RegistryError {
  const limit = Math.floor(limitBytes / MIB)
  return new RegistryError('overLimit', {
    message: `this sandbox may push ${limit} MiB in all, and that is more`,
  })
}
