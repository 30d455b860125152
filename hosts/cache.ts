import { access, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

export const CACHE_PATH = join(import.meta.dirname, '../node_modules/.cache/hosts')

/** A folder of what takes minutes to make, each named by what it is made from. */
export class Cache {
  readonly directory: string

  constructor(directory = CACHE_PATH) {
    this.directory = directory
  }

  path(name: string): string {
    return join(this.directory, name)
  }

  async has(name: string): Promise<boolean> {
    try {
      await access(this.path(name))
      return true
    } catch {
      return false
    }
  }

  /** Removes what an earlier recipe of the same thing made. */
  async keepOnly(prefix: string, kept: string): Promise<void> {
    await mkdir(this.directory, { recursive: true })
    for (const name of await readdir(this.directory)) {
      if (name.startsWith(`${prefix}-`) && !name.startsWith(kept)) {
        await rm(this.path(name), { recursive: true, force: true })
      }
    }
  }
}
