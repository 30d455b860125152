import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { installDebianPackages, isOnPath, systemEnvironment } from '../../common/debian-packages.ts'
import { stopUnwantedService, withoutService } from '../../common/unwanted-services.ts'

/** Programs that the hub needs and does not contain. */
export type Tool = 'docker-registry' | 'skopeo'

export interface ToolStart {
  readonly tool: Tool
  readonly words: readonly string[]
  /** The one folder of the host that it reads and writes. */
  readonly directory: string
  /** Off where it talks with nobody but the hub. */
  readonly network: boolean
}

export interface ToolProcess {
  readonly stdout: Readable
  readonly stderr: Readable
  /** The exit status, the signal's name, or why there was no process at all. */
  readonly ended: Promise<number | string>
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

/** Starts the hub's tools, wherever this host has them. */
export interface HubTools {
  /** @throws with a sentence that says what to install. */
  start(options: ToolStart): Promise<ToolProcess>
}

/** The tools of the host itself; missing ones are installed where this process may. */
export class HostTools implements HubTools {
  readonly #found = new Map<Tool, Promise<readonly string[] | undefined>>()
  readonly #otherwise: HubTools | undefined

  /** @param otherwise starts what the host has not. */
  constructor(otherwise?: HubTools) {
    this.#otherwise = otherwise
  }

  async start(options: ToolStart): Promise<ToolProcess> {
    const { tool, words } = options
    const found = this.#found.get(tool) ?? find(tool)
    this.#found.set(tool, found)
    const command = await found
    if (command) return startHere([...command, ...words])
    if (this.#otherwise) return this.#otherwise.start(options)
    throw new Error(`The hub needs ${tool}. Install it: apt install ${tool}.`)
  }
}

/**
 * Services that come with a tool's package, and what they keep. The package would have one listen on
 * every address; the hub starts a registry of its own, on a socket.
 */
const SERVICES: Readonly<Partial<Record<Tool, { name: string; storage: string }>>> = {
  'docker-registry': { name: 'docker-registry', storage: '/var/lib/docker-registry' },
}

async function find(tool: Tool): Promise<readonly string[] | undefined> {
  // Where there are no packages to be had, the tool may still be had in another way.
  if (!(await isInstalled(tool).catch(() => false))) return undefined
  // The kernel ends the tool with this server, however that ends.
  const guard = (await isOnPath('setpriv')) ? ['setpriv', '--pdeathsig', 'KILL', '--'] : []
  return [...guard, tool]
}

async function isInstalled(tool: Tool): Promise<boolean> {
  const service = SERVICES[tool]
  if (service === undefined) return installDebianPackages(tool, [tool])
  if (!(await isOnPath(tool))) {
    return withoutService(service.name, () => installDebianPackages(tool, [tool]))
  }
  await stopUnwantedService(service.name, () => hasContent(service.storage))
  return true
}

function hasContent(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.length > 0,
    () => false,
  )
}

function startHere([program = '', ...words]: readonly string[]): ToolProcess {
  // In a process group of its own: Ctrl+C on the terminal is for the server, which ends its tools.
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: systemEnvironment(),
    detached: true,
  })
  return {
    stdout: child.stdout,
    stderr: child.stderr,
    ended: new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('close', (status, signal) => resolve(signal ?? status ?? 'unknown'))
    }),
    kill: (signal) => child.kill(signal),
  }
}
