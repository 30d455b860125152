import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ControlGroups } from './control-groups.ts'

/** On a disk, which `/tmp` need not be. */
export const STORE = '/var/tmp/docker-blitz-swarm'

/** The folder of a machine, in that of its run. */
const NODE = /^node-\d+$/

const RUN = /^blitz-swarm-(\d+)-/

/** @returns a name that no other run has, and that says which process it is of. */
export function nameOfRun(): string {
  return `blitz-swarm-${process.pid}-${Date.now().toString(36)}`
}

/**
 * Removes what runs that were killed have left: folders and control groups. Their processes and
 * mounts went with them.
 */
export async function removeLeftovers(): Promise<void> {
  await mkdir(STORE, { recursive: true, mode: 0o700 })
  for (const name of await readdir(STORE)) {
    const [, pid] = RUN.exec(name) ?? []
    if (pid === undefined || (await isAlive(pid))) continue
    const folder = join(STORE, name)
    for (const machine of (await readdir(folder)).filter((each) => NODE.test(each))) {
      const groups = await ControlGroups.make(`${name}-${machine}`)
      await groups.thaw()
      await groups.untilEmpty()
      await groups.remove()
    }
    await rm(folder, { recursive: true, force: true })
  }
}

async function isAlive(pid: string): Promise<boolean> {
  return readFile(`/proc/${pid}/stat`).then(
    () => true,
    () => false,
  )
}
