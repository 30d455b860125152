import { readdir, readFile } from 'node:fs/promises'
import {
  controlGroupOf,
  processorSecondsOf,
} from '../sandbox-server/drivers/docker-engine/control-group.ts'

/** Of a second: what the kernel counts processor time of a process in (USER_HZ, proc(5)). */
const TICKS = 100

/** Places of utime, stime, cutime and cstime behind the name of the program (proc_pid_stat(5)). */
const [FIRST, LAST] = [11, 15]

const ENGINE = /^(dockerd|containerd|containerd-shim.*)$/
const CONTAINER_ID = /[0-9a-f]{64}/

/** Processor time of a process and of all that it has started and waited for, in seconds. */
export async function ofProcess(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = fields.slice(FIRST, LAST).reduce((sum, field) => sum + Number(field), 0)
  return ticks / TICKS
}

/** Processor time of all that is or was in a container, in seconds. @param pid of its first process. */
export async function ofContainer(pid: number, id: string): Promise<number> {
  const group = await controlGroupOf(pid, id, 'cpuacct')
  if (!group) throw new Error('The control groups of this machine cannot be read.')
  return processorSecondsOf(group)
}

/** Processor time of the engine of this machine, without what runs in containers, in seconds. */
export async function ofEngine(): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const seconds = await Promise.all(
    pids.map(async (pid) => ((await isEngine(pid)) ? ofProcess(pid) : 0)),
  )
  return seconds.reduce((sum, each) => sum + each, 0)
}

async function isEngine(pid: number): Promise<boolean> {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')
  // The engines of sandboxes are in containers.
  return ENGINE.test((await read('comm')).trim()) && !CONTAINER_ID.test(await read('cgroup'))
}
