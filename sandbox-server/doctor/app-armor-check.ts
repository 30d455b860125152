import type { EngineFacts } from '../engines/engine-facts.ts'
import {
  bootCommand,
  loadCommand,
  loadProfile,
  PROFILE_NAME,
  PROFILE_PATH,
  parserVersion,
} from './app-armor-profile.ts'
import { BOOT_PROFILE_PATH, isBootProfileCurrent } from './boot-profile.ts'
import type { CheckResult } from './check.ts'

const NAME = 'AppArmor'

/** The check's result, and whether sandboxes are to run under the profile. */
export interface AppArmorResult {
  readonly result: CheckResult
  readonly profile?: string | undefined
}

/**
 * Sees to the sandbox's AppArmor profile. An engine with AppArmor needs it in any case: its own
 * profile denies mount. Loaded as root on the engine's own machine; elsewhere the command is told,
 * and the profile is used as if it were loaded, so that the probe tells.
 * @param isRoot whether this process may load profiles.
 * @param bootProfile where the machine has the profiles that it loads at each boot.
 */
export async function seeToAppArmor(
  engine: EngineFacts,
  isRoot: boolean,
  bootProfile = BOOT_PROFILE_PATH,
): Promise<AppArmorResult> {
  if (!engine.security.includes('apparmor')) {
    return { result: { name: NAME, state: 'good', found: 'not used by the engine' } }
  }
  const profile = PROFILE_NAME
  if (!engine.onThisKernel) {
    const found = "on, on the engine's own system"
    const advice = `Copy ${PROFILE_PATH} to that system, and load it there, once after each boot:\n  sudo apparmor_parser -Kr ${PROFILE_NAME}`
    return { profile, result: { name: NAME, state: 'note', found, advice } }
  }
  const version = await parserVersion()
  const byHand = `  ${loadCommand(version)}`
  if (!isRoot && (await isBootProfileCurrent(bootProfile))) {
    const found = `on; ${profile} is loaded at each boot, from ${bootProfile}`
    return { profile, result: { name: NAME, state: 'good', found } }
  }
  if (!isRoot) {
    const found = 'on; only root sees whether the profile of sandboxes is loaded'
    const advice = `Load it, now and at each boot:\n  ${bootCommand(version, bootProfile)}`
    return { profile, result: { name: NAME, state: 'note', found, advice } }
  }
  if (version === undefined) {
    const found = 'on, but there is no apparmor_parser that loads the profile of sandboxes'
    const advice = `Install the package apparmor, then load it:\n${byHand}`
    return { profile, result: { name: NAME, state: 'bad', found, advice } }
  }
  const complaint = await loadProfile(version)
  if (complaint !== undefined) {
    const found = `on, but the profile of sandboxes was not loaded: ${complaint}`
    return { profile, result: { name: NAME, state: 'bad', found, advice: `Load it:\n${byHand}` } }
  }
  return { profile, result: { name: NAME, state: 'good', found: `on; ${profile} is loaded` } }
}
