import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '../reader.ts'

/** What a group of version 1 must be told before a process may enter it. */
const CPUSET_FILES = ['cpuset.cpus', 'cpuset.mems']

/** Control groups of one name, one in each hierarchy of version 1 of this machine (cgroups(7)). */
export class ControlGroups {
  /** A folder of each. */
  readonly folders: readonly string[]
  readonly #hierarchies: readonly string[]

  private constructor(hierarchies: readonly string[], name: string) {
    this.#hierarchies = hierarchies
    this.folders = hierarchies.map((hierarchy) => join(hierarchy, name))
  }

  /** @throws where this machine has no control groups of version 1. */
  static async make(name: string): Promise<ControlGroups> {
    const hierarchies = await hierarchiesOfVersion1()
    if (hierarchies.length === 0) {
      throw new Error(
        'The test Swarm was written for control groups of version 1, and this machine has none: boot it with systemd.unified_cgroup_hierarchy=0, or run these tests on another.',
      )
    }
    const groups = new ControlGroups(hierarchies, name)
    for (const folder of groups.folders) await mkdir(folder, { recursive: true })
    await groups.#fillCpuset()
    return groups
  }

  /** Lets all frozen processes go on: of version 1, SIGKILL does not end a frozen one. */
  async thaw(): Promise<void> {
    for (const folder of await this.#all()) {
      // A group may go while we look.
      await writeFile(join(folder, 'freezer.state'), 'THAWED', { flag: 'r+' }).catch(() => {})
    }
  }

  /** Waits until no process is left in them. */
  async untilEmpty(): Promise<void> {
    await until(
      async () => (await this.#processes()) === '',
      'the end of all processes of a machine',
    )
  }

  async remove(): Promise<void> {
    for (const folder of (await this.#all()).reverse()) {
      await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
    }
  }

  async #fillCpuset(): Promise<void> {
    for (const [index, hierarchy] of this.#hierarchies.entries()) {
      for (const name of CPUSET_FILES) {
        const value = await readFile(join(hierarchy, name), 'utf8').catch(() => undefined)
        if (value !== undefined) await writeFile(join(this.folders[index] as string, name), value)
      }
    }
  }

  /** The groups and all groups in them, each before those in it. */
  async #all(): Promise<string[]> {
    const below = await Promise.all(this.folders.map(groupsBelow))
    return below.flat()
  }

  async #processes(): Promise<string> {
    const texts = await Promise.all(
      (await this.#all()).map((folder) =>
        readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => ''),
      ),
    )
    return texts.join('')
  }
}

async function groupsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined)
  if (!entries) return []
  const folders = entries.filter((entry) => entry.isDirectory())
  const below = await Promise.all(folders.map(({ name }) => groupsBelow(join(folder, name))))
  return [folder, ...below.flat()]
}

async function hierarchiesOfVersion1(): Promise<string[]> {
  const lines = (await readFile('/proc/self/mounts', 'utf8')).split('\n')
  return lines.flatMap((line) => {
    const [, path, type] = line.split(' ')
    return path && type === 'cgroup' ? [path] : []
  })
}
