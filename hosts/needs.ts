import { mkdir, readFile, statfs } from 'node:fs/promises'
import { installDebianPackages } from '../sandbox-server/common/debian-packages.ts'
import { HostsError } from './hosts-error.ts'

/** Programs of this machine, and Debian's packages that have them. */
const PROGRAMS: readonly (readonly [program: string, packages: readonly string[]])[] = [
  ['qemu-system-x86_64', ['qemu-system-x86']],
  ['mmdebstrap', ['mmdebstrap']],
  ['mke2fs', ['e2fsprogs']],
  ['git', ['git']],
]

/** A system takes 2 GiB while it is made and 2 GiB then, and a machine writes to its disks. */
const DISK_GIBIBYTES = 12
/** What this machine needs besides the virtual one, in MiB. */
const SPARE_MEBIBYTES = 1024

/** What is asked of the machine that the tests run on. */
export interface Facts {
  readonly platform: string
  readonly architecture: string
  readonly isRoot: boolean
  readonly freeDiskGibibytes: number
  readonly availableMebibytes: number
}

/** @returns a sentence where this machine cannot run that many MiB of another; else undefined. */
export function whyNot(facts: Facts, mebibytes: number): string | undefined {
  if (facts.platform !== 'linux' || facts.architecture !== 'x64') {
    return 'Virtual machines get the programs of this machine: run this on Linux on x86-64.'
  }
  if (!facts.isRoot) {
    return 'A root file system can be made by root only: use sudo.'
  }
  if (facts.freeDiskGibibytes < DISK_GIBIBYTES) {
    return `Disks of virtual machines need ${DISK_GIBIBYTES} GiB, and ${facts.freeDiskGibibytes.toFixed(1)} GiB are free: name another folder with --cache FOLDER.`
  }
  if (facts.availableMebibytes < mebibytes + SPARE_MEBIBYTES) {
    return `A virtual machine of ${mebibytes} MiB needs ${mebibytes + SPARE_MEBIBYTES} MiB of memory, and ${Math.floor(facts.availableMebibytes)} MiB are free: stop what uses it, or name a smaller case.`
  }
  return undefined
}

/** @param directory of the disks. @throws {HostsError} with what is missing here. */
export async function seeToNeeds(directory: string, mebibytes: number): Promise<void> {
  await mkdir(directory, { recursive: true })
  const disk = await statfs(directory)
  const memory = await readFile('/proc/meminfo', 'utf8').catch(() => '')
  const facts = {
    platform: process.platform,
    architecture: process.arch,
    isRoot: process.getuid?.() === 0,
    freeDiskGibibytes: (disk.bavail * disk.bsize) / 2 ** 30,
    availableMebibytes: Number(/^MemAvailable:\s+(\d+) kB$/m.exec(memory)?.[1] ?? 0) / 1024,
  }
  const reason = whyNot(facts, mebibytes)
  if (reason !== undefined) throw new HostsError(reason)
  for (const [program, packages] of PROGRAMS) {
    const advice = `Virtual machines need ${program}: install the package ${packages.join(' and ')}.`
    const isThere = await installDebianPackages(program, packages).catch((cause: unknown) => {
      throw new HostsError(advice, { cause })
    })
    if (!isThere) throw new HostsError(advice)
  }
}
