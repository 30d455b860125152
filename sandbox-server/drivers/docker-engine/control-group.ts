import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A folder of the kernel's control groups, and which of the two versions it belongs to. */
export interface ControlGroup {
  readonly version: 1 | 2
  readonly folder: string
}

export interface FindControlGroup {
  /** Text of `/proc/<pid>/cgroup` of a process of the container (cgroups(7)). */
  readonly memberships: string
  /** Text of `/proc/self/mountinfo` (proc(5)). */
  readonly mounts: string
  /** By its name in version 1; version 2 has one tree for all. */
  readonly controller: 'freezer' | 'cpuacct' | 'memory'
  readonly containerId: string
}

/**
 * The control group of a container as this process sees it.
 * @returns undefined where this process sees none: the tree is not mounted here, or only in part.
 */
export function findControlGroup(search: FindControlGroup): ControlGroup | undefined {
  const members = search.memberships.split('\n').map(readMembership)
  const mounts = search.mounts.split('\n').flatMap(readMount)
  const { controller, containerId } = search
  const first = members.find(({ controllers }) => controllers.includes(controller))
  if (first) {
    const mount = mounts.find(
      ({ type, options }) => type === 'cgroup' && options.includes(controller),
    )
    return place(1, mount, first.path, containerId)
  }
  const unified = members.find(({ id }) => id === '0')
  const mount = mounts.find(({ type }) => type === 'cgroup2')
  return unified && place(2, mount, unified.path, containerId)
}

/** Reads a container's group from the files of this machine. @returns undefined as above. */
export async function controlGroupOf(
  pid: number,
  containerId: string,
  controller: FindControlGroup['controller'],
): Promise<ControlGroup | undefined> {
  try {
    const memberships = await readFile(`/proc/${pid}/cgroup`, 'utf8')
    const mounts = await readFile('/proc/self/mountinfo', 'utf8')
    return findControlGroup({ memberships, mounts, controller, containerId })
  } catch {
    return undefined
  }
}

/**
 * Time on processors of all that is or was in a group, in seconds.
 * @param group of the controller `cpuacct`.
 * @throws when the group has gone, or counts nothing.
 */
export async function processorSecondsOf({ version, folder }: ControlGroup): Promise<number> {
  const file = join(folder, version === 1 ? 'cpuacct.usage' : 'cpu.stat')
  const text = await readFile(file, 'utf8')
  const seconds =
    version === 1 ? Number(text) / 1e9 : Number(/^usage_usec (\d+)$/m.exec(text)?.[1]) / 1e6
  // A sandbox has always used something.
  if (seconds > 0) return seconds
  throw new Error(`the kernel says nothing in ${file}`)
}

interface Membership {
  readonly id: string
  readonly controllers: readonly string[]
  readonly path: string
}

function readMembership(line: string): Membership {
  const [, id = '', controllers = '', path = ''] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? []
  return { id, controllers: controllers.split(','), path }
}

interface Mount {
  /** The part of the tree that is mounted. */
  readonly root: string
  readonly point: string
  readonly type: string
  readonly options: readonly string[]
}

function readMount(line: string): Mount[] {
  const [before = '', after = ''] = line.split(' - ')
  const [, , , root, point] = before.split(' ')
  const [type, , options] = after.split(' ')
  if (!root || !point || !type) return []
  return [
    {
      root: unescapeOctal(root),
      point: unescapeOctal(point),
      type,
      options: options?.split(',') ?? [],
    },
  ]
}

/** A space and the like are written as three octal digits. */
function unescapeOctal(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}

function place(
  version: 1 | 2,
  mount: Mount | undefined,
  path: string,
  containerId: string,
): ControlGroup | undefined {
  const root = mount?.root === '/' ? '' : mount?.root
  // A way up leads out of what this process sees (cgroup_namespaces(7)).
  if (mount === undefined || !path.startsWith(`${root}/`) || path.includes('/..')) return undefined
  const names = path.slice(root?.length).split('/')
  // A process of the container may have moved to a group within the container's.
  const own = names.findIndex((name) => name.includes(containerId))
  if (own < 0) return undefined
  return { version, folder: join(mount.point, ...names.slice(0, own + 1)) }
}
