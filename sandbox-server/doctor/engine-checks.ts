import type { EngineFacts } from '../engines/engine-facts.ts'
import type { CheckResult } from './check.ts'
import type { HostSettings } from './host-settings.ts'

/** The oldest engine that knows the private control groups of a sandbox. */
const OLDEST_ENGINE = '20.10'

/** Since then a tmpfs has the extended attributes that overlay file systems keep on it. */
const OLDEST_KERNEL = '6.6'

/** Processors that the sandbox's seccomp profile knows, as engines name them. */
const ARCHITECTURES = ['x86_64', 'amd64', 'aarch64', 'arm64']

type EngineCheck = (engine: EngineFacts, host: HostSettings) => CheckResult

/** What is asked of an engine and its system, in the order of the table. */
export const ENGINE_CHECKS: readonly EngineCheck[] = [
  engineVersion,
  system,
  kernel,
  controlGroups,
  seccomp,
  userNamespaces,
  mappedUsers,
  seLinux,
  confinement,
]

function engineVersion({ product, version, security }: EngineFacts): CheckResult {
  const name = 'Engine version'
  const found = `${product} ${version}${security.includes('rootless') ? ', rootless' : ''}`
  if (product !== 'Docker') {
    const advice = `${product} was never tried: the probe tells whether it will do.`
    return { name, state: 'note', found, advice }
  }
  if (!isAtLeast(version, OLDEST_ENGINE)) {
    return { name, state: 'bad', found, advice: `Update the engine to ${OLDEST_ENGINE} or newer.` }
  }
  return { name, state: 'good', found }
}

function system({ kind, architecture, operatingSystem, desktop }: EngineFacts): CheckResult {
  const name = 'System'
  const found = `${operatingSystem}, ${architecture}`
  if (kind !== 'linux') {
    return { name, state: 'bad', found, advice: 'Switch Docker Desktop to Linux containers.' }
  }
  if (!ARCHITECTURES.includes(architecture)) {
    const advice = 'Sandboxes need an x86-64 or 64-bit ARM processor: use another machine.'
    return { name, state: 'bad', found, advice }
  }
  if (desktop) {
    const advice =
      'Sandboxes share the memory and processors that Docker Desktop gives its virtual machine: ' +
      'see its settings, Resources.'
    return { name, state: 'note', found, advice }
  }
  return { name, state: 'good', found }
}

function kernel({ kernel }: EngineFacts): CheckResult {
  const name = 'Kernel'
  if (isAtLeast(kernel, OLDEST_KERNEL)) return { name, state: 'good', found: kernel }
  return {
    name,
    state: 'note',
    found: `${kernel}: images of a sandbox live in memory, which takes ${OLDEST_KERNEL} or newer`,
    advice: `Where the probe fails, update the kernel to ${OLDEST_KERNEL} or newer.`,
  }
}

function controlGroups(engine: EngineFacts): CheckResult {
  const name = 'Control groups'
  const version = engine.cgroupVersion ? `version ${engine.cgroupVersion}` : 'version unknown'
  const missing = [
    ...(engine.memoryLimits ? [] : ['memory']),
    ...(engine.cpuLimits ? [] : ['processors']),
    ...(engine.pidLimits ? [] : ['processes']),
  ].join(', ')
  if (missing === '') return { name, state: 'good', found: version }
  return {
    name,
    state: 'note',
    found: `${version}; the engine cannot limit: ${missing}`,
    advice: 'A reader could use up what is not limited: keep such a host to yourself.',
  }
}

function seccomp({ security }: EngineFacts): CheckResult {
  const name = 'Seccomp'
  if (security.includes('seccomp')) return { name, state: 'good', found: 'on' }
  const advice = 'Use an engine that has seccomp: sandboxes do not run without.'
  return { name, state: 'bad', found: 'off', advice }
}

function userNamespaces(engine: EngineFacts, host: HostSettings): CheckResult {
  const name = 'User namespaces'
  if (!engine.onThisKernel) {
    const found = "cannot be looked up on the engine's system; the probe tells"
    return { name, state: 'note', found }
  }
  if (host.maximumUserNamespaces === 0) {
    const advice = 'Allow them:\n  sudo sysctl -w user.max_user_namespaces=15000'
    return { name, state: 'bad', found: 'none allowed on this machine', advice }
  }
  if (host.unprivilegedUserNamespaces === 0) {
    const advice = 'Allow them:\n  sudo sysctl -w kernel.unprivileged_userns_clone=1'
    return { name, state: 'bad', found: 'allowed for root alone', advice }
  }
  if (host.restrictedByAppArmor === 1) {
    const found = 'for programs whose AppArmor profile allows them'
    if (engine.security.includes('apparmor')) return { name, state: 'good', found }
    const advice =
      'The engine has AppArmor off, so that sandboxes cannot have such a profile. Allow them:\n' +
      '  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
    return { name, state: 'note', found, advice }
  }
  return { name, state: 'good', found: 'allowed' }
}

/** How many ids a sandbox needs: those of its own users, and 65,536 from 100,000 on for its containers'. */
const IDS_OF_A_SANDBOX = 165_536

function mappedUsers({ security }: EngineFacts): CheckResult {
  const name = 'Mapped users'
  if (!security.includes('userns')) return { name, state: 'good', found: 'not used by the engine' }
  const advice =
    `Sandboxes start where the engine's range in /etc/subuid and /etc/subgid has ${IDS_OF_A_SANDBOX} ids, ` +
    'and /dev/net/tun is open to everybody:\n  sudo chmod 0666 /dev/net/tun'
  return { name, state: 'note', found: "on: a sandbox's root is not the machine's", advice }
}

function seLinux({ security }: EngineFacts): CheckResult {
  const name = 'SELinux'
  if (!security.includes('selinux')) {
    return { name, state: 'good', found: 'not used by the engine' }
  }
  const found = 'on; sandboxes get the type container_engine_t'
  const advice =
    'Where the probe fails, update the package container-selinux, which has that type since 2.183.'
  return { name, state: 'note', found, advice }
}

/** What else holds a sandbox's root, which is the machine's own unless the engine maps users. */
function confinement({ security }: EngineFacts): CheckResult {
  const name = 'Confinement'
  const held = ['apparmor', 'selinux', 'userns', 'rootless'].filter((one) => security.includes(one))
  if (held.length > 0) return { name, state: 'good', found: `confined by ${held.join(', ')}` }
  const found = "is the machine's root, held by seccomp and its few capabilities alone"
  const advice =
    'For strangers, use an engine with AppArmor, SELinux or userns-remap, or a stronger runtime (SANDBOX_RUNTIME).'
  return { name, state: 'note', found, advice }
}

/** Compares the first two numbers of two versions. */
function isAtLeast(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split(/[^0-9]+/).map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}
