import { readFile } from 'node:fs/promises'
import { PROFILE_NAME, parserVersion, profileText } from './app-armor-profile.ts'

/** Where systemd's apparmor.service, or an init script, finds the profiles to load at each boot. */
export const BOOT_PROFILE_PATH = `/etc/apparmor.d/${PROFILE_NAME}`

/** @returns whether the machine loads the sandboxes' profile, as it is now, at each boot. */
export async function isBootProfileCurrent(path = BOOT_PROFILE_PATH): Promise<boolean> {
  const [kept, version] = await Promise.all([
    readFile(path, 'utf8').catch(() => undefined),
    parserVersion(),
  ])
  return kept !== undefined && version !== undefined && kept === (await profileText(version))
}
