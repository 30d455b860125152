import type { NewSandbox } from '../node-protocol/messages.ts'
import { Stream } from '../sandbox-server/common/stream.ts'
import { DriverError, type SandboxHandle } from '../sandbox-server/drivers/driver.ts'
import type { NodeMachine } from './node-machine.ts'
import { RefusedError } from './refused-error.ts'

/** The sandboxes of one deployment on this machine, by their ids. */
export class ServedSandboxes {
  readonly #machine: NodeMachine
  readonly #deployment: string
  readonly #handles = new Map<string, SandboxHandle>()
  /** Ids of those that have stopped. */
  readonly lost = new Stream<string>()
  #isReleased = false

  constructor(machine: NodeMachine, deployment: string) {
    this.#machine = machine
    this.#deployment = deployment
  }

  /** @throws {DriverError} and {RefusedError} */
  async create(
    { course, limits, request }: NewSandbox,
    onRenewal: () => void,
    signal: AbortSignal,
  ): Promise<SandboxHandle> {
    const driver = this.driver(course, limits)
    return this.#keep(await driver.create({ ...request, onRenewal }, signal))
  }

  async list(): Promise<{ id: string; course: string }[]> {
    const { courses } = this.#machine.facts
    const lists = await Promise.all(
      courses.map(async ({ name: course }) => {
        const handles = await this.driver(course).list()
        return handles.map((handle) => ({ id: this.#keep(handle).id, course }))
      }),
    )
    return lists.flat()
  }

  /** @throws {DriverError} where there is no such sandbox. */
  async find(id: string): Promise<SandboxHandle> {
    // One that an earlier program made is known after a look.
    if (!this.#handles.has(id)) await this.list()
    const handle = this.#handles.get(id)
    if (handle === undefined) throw new DriverError('The sandbox is gone.')
    return handle
  }

  /** @returns undefined where it is gone, or was never there. */
  async findIfThere(id: string): Promise<SandboxHandle | undefined> {
    return this.find(id).catch(() => undefined)
  }

  driver(course: string, limits?: NewSandbox['limits']) {
    const driver = this.#machine.driver(this.#deployment, course, limits)
    if (driver) return driver
    throw new RefusedError(`This node has no course ${JSON.stringify(course)}.`)
  }

  /** Stops to watch them; they go on. */
  release(): void {
    this.#isReleased = true
    for (const handle of this.#handles.values()) handle.release()
    this.#handles.clear()
  }

  /** One that is known already is the one to go on with: it knows how it was paused. */
  #keep(handle: SandboxHandle): SandboxHandle {
    const known = this.#handles.get(handle.id)
    if (known) return known
    // The connection ended while the engine was asked: nobody would ever stop to watch it.
    if (this.#isReleased) return handle
    const { id } = handle
    this.#handles.set(id, handle)
    handle.lost.then(() => {
      if (this.#handles.get(id) !== handle) return
      this.#handles.delete(id)
      this.lost.emit(id)
    })
    return handle
  }
}
