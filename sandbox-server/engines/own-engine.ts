import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { systemEnvironment } from '../common/debian-packages.ts'
import { poll } from '../common/poll.ts'
import { DriverError } from '../drivers/driver.ts'
import { ask } from './find-engine.ts'
import type { StartedEngine } from './started-engine.ts'

/** How long dockerd may take until it answers, in milliseconds. */
const START_MILLISECONDS = 60_000

/** How long dockerd may take to stop its containers and itself before it is killed. */
const STOP_MILLISECONDS = 20_000

export interface OwnEngineOptions {
  readonly socket: string
  /** Where `dockerd.log` is kept. */
  readonly stateDirectory: string
  /** Further words for dockerd. */
  readonly words?: readonly string[]
  /** A program, and its words, that becomes dockerd: such as one that gives it a network of its own. */
  readonly through?: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/**
 * Starts a dockerd as a process of ours, for machines that have nobody to start services.
 * @throws {DriverError} with the last line of its log when it does not answer in time.
 */
export async function startOwnEngine(options: OwnEngineOptions): Promise<StartedEngine> {
  const { socket, stateDirectory, words = [], through = [], signal } = options
  const log = join(stateDirectory, 'dockerd.log')
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 })
  await using file = await open(log, 'w', 0o600)
  const command = [...through, 'dockerd', '--host', `unix://${socket}`, ...words]
  const dockerd = spawn(command[0] as string, command.slice(1), {
    // In a group of its own: Ctrl+C is for us, who remove the sandboxes before the engine goes.
    detached: true,
    stdio: ['ignore', file.fd, file.fd],
    env: systemEnvironment(),
  })
  let ended = false
  const end = new Promise<void>((resolve) => {
    for (const event of ['exit', 'error']) {
      dockerd.once(event, () => {
        ended = true
        resolve()
      })
    }
  })
  try {
    const address = { kind: 'socket', path: socket } as const
    const docker = await poll(START_MILLISECONDS, signal, async () => {
      if (ended) throw new DriverError(`dockerd did not start: ${await lastLine(log)} (${log})`)
      return (await ask(address)).docker
    })
    if (!docker) {
      throw new DriverError(
        `dockerd did not answer within ${START_MILLISECONDS / 1000} s: ${await lastLine(log)} (${log})`,
      )
    }
    return {
      engine: { docker, from: socket, overSocket: true },
      stop: () => stop(dockerd, end),
    }
  } catch (error) {
    await stop(dockerd, end)
    throw error
  }
}

async function stop(dockerd: ChildProcess, end: Promise<void>): Promise<void> {
  dockerd.kill('SIGTERM')
  const abort = new AbortController()
  const timeout = delay(STOP_MILLISECONDS, 'late', { signal: abort.signal }).catch(() => undefined)
  const first = await Promise.race([end, timeout])
  abort.abort()
  if (first !== 'late') return
  // Its containerd goes with it: dockerd has the kernel see to that.
  dockerd.kill('SIGKILL')
  await end
}

/** The line that says why dockerd ended, else the last one. */
async function lastLine(path: string): Promise<string> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n')
  const line = lines.findLast((text) => text.startsWith('failed to start daemon')) ?? lines.at(-1)
  // `time="…" level=… msg="…"` says more than a person needs.
  return /msg="((?:[^"\\]|\\.)*)"/.exec(line ?? '')?.[1] ?? (line || 'it said nothing.')
}
