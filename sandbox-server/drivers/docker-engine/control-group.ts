import { glob, readFile } from 'node:fs/promises'
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

/** More folders above a container's group were never seen: a slice or two of systemd. */
const MOST_HIDDEN = 4

/**
 * The control group of a container as this process sees it. Where this process is in a control group
 * namespace of its own and has the whole tree mounted, the kernel does not say how some folders above
 * the group are called (cgroup_namespaces(7)): each is a `*` in the path.
 * @returns undefined where this process sees none: the tree is not mounted here, or only in part.
 */
export function findControlGroup(search: FindControlGroup): ControlGroup | undefined {
  const members = search.memberships.split('\n').map(readMembership)
  const mounts = search.mounts.split('\n').flatMap(readMount)
  const { controller, containerId } = search
  const first = members.find(({ controllers }) => controllers.includes(controller))
  const member = first ?? members.find(({ id }) => id === '0')
  if (!member) return undefined
  const version = first ? 1 : 2
  const ofTree = mounts.filter(({ type, options }) =>
    version === 1 ? type === 'cgroup' && options.includes(controller) : type === 'cgroup2',
  )
  // A container has its own part of the tree mounted, and may have the whole tree beside it.
  for (const mount of ofTree) {
    const group = place(version, mount, member.path, containerId)
    if (group) return group
  }
  return undefined
}

/**
 * Reads a container's group from the files of this machine. @returns undefined as above.
 * @param proc where the `/proc` of the machine is, whose processes the engine names.
 */
export async function controlGroupOf(
  pid: number,
  containerId: string,
  controller: FindControlGroup['controller'],
  proc = '/proc',
): Promise<ControlGroup | undefined> {
  try {
    const memberships = await readFile(`${proc}/${pid}/cgroup`, 'utf8')
    const mounts = await readFile('/proc/self/mountinfo', 'utf8')
    const group = findControlGroup({ memberships, mounts, controller, containerId })
    return group && (await withWholePath(group))
  } catch {
    return undefined
  }
}

/** @returns the one folder that a path with `*` means; undefined where there is none. */
export async function withWholePath(group: ControlGroup): Promise<ControlGroup | undefined> {
  if (!group.folder.includes('*')) return group
  // The path ends with the container's id, which no other group has.
  for await (const folder of glob(group.folder)) return { ...group, folder }
  return undefined
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
  mount: Mount,
  path: string,
  containerId: string,
): ControlGroup | undefined {
  const root = mount.root === '/' ? '' : mount.root
  const names = namesBelow(root, path)
  // A process of the container may have moved to a group within the container's.
  const own = names.findIndex((name) => name.includes(containerId))
  if (own < 0) return undefined
  return { version, folder: join(mount.point, ...names.slice(0, own + 1)) }
}

/** @returns the folders from the root of a mount to a group, `*` for one unknown; empty where it leads elsewhere. */
function namesBelow(root: string, path: string): readonly string[] {
  const split = (text: string) => text.split('/').filter(Boolean)
  if (path.startsWith(`${root}/`)) {
    const names = split(path.slice(root.length))
    // A way up leads out of what is mounted.
    return names.includes('..') ? [] : names
  }
  const [above, names] = [split(root), split(path)]
  const down = names.filter((name) => name !== '..')
  // Both begin at the root of this process's namespace, and the mount's is further up.
  const hidden = above.length - (names.length - down.length)
  if (above.some((name) => name !== '..') || hidden <= 0 || hidden > MOST_HIDDEN) return []
  return [...Array<string>(hidden).fill('*'), ...down]
}
