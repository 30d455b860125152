import { access, readFile } from 'node:fs/promises'
import {
  canInstallPackages,
  installDebianPackages,
  isOnPath,
  runSystem,
} from '../common/debian-packages.ts'
import { troubleAdvice } from '../common/host-trouble.ts'
import { isInContainer } from '../common/installation.ts'
import { poll } from '../common/poll.ts'
import { DriverError } from '../drivers/driver.ts'
import { engineAdvice, isDebian, type SystemFamily, systemFamily } from './engine-advice.ts'
import { ask, EngineNotFoundError, type FoundEngine, findEngine } from './find-engine.ts'
import { startOwnEngine } from './own-engine.ts'
import type { StartedEngine } from './started-engine.ts'

const SOCKET = '/var/run/docker.sock'

/** An engine inside the server's own container would be none that can run sandboxes. */
const GIVE_SOCKET = `Mount it, as compose.yaml does:\n  --volume ${SOCKET}:${SOCKET}`

/** How long a service may take until its engine answers, in milliseconds. */
const SERVICE_MILLISECONDS = 30_000

export interface StartEngineOptions {
  /** Where the log of an engine of our own is kept. */
  readonly stateDirectory: string
  readonly onProgress?: (text: string) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * The engine that there is, else one that is started.
 * @throws {EngineNotFoundError} with what to do, where neither can be had.
 */
export async function findOrStartEngine(
  environment: Readonly<Record<string, string | undefined>>,
  options: StartEngineOptions,
): Promise<StartedEngine & { readonly started: boolean }> {
  try {
    return { engine: await findEngine(environment), started: false, stop: async () => {} }
  } catch (error) {
    if (!(error instanceof EngineNotFoundError) || error.kind !== 'none') throw error
    if (isInContainer()) {
      const why = "No Docker engine answers: this container does not have the engine's socket."
      const { kind, tried } = error
      throw new EngineNotFoundError({ kind, why, advice: GIVE_SOCKET, tried })
    }
    try {
      return { ...(await startEngine(options)), started: true }
    } catch (startError) {
      // An interrupted installation fails, too.
      options.signal?.throwIfAborted()
      if (!(startError instanceof DriverError)) throw startError
      const { kind, why, tried } = error
      throw new EngineNotFoundError({ kind, why, advice: startError.message, tried })
    }
  }
}

/**
 * Gets this machine an engine, where it is Debian or Ubuntu and we are root: installs what is
 * missing, and starts it in the way that the machine starts services.
 * @throws {DriverError} elsewhere, with the one command to type; and when the engine does not start.
 */
export async function startEngine(options: StartEngineOptions): Promise<StartedEngine> {
  const { onProgress, signal } = options
  const system = await thisSystem()
  if (!isDebian(system) || process.getuid?.() !== 0) {
    throw new DriverError(engineAdvice(system, await isOnPath('dockerd')))
  }
  await install(onProgress)
  signal?.throwIfAborted()
  // The package's installation starts the engine where the machine has a service manager.
  return (await startService(options)) ?? (await startOwn(options))
}

/** The family of the system that this process runs on. */
export async function thisSystem(): Promise<SystemFamily> {
  return systemFamily(process.platform, await readFile('/etc/os-release', 'utf8').catch(() => ''))
}

async function install(onProgress: StartEngineOptions['onProgress']): Promise<void> {
  for (const [program, packages] of NEEDED) {
    if (await isOnPath(program)) continue
    if (!(await canInstallPackages())) {
      throw new DriverError(`Install an engine:\n  sudo apt-get install ${packages.join(' ')}`)
    }
    onProgress?.(`Installing ${packages.join(' and ')} from the system's packages`)
    try {
      if (await installDebianPackages(program, packages)) continue
    } catch (error) {
      const said = String((error as { stderr?: unknown }).stderr ?? error)
        .trim()
        .split('\n')
        .at(-1)
      const sentence = `${packages.join(' and ')} could not be installed: ${said}`
      throw new DriverError([sentence, troubleAdvice(sentence)].filter(Boolean).join(' '), {
        cause: error,
      })
    }
    throw new DriverError(`${packages.join(' and ')} was installed, but there is no ${program}.`)
  }
}

/** The programs of an engine, and the packages that have them. */
const NEEDED: readonly (readonly [program: string, packages: readonly string[]])[] = [
  ['dockerd', ['docker.io', 'iptables']],
  ['iptables', ['iptables']],
]

async function startService(options: StartEngineOptions): Promise<StartedEngine | undefined> {
  // systemd's own test of whether it runs the machine (sd_booted(3)).
  const bySystemd = await exists('/run/systemd/system')
  if (!bySystemd && !(await hasInitScript())) return undefined
  const stop = async () => {
    // An engine of systemd is the machine's own, from now on at every boot.
    if (!bySystemd) await stopService()
  }
  try {
    const engine = (await answer()) ?? (await started(bySystemd, options))
    return { engine, stop }
  } catch {
    // Such as in a container, where the script may not raise its limits.
    await stop().catch(() => {})
    options.signal?.throwIfAborted()
    return undefined
  }
}

async function started(bySystemd: boolean, options: StartEngineOptions): Promise<FoundEngine> {
  const command = bySystemd ? ['systemctl', 'start', 'docker'] : ['service', 'docker', 'start']
  options.onProgress?.(`Starting the engine: ${command.join(' ')}`)
  await runSystem(command)
  const engine = await poll(SERVICE_MILLISECONDS, options.signal, answer)
  if (engine) return engine
  throw new DriverError(`The engine did not answer within ${SERVICE_MILLISECONDS / 1000} s.`)
}

async function stopService(): Promise<void> {
  const command = ['service', 'docker', 'stop']
  try {
    await runSystem(command)
  } catch (error) {
    const sentence = `The engine that was started here goes on: stop it with ${command.join(' ')}`
    throw new DriverError(sentence, { cause: error })
  }
}

async function hasInitScript(): Promise<boolean> {
  return (await exists('/etc/init.d/docker')) && (await isOnPath('service'))
}

async function answer(): Promise<FoundEngine | undefined> {
  const { docker } = await ask({ kind: 'socket', path: SOCKET })
  return docker && { docker, from: SOCKET, overSocket: true }
}

async function startOwn(options: StartEngineOptions): Promise<StartedEngine> {
  const { stateDirectory, onProgress, signal } = options
  onProgress?.('Starting the engine: dockerd')
  return startOwnEngine({ socket: SOCKET, stateDirectory, signal })
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
