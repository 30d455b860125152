import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { DriverError } from '../sandbox-server/drivers/driver.ts'

/** Of the machine's processors. */
const PART = 1 / 4

/** The kernel hands the quota out anew after this time, in microseconds. */
const PERIOD = 100_000

export interface ProcessorQuota extends AsyncDisposable {
  /** Processors' worth of time, for all that is in the group. */
  readonly cpus: number
  /** The name by which an engine puts a container into the group, too. */
  readonly cgroupParent: string
  /** Removes containers that a run which was interrupted has left in the group. */
  removeContainers(docker: Docker): Promise<void>
}

/**
 * Puts this process, and all that it starts, into a control group that has a quarter of the
 * machine's processor time. Disposing it lets this process out again and removes the group.
 * @throws {DriverError} with one sentence, where there can be no such group.
 */
export async function enterProcessorQuota(): Promise<ProcessorQuota> {
  if (process.getuid?.() !== 0) {
    throw new DriverError('--slow sets a quota on processor time, and only root may: use sudo.')
  }
  const mounts = await controlGroups()
  const processor = mounts.find(({ controllers }) => controllers.includes('cpu'))
  if (!processor) {
    throw new DriverError(
      '--slow needs the control group of processor time, and there is none in /proc/mounts.',
    )
  }
  const name = `docker-blitz-slow-${process.pid}`
  const cpus = availableParallelism() * PART
  const group = join(processor.path, name)
  // A group of version 2 that hands its quota on to others may hold no process itself.
  const own = join(group, 'tests')
  try {
    await mkdir(own, { recursive: true })
    await setQuota(processor, group, Math.round(cpus * PERIOD))
    await writeFile(join(own, 'cgroup.procs'), `${process.pid}`)
  } catch (error) {
    await removeGroups(mounts, name)
    throw new DriverError(
      `--slow cannot set a quota on processor time: ${(error as Error).message}`,
      { cause: error },
    )
  }
  return {
    cpus,
    cgroupParent: `/${name}`,
    async removeContainers(docker) {
      const groups = (await readdir(group, { withFileTypes: true })).filter((one) =>
        one.isDirectory(),
      )
      for (const { name: id } of groups) {
        // One of them is our own.
        await docker
          .getContainer(id)
          .remove({ force: true, v: true })
          .catch(() => {})
      }
    },
    async [Symbol.asyncDispose]() {
      for (const pid of (await readFile(join(own, 'cgroup.procs'), 'utf8')).split('\n')) {
        // What was started here and goes on, goes on without the quota. It may end in the moment.
        if (pid) await writeFile(join(processor.path, 'cgroup.procs'), pid).catch(() => {})
      }
      await removeGroups(mounts, name)
    },
  }
}

/** @throws {DriverError} where containers of this engine cannot be put into a group by its path. */
export async function expectGroupsByPath(docker: Docker): Promise<void> {
  const { CgroupDriver } = await docker.info()
  if (CgroupDriver === 'cgroupfs') return
  throw new DriverError(
    `--slow needs an engine with the cgroup driver cgroupfs, and this one has ${CgroupDriver}: start one with dockerd --exec-opt native.cgroupdriver=cgroupfs.`,
  )
}

interface Mount {
  readonly path: string
  readonly version: 1 | 2
  readonly controllers: readonly string[]
}

/** Where control groups are, of either version; some machines have both (cgroups(7)). */
async function controlGroups(): Promise<Mount[]> {
  const lines = (await readFile('/proc/mounts', 'utf8')).split('\n')
  const mounts: Mount[] = []
  for (const line of lines) {
    const [, path = '', type, options = ''] = line.split(' ')
    if (type === 'cgroup') mounts.push({ path, version: 1, controllers: options.split(',') })
    if (type !== 'cgroup2') continue
    const controllers = await readFile(join(path, 'cgroup.controllers'), 'utf8').catch(() => '')
    mounts.push({ path, version: 2, controllers: controllers.trim().split(' ') })
  }
  return mounts
}

async function setQuota({ path, version }: Mount, group: string, quota: number): Promise<void> {
  if (version === 1) {
    await writeFile(join(group, 'cpu.cfs_period_us'), `${PERIOD}`)
    await writeFile(join(group, 'cpu.cfs_quota_us'), `${quota}`)
    return
  }
  await writeFile(join(path, 'cgroup.subtree_control'), '+cpu')
  await writeFile(join(group, 'cpu.max'), `${quota} ${PERIOD}`)
}

/** An engine makes the group in every hierarchy, and leaves it when its containers have gone. */
async function removeGroups(mounts: readonly Mount[], name: string): Promise<void> {
  for (const { path } of mounts) await removeTree(join(path, name)).catch(() => {})
}

/** What is in such a folder belongs to the kernel, and goes with it. */
async function removeTree(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeTree(join(path, entry.name))
  }
  await rmdir(path)
}
