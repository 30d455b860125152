import { access, constants, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type ControlGroup, controlGroupOf } from './control-group.ts'

/** How long the kernel may take to freeze every process, in milliseconds. */
const FREEZE_MILLISECONDS = 10_000
const LOOK_AGAIN_MILLISECONDS = 2

/** After so many looks the group is thawed and frozen anew: version 1 can get stuck half-way. */
const LOOKS_BEFORE_ANEW = 50

/**
 * Freezes the processes of a container by a write to its control group: 1 ms, where the engine and
 * its runtime take 100 and start a program. The engine is not told, so to the engine the container
 * runs; it cannot run a program in the container meanwhile.
 */
export class Freezer {
  readonly #group: ControlGroup

  /** @param group of the controller `freezer`. */
  constructor(group: ControlGroup) {
    this.#group = group
  }

  /**
   * @param proc where the `/proc` of the machine is.
   * @returns undefined where this process may not freeze that container.
   */
  static async find(pid: number, containerId: string, proc?: string): Promise<Freezer | undefined> {
    const group = await controlGroupOf(pid, containerId, 'freezer', proc)
    if (!group) return undefined
    const freezer = new Freezer(group)
    try {
      await access(freezer.#switch, constants.R_OK | constants.W_OK)
      return freezer
    } catch {
      return undefined
    }
  }

  /**
   * Resolves when every process stands still.
   * @throws when one does not in time; then all of them go on.
   */
  async freeze(milliseconds = FREEZE_MILLISECONDS): Promise<void> {
    const deadline = performance.now() + milliseconds
    for (let looks = 0; ; looks++) {
      if (looks % LOOKS_BEFORE_ANEW === LOOKS_BEFORE_ANEW - 1) await this.thaw()
      // Version 1 freezes what a process has started meanwhile when it is told again.
      await writeFile(this.#switch, this.#group.version === 1 ? 'FROZEN' : '1')
      if (await this.#standsStill()) return
      if (performance.now() > deadline) break
      await delay(LOOK_AGAIN_MILLISECONDS)
    }
    await this.thaw()
    throw new Error(`a process of it still ran after ${milliseconds / 1000} s`)
  }

  /** Lets every process go on; at once, also when none was frozen. */
  async thaw(): Promise<void> {
    await writeFile(this.#switch, this.#group.version === 1 ? 'THAWED' : '0')
  }

  /** Whether it was told to freeze, by whomever, even if a process is yet to stand still. */
  async isFrozen(): Promise<boolean> {
    const said = (await readFile(this.#switch, 'utf8')).trim()
    return this.#group.version === 1 ? said !== 'THAWED' : said === '1'
  }

  get #switch(): string {
    return join(this.#group.folder, this.#group.version === 1 ? 'freezer.state' : 'cgroup.freeze')
  }

  async #standsStill(): Promise<boolean> {
    if (this.#group.version === 1) {
      return (await readFile(this.#switch, 'utf8')).trim() === 'FROZEN'
    }
    return /^frozen 1$/m.test(await readFile(join(this.#group.folder, 'cgroup.events'), 'utf8'))
  }
}
