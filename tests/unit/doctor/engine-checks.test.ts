import { describe, expect, it } from 'vitest'
import { ENGINE_CHECKS } from '../../../sandbox-server/doctor/engine-checks.ts'
import type { HostSettings } from '../../../sandbox-server/doctor/host-settings.ts'
import { checkNode } from '../../../sandbox-server/doctor/node-check.ts'
import type { EngineFacts } from '../../../sandbox-server/engines/engine-facts.ts'

const GOOD: EngineFacts = {
  product: 'Docker',
  version: '26.1.5+dfsg1',
  kind: 'linux',
  architecture: 'x86_64',
  operatingSystem: 'Debian GNU/Linux 13 (trixie)',
  kernel: '6.12.41+deb13-amd64',
  cgroupVersion: '2',
  security: ['seccomp', 'cgroupns', 'apparmor'],
  memoryLimits: true,
  cpuLimits: true,
  pidLimits: true,
  memoryBytes: 8 * 1024 ** 3,
  cpus: 4,
  desktop: false,
  onThisKernel: true,
}

function check(name: string, engine: Partial<EngineFacts> = {}, host: HostSettings = {}) {
  return ENGINE_CHECKS.map((run) => run({ ...GOOD, ...engine }, host)).find(
    (result) => result.name === name,
  )
}

describe('an engine as it should be', () => {
  it('passes every check', () => {
    const states = ENGINE_CHECKS.map((run) => run(GOOD, { maximumUserNamespaces: 63_000 }).state)
    expect(new Set(states)).toEqual(new Set(['good']))
  })
})

describe('the version of the engine', () => {
  it.each([
    ['20.10.24+dfsg1', 'good'],
    ['29.0.1', 'good'],
    ['20.9.0', 'bad'],
    ['19.03.15', 'bad'],
  ])('%s is %s', (version, state) => {
    expect(check('Engine version', { version })?.state).toBe(state)
  })

  it('is not that of Docker where Podman answers', () => {
    expect(check('Engine version', { product: 'Podman', version: '5.4.2' })).toMatchObject({
      state: 'note',
      found: 'Podman 5.4.2',
    })
  })

  it('tells a rootless engine', () => {
    expect(check('Engine version', { security: ['seccomp', 'rootless'] })?.found).toBe(
      'Docker 26.1.5+dfsg1, rootless',
    )
  })
})

describe('the system of the engine', () => {
  it.each([
    [{ kind: 'windows' }, 'bad', 'Switch Docker Desktop to Linux containers.'],
    [{ architecture: 'riscv64' }, 'bad', 'x86-64 or 64-bit ARM'],
    [{ operatingSystem: 'Docker Desktop', desktop: true }, 'note', 'virtual machine'],
  ])('%o is %s', (engine, state, advice) => {
    const result = check('System', engine)
    expect(result?.state).toBe(state)
    expect(result?.advice).toContain(advice)
  })

  it.each([
    ['6.6.0', 'good'],
    ['6.18.44-fc', 'good'],
    ['10.0.1', 'good'],
    ['6.5.0-45-generic', 'note'],
    ['5.15.0', 'note'],
  ])('has a kernel %s that is %s', (kernel, state) => {
    expect(check('Kernel', { kernel })?.state).toBe(state)
  })

  it('may lack a limit', () => {
    expect(check('Control groups', { cgroupVersion: '1', pidLimits: false })).toMatchObject({
      state: 'note',
      found: 'version 1; the engine cannot limit: processes',
    })
  })

  it('may lack seccomp, or have SELinux', () => {
    expect(check('Seccomp', { security: [] })?.state).toBe('bad')
    expect(check('SELinux', { security: ['seccomp', 'selinux'] })?.state).toBe('note')
  })
})

describe('user namespaces', () => {
  const appArmor = { security: ['seccomp', 'apparmor'] }

  it.each([
    [{}, { maximumUserNamespaces: 0 }, 'bad', 'sysctl -w user.max_user_namespaces=15000'],
    [{}, { unprivilegedUserNamespaces: 0 }, 'bad', 'kernel.unprivileged_userns_clone=1'],
    [
      { security: ['seccomp'] },
      { restrictedByAppArmor: 1 },
      'note',
      'apparmor_restrict_unprivileged_userns=0',
    ],
  ])('with %o and %o are %s', (engine, host, state, advice) => {
    const result = check('User namespaces', engine, host)
    expect(result?.state).toBe(state)
    expect(result?.advice).toContain(advice)
  })

  it('that AppArmor restricts are no trouble where the engine can use a profile', () => {
    expect(check('User namespaces', appArmor, { restrictedByAppArmor: 1 })?.state).toBe('good')
  })

  it("of another machine are not judged by this one's files", () => {
    const result = check('User namespaces', { onThisKernel: false }, { maximumUserNamespaces: 0 })
    expect(result).toMatchObject({ state: 'note' })
    expect(result?.found).toContain('the probe tells')
  })
})

describe('Node', () => {
  it.each([
    ['26.10.0', 'good'],
    ['24.0.0', 'good'],
    ['22.18.0', 'bad'],
    ['20.19.1', 'bad'],
  ])('%s is %s', (version, state) => {
    expect(checkNode(version).state).toBe(state)
  })
})

describe('the root of a sandbox', () => {
  it.each(['apparmor', 'selinux', 'userns', 'rootless'])('is confined by %s', (one) => {
    expect(check('Confinement', { security: ['seccomp', one] })).toMatchObject({
      state: 'good',
      found: `confined by ${one}`,
    })
  })

  it('is noted where nothing but seccomp confines it', () => {
    const result = check('Confinement', { security: ['seccomp', 'cgroupns'] })
    expect(result?.state).toBe('note')
    expect(result?.advice).toContain('userns-remap')
  })

  it('has what to see to where the engine maps users', () => {
    const result = check('Mapped users', { security: ['seccomp', 'userns'] })
    expect(result?.state).toBe('note')
    expect(result?.advice).toContain('165536 ids')
    expect(result?.advice).toContain('sudo chmod 0666 /dev/net/tun')
  })
})
