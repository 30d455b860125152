import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from './on-behalf-of.ts'

/** Apps that are remembered: a sandbox lives for hours, and few make a server fall. */
const MAXIMUM_APPS = 100

/**
 * The apps whose answers made a server fall. They stay closed for as long as their sandbox lives, in
 * this server and in the next, or each would fall again as soon as a browser asks.
 */
export class ClosedApps {
  readonly #path: string
  readonly #apps: Set<string>

  constructor(stateDirectory: string) {
    mkdirSync(stateDirectory, { recursive: true, mode: 0o700 })
    this.#path = join(stateDirectory, 'closed-apps')
    this.#apps = new Set(read(this.#path).slice(-MAXIMUM_APPS))
  }

  /** At once and for good: called in the last moment of a server. */
  close(app: App): void {
    this.#apps.add(lineOf(app))
    appendFileSync(this.#path, `${lineOf(app)}\n`, { mode: 0o600 })
  }

  has(app: App): boolean {
    return this.#apps.has(lineOf(app))
  }
}

function lineOf({ sandbox, port }: App): string {
  return `${sandbox} ${port}`
}

function read(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}
