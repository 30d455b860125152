import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PlanError, workshopName } from './plan.ts'

/** The folder of the state directory with a file for each workshop, and the ending of these. */
const FOLDER = 'workshops'
const ENDING = '.yaml'

/** What became of the file of one workshop. */
export type PlanChange =
  /** `shown`: how sentences name the file. */
  | { readonly name: string; readonly text: string; readonly shown: string }
  /** It cannot be read, or is none of a workshop by its name. */
  | { readonly name: string; readonly error: PlanError }
  | { readonly name: string; readonly isGone: true }

/** The files `workshops/NAME.yaml` of a state directory. */
export class PlanFiles {
  readonly #directory: string
  /** What told one version of a file from the next, by the file's name. */
  readonly #seen = new Map<string, string>()

  constructor(stateDirectory: string) {
    this.#directory = join(stateDirectory, FOLDER)
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 })
  }

  /** @returns where the plan of a workshop is. */
  path(name: string): string {
    return join(this.#directory, name + ENDING)
  }

  /** @returns the text of a workshop's file; undefined where there is none, or it cannot be read. */
  text(name: string): string | undefined {
    try {
      return readFileSync(this.path(name), 'utf8')
    } catch {
      return undefined
    }
  }

  remove(name: string): void {
    rmSync(this.path(name), { force: true })
    this.#seen.delete(name + ENDING)
  }

  /** @returns what is not as it was when this was called last; all that there is at first. */
  changes(): PlanChange[] {
    const files = readdirSync(this.#directory).filter((file) => /^[^.].*\.ya?ml$/i.test(file))
    const changes: PlanChange[] = []
    for (const file of [...this.#seen.keys()]) {
      if (files.includes(file)) continue
      this.#seen.delete(file)
      changes.push({ name: nameOf(file), isGone: true })
    }
    for (const file of files) {
      const version = versionOf(join(this.#directory, file))
      if (this.#seen.get(file) === version) continue
      this.#seen.set(file, version)
      changes.push(this.#read(file))
    }
    return changes
  }

  #read(file: string): PlanChange {
    const name = nameOf(file)
    const shown = join(FOLDER, file)
    try {
      if (!file.endsWith(ENDING)) {
        throw new PlanError(
          `${shown}: the name of a workshop's file ends with ${ENDING}. Rename it.`,
        )
      }
      if (!workshopName.safeParse(name).success) {
        throw new PlanError(
          `${shown}: a workshop has a name of small letters, digits and hyphens, of 40 at most. Rename the file.`,
        )
      }
      return { name, text: readFileSync(join(this.#directory, file), 'utf8'), shown }
    } catch (error) {
      return { name, error: error instanceof PlanError ? error : unreadable(shown, error) }
    }
  }
}

function nameOf(file: string): string {
  return file.replace(/\.ya?ml$/i, '')
}

/** Also of one that is replaced by a file of the same time and size. */
function versionOf(path: string): string {
  const { mtimeMs, size, ino } = statSync(path, { throwIfNoEntry: false }) ?? {}
  return `${mtimeMs} ${size} ${ino}`
}

function unreadable(shown: string, error: unknown): PlanError {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EISDIR') return new PlanError(`${shown}: this is a folder, and a plan is a file.`)
  if (code === 'EACCES') return new PlanError(`${shown}: the server may not read the file.`)
  return new PlanError(`${shown}: the file cannot be read: ${(error as Error).message}.`)
}
