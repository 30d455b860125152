import { access, lstat, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canInstallPackages, isOnPath, runSystem } from './debian-packages.ts'

/** Asked by the scripts of a package before they start a service (invoke-rc.d(8), deb-systemd-invoke(1p)). */
const POLICY = 'usr/sbin/policy-rc.d'

/** The answer of a policy by which an action is not taken. */
const FORBIDDEN = 101

/** What apt writes down of each call, and when it began and ended. */
const HISTORY = 'var/log/apt/history.log'

/** Where a service is named that starts at boot: by systemd, and by init scripts. */
const BOOT_LINKS = (service: string) => [
  `etc/systemd/system/multi-user.target.wants/${service}.service`,
  `etc/rc2.d/S01${service}`,
]

/** Links are made just before apt says that it is done; milliseconds. */
const LEEWAY_MILLISECONDS = 5000

/**
 * Installs a package for its program alone: its service is neither started now nor at boot. The
 * policy that forbids it names this one service, and holds only while this process lives.
 * @param install what installs it.
 * @param root where the machine's file system is.
 */
export async function withoutService<Result>(
  service: string,
  install: () => Promise<Result>,
  root = '/',
): Promise<Result> {
  if (!(await canInstallPackages())) return install()
  const path = join(root, POLICY)
  // A machine with a policy of its own keeps it; the service is stopped below.
  const isOurs = await writeFile(path, policyText(service, process.pid), {
    mode: 0o755,
    flag: 'wx',
  }).then(
    () => true,
    () => false,
  )
  try {
    return await install()
  } finally {
    if (isOurs) await rm(path)
    await disable(service)
  }
}

/** @returns the policy that keeps a service from being started while a process lives. */
export function policyText(service: string, process: number): string {
  return `#!/bin/sh
# Of Docker Blitz, while it installs the package of ${service} for its program alone.
[ -d /proc/${process} ] || exit 0
case " $* " in *" ${service} "* | *" ${service}.service "*) exit ${FORBIDDEN} ;; esac
exit 0
`
}

/**
 * Stops a service that this project once had installed without wanting it, where nobody has switched
 * it on since.
 * @param isUsed whether somebody uses it all the same.
 * @returns whether there was one.
 */
export async function stopUnwantedService(
  service: string,
  isUsed: () => Promise<boolean>,
  root = '/',
): Promise<boolean> {
  if (!(await canInstallPackages())) return false
  const history = await readFile(join(root, HISTORY), 'utf8').catch(() => '')
  const links = BOOT_LINKS(service).map((link) => linkedAt(join(root, link)))
  const times = (await Promise.all(links)).filter((time) => time !== undefined)
  if (!times.some((time) => isOfOurInstallation(history, service, time))) return false
  if (await isUsed()) return false
  await disable(service)
  return true
}

/**
 * @param history apt's own, with times of this machine.
 * @param linkedAt when the service was made one that starts at boot.
 * @returns whether that was done by an installation with our very words.
 */
export function isOfOurInstallation(history: string, service: string, linkedAt: Date): boolean {
  const words = `Commandline: apt-get -qq install -y --no-install-recommends ${service}`
  return history.split(/\n\s*\n/).some((entry) => {
    const lines = entry.split('\n').map((line) => line.trim())
    const [begun, ended] = ['Start-Date', 'End-Date'].map((name) => timeIn(lines, name))
    if (!lines.includes(words) || begun === undefined || ended === undefined) return false
    return (
      linkedAt.getTime() >= begun - LEEWAY_MILLISECONDS &&
      linkedAt.getTime() <= ended + LEEWAY_MILLISECONDS
    )
  })
}

function timeIn(lines: readonly string[], name: string): number | undefined {
  const found = lines.find((line) => line.startsWith(`${name}: `))
  const time = Date.parse(found?.slice(name.length + 2).replace(/\s+/, 'T') ?? '')
  return Number.isNaN(time) ? undefined : time
}

function linkedAt(path: string): Promise<Date | undefined> {
  return lstat(path).then(
    ({ mtime }) => mtime,
    () => undefined,
  )
}

/** By whatever starts services on this machine. A service that is not there is no reason to stop. */
async function disable(service: string): Promise<void> {
  const commands = (await isThere('/run/systemd/system'))
    ? [['systemctl', 'disable', '--now', '--quiet', service]]
    : [
        ['service', service, 'stop'],
        ['update-rc.d', service, 'disable'],
      ]
  for (const command of commands) {
    if (await isOnPath(command[0] as string)) await runSystem(command).catch(() => {})
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
