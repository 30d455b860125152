import { readdir, readFile } from 'node:fs/promises'

const KIB = 1024

/**
 * Memory of a process and of all that it has started, in bytes: its own, and its share of what
 * several processes have (`Pss` of proc(5), `smaps_rollup`).
 */
export async function memoryOf(pid: number): Promise<number> {
  const parents = await readParents()
  const tree = [pid]
  for (const one of tree) {
    for (const [child, parent] of parents) if (parent === one) tree.push(child)
  }
  const shares = await Promise.all(tree.map(shareOf))
  return shares.reduce((sum, share) => sum + share, 0)
}

async function readParents(): Promise<Map<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
      return [pid, Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0)] as const
    }),
  )
  return new Map(parents)
}

/** Of the process alone, in bytes. */
export async function shareOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s*(\d+)/m.exec(rollup)?.[1] ?? 0) * KIB
}
