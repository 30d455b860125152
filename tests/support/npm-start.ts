import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { deploymentFilter } from '../../sandbox-server/drivers/docker-engine/labels.ts'
import {
  listLayerVolumes,
  removeLayerVolume,
} from '../../sandbox-server/drivers/docker-engine/layer-volumes.ts'
import { sweepLeftovers } from '../../sandbox-server/drivers/docker-engine/sweep.ts'
import { findEngine } from '../../sandbox-server/engines/find-engine.ts'
import { until } from './reader.ts'

const PROJECT = join(import.meta.dirname, '../..')

/** One command, as a host types it. */
export interface Started {
  readonly process: ChildProcess
  readonly said: () => string
  readonly ended: Promise<number | null>
}

/** A host with a state directory of its own; disposing it removes all that it made. */
export class TestHost implements AsyncDisposable {
  readonly stateDirectory: string
  readonly docker: Docker
  readonly #running: Started[] = []

  private constructor(stateDirectory: string, docker: Docker) {
    this.stateDirectory = stateDirectory
    this.docker = docker
  }

  static async open(): Promise<TestHost> {
    const { docker } = await findEngine(process.env)
    return new TestHost(await mkdtemp(join(tmpdir(), 'blitz-start-')), docker)
  }

  /** `npm start`, with no hub unless the environment says so. */
  start(environment: NodeJS.ProcessEnv = {}, words: readonly string[] = []): Started {
    return this.npm(['start', '--silent', '--', ...words], environment)
  }

  npm(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Started {
    return this.command('npm', words, environment)
  }

  command(program: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}): Started {
    const own = { PORT: '0', HUB: 'off', STATE_DIRECTORY: this.stateDirectory }
    const child = spawn(program, words, {
      cwd: PROJECT,
      env: { ...process.env, ...own, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
    }
    const started = {
      process: child,
      said: () => said,
      ended: new Promise<number | null>((resolve) => child.once('close', resolve)),
    }
    this.#running.push(started)
    return started
  }

  async deployment(): Promise<string> {
    return (await readFile(join(this.stateDirectory, 'deployment'), 'utf8')).trim()
  }

  /** How much there is on the engine that a server has to clean up. */
  async leftovers(): Promise<number> {
    const filters = deploymentFilter(await this.deployment())
    const [containers, networks, volumes] = await Promise.all([
      this.docker.listContainers({ all: true, filters }),
      this.docker.listNetworks({ filters }),
      this.docker.listVolumes({ filters }),
    ])
    return containers.length + networks.length + (volumes.Volumes ?? []).length
  }

  /** As somebody does it by hand. */
  async removeSandboxes(): Promise<void> {
    await sweepLeftovers(this.docker, await this.deployment())
  }

  /** As an engine leaves them that was started anew. */
  async stopSandboxes(): Promise<void> {
    const filters = deploymentFilter(await this.deployment())
    const containers = await this.docker.listContainers({ filters })
    await Promise.all(containers.map(({ Id }) => this.docker.getContainer(Id).kill()))
  }

  /** What stays between starts, and nothing else does. */
  async layerStores(): Promise<string[]> {
    return listLayerVolumes(this.docker, await this.deployment())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const started of this.#running) await stop(started)
    const name = await this.deployment().catch(() => undefined)
    if (name !== undefined) {
      await sweepLeftovers(this.docker, name)
      for (const store of await this.layerStores()) await removeLayerVolume(this.docker, store)
    }
    await rm(this.stateDirectory, { recursive: true })
  }
}

/** Ends it as a service manager would. @returns its exit status. */
export function stop({ process, ended }: Started): Promise<number | null> {
  process.kill('SIGTERM')
  return ended
}

/** @returns the address that `npm start` prints. */
export async function addressOf({ said }: Started): Promise<string> {
  await until(() => /Open http/.test(said()), 'the address')
  return /Open (http\S+)/.exec(said())?.[1] as string
}

/** @returns the process that serves, some generations below npm. */
export async function serverOf({ process }: Started): Promise<number> {
  let pid = process.pid as number
  for (;;) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
    const [child] = children.trim().split(' ').filter(Boolean)
    if (child === undefined) return pid
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8')
    pid = Number(child)
    if (command.includes('tools/start.ts') && !command.includes('bootstrap')) return pid
  }
}

/** Ends the server, and what would start it again, as the end of the machine does: no goodbye. */
export async function killServer(server: Started): Promise<void> {
  const pid = await serverOf(server)
  const keeper = await parentOf(pid)
  // Else it would hear that its keeper is gone, and stop cleanly.
  process.kill(pid, 'SIGSTOP')
  process.kill(keeper, 'SIGKILL')
  process.kill(pid, 'SIGKILL')
  await server.ended
}

async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1])
}
