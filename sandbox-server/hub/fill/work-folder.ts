import { glob, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'

const PREFIX = 'filling-'

/** @returns a new folder of the hub's, for an image on its way into the registry. */
export function makeWorkFolder(directory: string): Promise<string> {
  return mkdtemp(join(directory, PREFIX))
}

/** Removes all of them, those of a fill that was killed, too. */
export async function removeWorkFolders(directory: string): Promise<void> {
  for await (const name of glob(`${PREFIX}*`, { cwd: directory })) {
    await rm(join(directory, name), { recursive: true, force: true })
  }
}
