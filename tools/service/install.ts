import { writeFile } from 'node:fs/promises'
import { runSystem } from '../../sandbox-server/common/debian-packages.ts'
import { poll } from '../../sandbox-server/common/poll.ts'
import { parserVersion, profileText } from '../../sandbox-server/doctor/app-armor-profile.ts'
import {
  BOOT_PROFILE_PATH,
  isBootProfileCurrent,
} from '../../sandbox-server/doctor/boot-profile.ts'
import { DriverError } from '../../sandbox-server/drivers/driver.ts'
import { findOrStartEngine } from '../../sandbox-server/engines/start-engine.ts'
import { ensureSandboxImage } from '../../sandbox-server/images/image.ts'
import type { Settings } from '../../sandbox-server/settings.ts'
import { ensureSite, siteOf } from '../site.ts'
import { chosenSettings, environmentText } from './environment-file.ts'
import {
  askSystem,
  exists,
  hasDockerGroup,
  PLACES,
  ServiceError,
  siteAddress,
  systemdVersion,
  textOf,
  userNumber,
} from './machine.ts'
import type { ServiceStep } from './step.ts'
import { SERVICE, SERVICE_USER, unitText } from './unit.ts'

/** How long the service may take until it serves pages, in milliseconds. */
const SERVE_MILLISECONDS = 180_000

/** The kernel's own word on AppArmor (apparmor(7)). */
const APPARMOR_ENABLED = '/sys/module/apparmor/parameters/enabled'

export interface InstallOptions {
  readonly project: string
  readonly settings: Settings
  /** Of the service, as its settings are. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/**
 * What an installation does, in order. Root makes what the service's own user may not: the site, an
 * engine, the sandbox image, and the profile that AppArmor loads at each boot.
 */
export function installSteps(options: InstallOptions): readonly ServiceStep[] {
  const { project, settings, environment, signal } = options
  const always = async () => true
  const wantsSandboxes = async () => settings.LIVE_TERMINALS === 'on'
  const unit = async () =>
    unitText({
      project,
      environmentFile: PLACES.environmentFile,
      hasDockerGroup: await hasDockerGroup(),
      systemdVersion: await systemdVersion(),
    })
  return [
    {
      does: 'Build the site',
      isNeeded: always,
      run: async (tell) => {
        const { built } = await ensureSite(tell, { ...siteOf(settings), signal })
        return built ? '' : 'it is there'
      },
    },
    {
      does: 'Find or install a Docker engine, and build the sandbox image',
      isNeeded: wantsSandboxes,
      run: (tell) => prepareEngine(options, environment, tell),
    },
    {
      does: `Make the user ${SERVICE_USER}, who may use the engine`,
      isNeeded: async () => !(await isUserReady()),
      run: makeUser,
    },
    {
      does: `Write ${PLACES.environmentFile}, the settings`,
      isNeeded: async () => !(await exists(PLACES.environmentFile)),
      run: () => writeFile(PLACES.environmentFile, environmentText(chosenSettings(process.env))),
    },
    {
      does: `Copy the AppArmor profile of sandboxes to ${BOOT_PROFILE_PATH}, and load it`,
      isNeeded: async () =>
        (await textOf(APPARMOR_ENABLED))?.trim() === 'Y' &&
        (await parserVersion()) !== undefined &&
        !(await isBootProfileCurrent()),
      run: async () => {
        await writeFile(BOOT_PROFILE_PATH, await profileText((await parserVersion()) ?? 0))
        await runSystem(['apparmor_parser', '--replace', BOOT_PROFILE_PATH])
      },
    },
    {
      does: `Write ${PLACES.unit}, the unit`,
      isNeeded: async () => (await textOf(PLACES.unit)) !== (await unit()),
      run: async () => {
        await writeFile(PLACES.unit, await unit())
        await runSystem(['systemctl', 'daemon-reload'])
      },
    },
    {
      does: `Start ${SERVICE} now and at each boot`,
      isNeeded: always,
      run: async () => {
        await runSystem(['systemctl', 'enable', '--quiet', SERVICE])
        // One that runs has the code of before an upgrade.
        await runSystem(['systemctl', 'restart', SERVICE])
        return waitUntilServing(settings, signal)
      },
    },
  ]
}

async function prepareEngine(
  { settings, signal }: InstallOptions,
  environment: InstallOptions['environment'],
  tell: (detail: string) => void,
): Promise<string> {
  try {
    // An engine that systemd does not keep would end with this program.
    const { engine, stop } = await findOrStartEngine(
      { ...environment, HOME: PLACES.stateDirectory },
      { stateDirectory: PLACES.stateDirectory, onProgress: tell, signal },
    )
    try {
      await ensureSandboxImage(engine.docker, {
        onProgress: ({ text, step, total }) => tell(step ? `${step} of ${total}: ${text}` : text),
        signal,
        debian: settings.SANDBOX_DEBIAN,
      })
    } finally {
      await stop()
    }
    return `at ${engine.from}`
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof DriverError)) throw error
    return `the site will be without live terminals. ${error.message}`
  }
}

async function isUserReady(): Promise<boolean> {
  if ((await userNumber()) === undefined) return false
  const groups = (await askSystem('id', '-nG', SERVICE_USER)) ?? ''
  return !(await hasDockerGroup()) || groups.split(' ').includes('docker')
}

async function makeUser(): Promise<void> {
  const groups = (await hasDockerGroup()) ? ['docker'] : []
  if ((await userNumber()) !== undefined) {
    await runSystem(['usermod', '--append', '--groups', groups.join(), SERVICE_USER])
    return
  }
  await runSystem([
    'useradd',
    ...['--system', '--user-group', '--no-create-home'],
    ...['--home-dir', PLACES.stateDirectory, '--shell', '/usr/sbin/nologin'],
    ...groups.flatMap((group) => ['--groups', group]),
    SERVICE_USER,
  ])
}

/** @throws with what the service said last, where it does not serve pages. */
async function waitUntilServing({ HOST, PORT }: Settings, signal: AbortSignal): Promise<void> {
  const outcome = await poll(SERVE_MILLISECONDS, signal, async () => {
    const answer = await fetch(siteAddress(HOST, PORT, '/healthz')).catch(() => undefined)
    if (answer?.ok) return 'serving'
    return askSystem('systemctl', 'is-failed', SERVICE)
  })
  if (outcome === 'serving') return
  const last = await askSystem('journalctl', '-u', SERVICE, '-n', '3', '-o', 'cat')
  throw new ServiceError(
    `The service does not serve. It said last:\n${last}\nMore: journalctl -u ${SERVICE}`,
  )
}
