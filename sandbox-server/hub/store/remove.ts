import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { assertNotFilling } from '../fill/fill-lock.ts'
import { hubDirectory } from '../hub.ts'

/** The hub's folder and files: all that begins with its name. */
const OF_THE_HUB = /^hub(-|$)/

/**
 * Removes what the hub keeps in a state directory. No server of it may run.
 * @returns the paths that are gone now.
 * @throws while it is being filled.
 */
export async function removeHubFiles(stateDirectory: string): Promise<string[]> {
  assertNotFilling(hubDirectory(stateDirectory))
  const names = await readdir(stateDirectory)
  const paths = names
    .filter((name) => OF_THE_HUB.test(name))
    .map((name) => join(stateDirectory, name))
  for (const path of paths) await rm(path, { recursive: true })
  return paths
}
