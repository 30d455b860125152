import { readFile, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { MachineRoom } from '../driver.ts'
import type { ControlGroup } from './control-group.ts'

const KIB = 1024

/** Reads a file of the kernel. @throws where there is none. */
export type ReadText = (path: string) => Promise<string>

const readText: ReadText = (path) => readFile(path, 'utf8')

export interface LocalRoom {
  /** The control group of the memory of any sandbox; undefined while there is none. */
  readonly sandbox: ControlGroup | undefined
  /** Where the engine keeps its data; undefined where this process cannot know. */
  readonly dataRoot: string | undefined
  /** Where the `/proc` of the machine is. */
  readonly proc?: string | undefined
  readonly read?: ReadText
}

/**
 * What sandboxes may still take of this machine: of its memory (`MemAvailable` of proc_meminfo(5)),
 * or of the closest limit of a control group that they are in together.
 * @throws where the kernel does not say.
 */
export async function localRoom(options: LocalRoom): Promise<MachineRoom> {
  const { sandbox, dataRoot, proc = '/proc', read = readText } = options
  const [machine, groups, stalled, disk] = await Promise.all([
    read(`${proc}/meminfo`).then(parseMemoryInfo),
    sandbox ? limitsAround(sandbox, read) : [],
    read(`${proc}/pressure/memory`).then(parseStall, () => 0),
    dataRoot === undefined ? undefined : freeBytes(dataRoot),
  ])
  const bounds = [machine, ...groups]
  return {
    memoryBytes: Math.min(...bounds.map(({ memoryBytes }) => memoryBytes)),
    availableBytes: Math.min(...bounds.map(({ availableBytes }) => availableBytes)),
    stalled,
    diskBytes: disk,
  }
}

interface Bound {
  readonly memoryBytes: number
  readonly availableBytes: number
}

/** @param text of `/proc/meminfo`. @throws where it lacks what every kernel since 3.14 says. */
export function parseMemoryInfo(text: string): Bound {
  const bytes = (name: string) => {
    const found = new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(text)?.[1]
    if (found === undefined) throw new Error(`/proc/meminfo does not say ${name}.`)
    return Number(found) * KIB
  }
  return { memoryBytes: bytes('MemTotal'), availableBytes: bytes('MemAvailable') }
}

/**
 * @param text of `/proc/pressure/memory` (docs.kernel.org/accounting/psi.html).
 * @returns the part of the last ten seconds in which everything that was to run waited for memory.
 */
export function parseStall(text: string): number {
  return Number(/^full avg10=(\d+\.\d+)/m.exec(text)?.[1] ?? 0) / 100
}

/** Memory that a control group uses and the kernel cannot drop at once, in bytes. */
export async function memoryUsedBy(
  group: ControlGroup,
  read: ReadText = readText,
): Promise<number> {
  const { usage, inactive } = FILES[group.version]
  const [used, statistics] = await Promise.all([
    read(join(group.folder, usage)),
    read(join(group.folder, 'memory.stat')),
  ])
  const cached = new RegExp(`^${inactive} (\\d+)$`, 'm').exec(statistics)?.[1] ?? 0
  const bytes = Number(used) - Number(cached)
  if (!Number.isFinite(bytes)) throw new Error(`the kernel says nothing in ${usage}`)
  return Math.max(0, bytes)
}

const FILES = {
  1: {
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
    inactive: 'total_inactive_file',
  },
  2: { limit: 'memory.max', usage: 'memory.current', inactive: 'inactive_file' },
} as const

/** The limits of the groups around a sandbox, as far up as this process sees. */
async function limitsAround({ version, folder }: ControlGroup, read: ReadText): Promise<Bound[]> {
  const bounds: Bound[] = []
  for (let around = dirname(folder); around !== dirname(around); around = dirname(around)) {
    const limit = await read(join(around, FILES[version].limit)).catch(() => undefined)
    // Above the topmost group there are no such files; nor has that of version 2 a limit.
    if (limit === undefined) break
    const memoryBytes = limit.trim() === 'max' ? Infinity : Number(limit)
    // Version 1 writes the largest number that there is where it has no limit.
    if (!Number.isSafeInteger(memoryBytes)) continue
    try {
      const used = await memoryUsedBy({ version, folder: around }, read)
      bounds.push({ memoryBytes, availableBytes: Math.max(0, memoryBytes - used) })
    } catch {
      // It went away while it was read: the last sandbox in it has ended.
    }
  }
  return bounds
}

/** Free for whoever is not root, as a container is for the quota of the disk. */
async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch {
    return undefined
  }
}
