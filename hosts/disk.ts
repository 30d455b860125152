import { rename, rm } from 'node:fs/promises'
import { type RunProgramOptions, runProgram } from './run-program.ts'

export interface DiskWish {
  /** What it holds: a folder, with owners and attributes. */
  readonly tree: string
  /** A sparse file, which takes no more than it holds. */
  readonly path: string
  readonly gibibytes: number
}

/** Makes a disk with a file system that holds what a folder holds; nothing is mounted for that. */
export async function makeDisk(wish: DiskWish, options: RunProgramOptions): Promise<void> {
  const made = `${wish.path}.new`
  try {
    await runProgram(
      [
        ...['mke2fs', '-q', '-t', 'ext4', '-E', 'root_owner=0:0', '-d', wish.tree],
        ...[made, `${wish.gibibytes}G`],
      ],
      options,
    )
    await rename(made, wish.path)
  } finally {
    await rm(made, { force: true })
  }
}
