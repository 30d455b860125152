import { execFile } from 'node:child_process'
import { access, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { systemEnvironment } from '../../sandbox-server/common/debian-packages.ts'
import { readSettings, SettingError, type Settings } from '../../sandbox-server/settings.ts'
import { tryToListen } from '../try-to-listen.ts'
import { chosenSettings, readEnvironmentFile } from './environment-file.ts'
import type { InstallFacts } from './obstacles.ts'
import { SERVICE, SERVICE_USER } from './unit.ts'

const run = promisify(execFile)

/** Users of the system have lower numbers (login.defs(5), UID_MIN). */
const FIRST_PERSON = 1000

const READ_BY_OTHERS = 0o004
const ENTERED_BY_OTHERS = 0o001

/** Files without which the server does not start; one who reads these reads the others. */
const READ_BY_THE_SERVER = ['package.json', 'tools/start.ts', 'node_modules/node/bin/node']

/** Where everything of the service is. */
export const PLACES = {
  unit: `/etc/systemd/system/${SERVICE}.service`,
  environmentFile: `/etc/${SERVICE}.env`,
  stateDirectory: `/var/lib/${SERVICE}`,
} as const

/** What keeps the service from being installed or removed; the message is what to print. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
}

/** @returns an address, for this machine, of a server that listens there. */
export function siteAddress(host: string, port: number, path = '/'): string {
  const name = ['0.0.0.0', '::', '127.0.0.1'].includes(host) ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}${path}`
}

/** What a command of the system prints. @throws where it fails; `stderr` is what it said. */
export async function outputOf(program: string, ...words: string[]): Promise<string> {
  return (await run(program, words, { env: systemEnvironment() })).stdout.trim()
}

/** As {@link outputOf}, and nothing where the command fails or is not there. */
export async function askSystem(program: string, ...words: string[]): Promise<string | undefined> {
  return outputOf(program, ...words).catch(() => undefined)
}

/** The settings that the service has, or will have; the first wrong one in a sentence. */
export async function serviceSettings(file: string = PLACES.environmentFile): Promise<{
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly settings?: Settings
  readonly wrong?: string
  readonly isWritten: boolean
}> {
  const written = await readEnvironmentFile(file)
  const environment = {
    ...(written ?? chosenSettings(process.env)),
    STATE_DIRECTORY: written?.['STATE_DIRECTORY'] ?? PLACES.stateDirectory,
  }
  const isWritten = written !== undefined
  try {
    return { environment, settings: readSettings(environment), isWritten }
  } catch (error) {
    if (!(error instanceof SettingError)) throw error
    return { environment, wrong: error.message, isWritten }
  }
}

/** @param project its folder. */
export async function readInstallFacts(project: string): Promise<InstallFacts> {
  const { settings, wrong, isWritten } = await serviceSettings()
  const isServing = (await askSystem('systemctl', 'is-active', SERVICE)) === 'active'
  return {
    isRoot: process.getuid?.() === 0,
    isRunBySystemd: await isRunBySystemd(),
    nodeVersion: process.versions.node,
    project,
    closedPath: await closedPath(project),
    isUserTaken: ((await userNumber()) ?? 0) >= FIRST_PERSON,
    wrongSetting: wrong,
    takenPort:
      settings && !isServing && (await isTaken(settings.HOST, settings.PORT))
        ? settings.PORT
        : undefined,
    environmentFile: isWritten ? PLACES.environmentFile : undefined,
  }
}

/** systemd's own test of whether it runs the machine (sd_booted(3)). */
export function isRunBySystemd(): Promise<boolean> {
  return exists('/run/systemd/system')
}

export async function systemdVersion(): Promise<number> {
  const said = (await askSystem('systemctl', '--version')) ?? ''
  return Number(/^systemd (\d+)/.exec(said)?.[1] ?? 0)
}

export async function hasDockerGroup(): Promise<boolean> {
  return (await askSystem('getent', 'group', 'docker')) !== undefined
}

/** @returns the number of the service's user; undefined where there is no such user. */
export async function userNumber(): Promise<number | undefined> {
  const said = await askSystem('id', '-u', SERVICE_USER)
  return said === undefined ? undefined : Number(said)
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** @returns the text of a file, or undefined where there is none. */
export async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}

/**
 * @returns the uppermost folder on the way to the project that others may not enter, else the first
 * file of the project that they may not read.
 */
export async function closedPath(project: string): Promise<string | undefined> {
  for (const folder of [...foldersAbove(project), project]) {
    if (!(await hasMode(folder, ENTERED_BY_OTHERS))) return folder
  }
  for (const file of READ_BY_THE_SERVER) {
    const path = join(project, file)
    for (const folder of foldersAbove(path).filter((above) => above.length > project.length)) {
      if (!(await hasMode(folder, ENTERED_BY_OTHERS))) return folder
    }
    if ((await exists(path)) && !(await hasMode(path, READ_BY_OTHERS))) return path
  }
  return undefined
}

/** From the root down. */
function foldersAbove(path: string): string[] {
  const above = dirname(path)
  return above === path ? [] : [...foldersAbove(above), above]
}

async function hasMode(path: string, mode: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined || (found.mode & mode) === mode
}

/** Whether another program listens there; what else keeps us from it, the server says itself. */
function isTaken(host: string, port: number): Promise<boolean> {
  return tryToListen(host, port).then(
    () => false,
    ({ code }: NodeJS.ErrnoException) => code === 'EADDRINUSE',
  )
}
