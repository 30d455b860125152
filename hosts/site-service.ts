import { setTimeout as delay } from 'node:timers/promises'
import { quoteForShell } from '../sandbox-server/common/quote-for-shell.ts'
import { patient } from '../tests/support/patience.ts'
import type { Stage } from './case.ts'
import { HostsError } from './hosts-error.ts'
import { SITE_PORT, type User } from './machine.ts'
import { npmScript } from './npm-script.ts'
import { PROJECT_PATH } from './recipe.ts'
import { LOOK_MILLISECONDS, waitFor } from './wait.ts'

const UNIT = 'docker-blitz'

/** The first start of a program that is read from the disk, on a machine of today. */
const START_MILLISECONDS = 20_000

export interface SiteWish {
  readonly as: User
  /** Settings besides those that a machine behind a forwarded port needs. */
  readonly settings?: Readonly<Record<string, string>>
  /** Lists the ids of the engine's containers; run by root. */
  readonly list?: string
}

/** Where that user's server keeps its state: the project belongs to root. */
export function stateDirectory(user: User): string {
  return user === 'root' ? `${PROJECT_PATH}/.blitz` : `/home/${user}/blitz-state`
}

/** Has systemd run what `npm start` runs, and waits until it is ready. @throws {HostsError} with its last words. */
export async function startSite(stage: Stage, { as, settings = {} }: SiteWish): Promise<void> {
  const { machine, tell, signal } = stage
  const environment = {
    ...{ HOST: '0.0.0.0', PORT: String(SITE_PORT), HUB: 'off', LOG_LEVEL: 'info' },
    STATE_DIRECTORY: stateDirectory(as),
    ...settings,
  }
  tell('npm start, by systemd')
  await machine.run(
    [
      `systemd-run --quiet --collect --unit=${UNIT} --uid=${as} --working-directory=${PROJECT_PATH}`,
      '--property=TimeoutStopSec=30min',
      ...Object.entries(environment).map(
        ([name, value]) => `--setenv=${quoteForShell(`${name}=${value}`)}`,
      ),
      npmScript('start'),
    ].join(' '),
  )
  const over = new AbortController()
  const either = AbortSignal.any([over.signal, signal])
  const ready = waitFor('the site', START_MILLISECONDS, either, () => isReady(machine.address))
  const ended = watchUnit(stage, either)
  try {
    await Promise.race([ready, ended])
  } finally {
    over.abort()
    await Promise.allSettled([ready, ended])
  }
}

export async function isReady(address: string): Promise<boolean> {
  return fetch(`${address}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** Stops it as a service manager does. @throws {HostsError} where it leaves a sandbox. */
export async function stopSite({ machine, tell }: Stage, { list }: SiteWish): Promise<void> {
  tell('stopping the site')
  await machine.run(`systemctl stop ${UNIT}`, { seconds: 120 })
  const left = await machine.run(list ?? 'docker ps --all --quiet')
  if (left !== '') {
    throw new HostsError(`The server left ${left.split('\n').length} sandboxes when it stopped.`)
  }
}

/** Ends the server as a crash does; what `npm start` is made of starts it again. */
export async function killServer({ machine, tell, signal }: Stage): Promise<void> {
  tell('SIGKILL of the server')
  // The youngest is the server; the brackets keep the command itself out.
  const find = "pgrep --newest --full 'tools/[s]tart.ts'"
  const killed = await machine.run(find)
  await machine.run(`kill -KILL ${killed}`)
  await waitFor('the next server', START_MILLISECONDS, signal, async () => {
    const { stdout } = await machine.tryRun(find)
    return stdout.trim() !== killed && (await isReady(machine.address))
  })
}

/** @returns what it has logged. */
export function siteLog({ machine }: Stage): Promise<string> {
  return machine.run(`journalctl --unit=${UNIT} --output=cat --no-pager`)
}

/** Rejects when the unit has ended. */
async function watchUnit(stage: Stage, signal: AbortSignal): Promise<never> {
  for (;;) {
    await delay(patient(LOOK_MILLISECONDS), undefined, { signal })
    const { stdout } = await stage.machine.tryRun(`systemctl is-active ${UNIT}`)
    if (/^(active|activating|reloading)/.test(stdout)) continue
    const words = (await siteLog(stage)).split('\n').slice(-4).join(' ')
    throw new HostsError(`The site did not start: ${words}`)
  }
}
