import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Keeps others out while the catalogue is filled: an image whose manifest is yet to come looks like
 * garbage to the server's collection.
 * @throws when another fill is under way.
 */
export async function lockForFilling(directory: string): Promise<AsyncDisposable> {
  const path = pathIn(directory)
  const mine = `${path}.${process.pid}`
  await writeFile(mine, String(process.pid))
  try {
    // Unlike a file that is written, a link is there at once or not at all.
    await link(mine, path).catch(async (error: NodeJS.ErrnoException) => {
      const holder = error.code === 'EEXIST' ? await holderOf(directory) : undefined
      if (holder !== undefined) {
        throw new Error(`The hub is being filled by the process ${holder}. Wait until it is done.`)
      }
      // Its process was killed.
      await rm(path, { force: true })
      await link(mine, path)
    })
  } finally {
    await rm(mine, { force: true })
  }
  return { [Symbol.asyncDispose]: () => rm(path, { force: true }) }
}

/** @returns the process that fills; undefined where none does, or it was killed. */
export async function holderOf(directory: string): Promise<number | undefined> {
  const text = await readFile(pathIn(directory), 'utf8').catch(() => '')
  if (!/^\d+$/.test(text)) return undefined
  try {
    process.kill(Number(text), 0)
    return Number(text)
  } catch (error) {
    // EPERM: it lives, and is another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? Number(text) : undefined
  }
}

function pathIn(directory: string): string {
  return join(directory, 'fill.lock')
}
