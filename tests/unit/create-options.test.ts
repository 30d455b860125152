import { describe, expect, it } from 'vitest'
import { seccompProfile } from '../../sandbox/seccomp.ts'
import {
  type CreateOptionsInput,
  createOptions,
} from '../../sandbox-server/drivers/docker-engine/create-options.ts'

const INPUT: CreateOptionsInput = {
  request: { id: 'abc', authorizedKey: 'ssh-ed25519 AAAA' },
  deployment: 'blitz-test',
  image: 'docker-blitz/sandbox:1',
  limits: { memoryMiB: 512, diskMiB: 256, cpus: 0.5, pids: 300 },
  host: {},
}
const hostConfig = (over: Partial<CreateOptionsInput> = {}) =>
  createOptions({ ...INPUT, ...over }).HostConfig

describe('what a sandbox is created with', () => {
  it('has a name, an image, and the labels of its deployment', () => {
    expect(createOptions(INPUT)).toMatchObject({
      name: 'blitz-test-abc',
      Image: 'docker-blitz/sandbox:1',
      Env: ['BLITZ_AUTHORIZED_KEY=ssh-ed25519 AAAA'],
      Labels: {
        'org.docker-blitz.deployment': 'blitz-test',
        'org.docker-blitz.sandbox': 'abc',
      },
    })
  })

  it.each([
    ['Privileged', false],
    ['CapDrop', ['ALL']],
    ['CapAdd', ['CHOWN', 'SETGID', 'SETUID']],
    ['NetworkMode', 'none'],
    // No resolver of the host, and no search domain.
    ['Dns', ['127.0.0.1']],
    ['DnsSearch', ['.']],
    ['ReadonlyRootfs', true],
    ['IpcMode', 'private'],
    ['CgroupnsMode', 'private'],
    ['RestartPolicy', { Name: 'no' }],
    ['Memory', 512 * 1024 * 1024],
    // Memory and swap together: no swap.
    ['MemorySwap', 512 * 1024 * 1024],
    ['NanoCpus', 500_000_000],
    ['PidsLimit', 300],
    // No core of a killed program, whatever the engine's own service allows.
    ['Ulimits', [{ Name: 'core', Soft: 0, Hard: 0 }]],
    // The kernel's choice where the machine has no memory left: never the server, nor the engine.
    ['OomScoreAdj', 100],
    // Nothing of the host is mounted.
    ['Binds', undefined],
    ['Mounts', []],
    ['PidMode', undefined],
    ['UsernsMode', undefined],
  ] as const)('%s: %j', (name, value) => {
    expect(hostConfig()[name]).toEqual(value)
  })

  it('has one device, the one that makes a network of its own', () => {
    expect(hostConfig().Devices).toEqual([
      { PathOnHost: '/dev/net/tun', PathInContainer: '/dev/net/tun', CgroupPermissions: 'rwm' },
    ])
  })

  it('can write only to memory, and only so much', () => {
    const tmpfs = hostConfig().Tmpfs as Record<string, string>
    for (const options of Object.values(tmpfs)) expect(options).toMatch(/(^|,)size=\d+m(,|$)/)
    expect(tmpfs['/var/lib/docker']).toContain('size=256m')
    // Set-uid programs and devices count nowhere but in the layers of the reader's own engine.
    const loose = Object.entries(tmpfs).filter(([, options]) => !options.includes('nosuid,nodev'))
    expect(loose.map(([path]) => path)).toEqual(['/var/lib/docker'])
  })

  it.each([
    [{}, []],
    [{ appArmorProfile: 'docker-blitz-sandbox' }, ['apparmor=docker-blitz-sandbox']],
    [{ selinuxType: 'container_engine_t' }, ['label=type:container_engine_t']],
  ])('on a host %j has the security options %j beside seccomp', (host, further) => {
    const [seccomp, ...rest] = hostConfig({ host }).SecurityOpt as string[]
    expect(seccomp).toBe(`seccomp=${JSON.stringify(seccompProfile())}`)
    expect(rest).toEqual(further)
  })

  it('has the runtime that the host chose, and else none of its own', () => {
    expect(hostConfig({ host: { runtime: 'runsc' } }).Runtime).toBe('runsc')
    expect(hostConfig()).not.toHaveProperty('Runtime')
  })

  it('is in the control group that the host names, and else where the engine has it', () => {
    expect(hostConfig({ host: { cgroupParent: '/lessons' } }).CgroupParent).toBe('/lessons')
    expect(hostConfig()).not.toHaveProperty('CgroupParent')
  })
})

describe('a sandbox without an engine', () => {
  const created = createOptions({ ...INPUT, hasEngine: false })
  const { HostConfig: config } = created

  it('has no device, no mount, and no place for images', () => {
    expect(config.Devices).toEqual([])
    expect(config.Mounts).toEqual([])
    expect(Object.keys(config.Tmpfs as object)).toEqual(['/run', '/tmp', '/home/learner'])
    expect((config.Tmpfs as Record<string, string>)['/home/learner']).toContain('size=256m')
  })

  it('can gain no right, and has what the engine of the host confines every container with', () => {
    const host = { appArmorProfile: 'docker-blitz-sandbox', selinuxType: 'container_engine_t' }
    const { SecurityOpt } = createOptions({ ...INPUT, host, hasEngine: false }).HostConfig
    // Nothing of the host's facts: those let an engine inside do what no other container may.
    expect(SecurityOpt).toEqual([
      `seccomp=${JSON.stringify(seccompProfile(false))}`,
      'no-new-privileges',
    ])
    expect(config).not.toHaveProperty('MaskedPaths')
    expect(config).not.toHaveProperty('ReadonlyPaths')
  })

  it('has no network, whatever becomes of the one setting or the other', () => {
    expect(created.NetworkDisabled).toBe(true)
    expect(config.NetworkMode).toBe('none')
  })

  it('is in all else as one with an engine', () => {
    const differs = ['SecurityOpt', 'Devices', 'MaskedPaths', 'ReadonlyPaths', 'Tmpfs']
    const rest = (all: object) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => !differs.includes(name)))
    expect(rest(config)).toEqual(rest(hostConfig()))
  })

  it('can make no namespace: neither a user of another kind, nor a network, nor a mount', () => {
    const { syscalls } = seccompProfile(false)
    const allowing = (name: string) =>
      syscalls.filter(({ names, action }) => action.endsWith('ALLOW') && names.includes(name))
    for (const name of ['unshare', 'setns', 'mount', 'fsmount', 'pivot_root', 'clone3']) {
      expect(allowing(name), name).toEqual([])
    }
    expect(allowing('clone').map(({ args }) => args)).toEqual([
      [{ index: 0, value: 0x7e02_0000, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
    ])
    // The C library takes `clone` where there is no `clone3`.
    expect(syscalls.find(({ names }) => names.includes('clone3'))?.errnoRet).toBe(38)
  })

  it('may ask the kernel nothing that one with an engine may not', () => {
    const allowed = (hasEngine: boolean) =>
      seccompProfile(hasEngine)
        .syscalls.filter(({ action, args }) => action === 'SCMP_ACT_ALLOW' && !args)
        .flatMap(({ names }) => names)
    expect(allowed(true)).toEqual(expect.arrayContaining(allowed(false)))
  })
})

describe('the sandboxes of several courses', () => {
  it('are told apart by a label, which one of a server with one course does not have', () => {
    const label = 'org.docker-blitz.course'
    expect(createOptions({ ...INPUT, course: 'git' }).Labels).toMatchObject({ [label]: 'git' })
    expect(createOptions(INPUT).Labels).not.toHaveProperty(label)
  })
})

describe('the seccomp profile', () => {
  const { defaultAction, syscalls } = seccompProfile()
  const rules = syscalls.filter(({ action }) => action === 'SCMP_ACT_ALLOW')
  const allowed = new Set(rules.flatMap(({ names }) => names))

  it('denies what it does not name', () => {
    expect(defaultAction).toBe('SCMP_ACT_ERRNO')
  })

  it("allows sockets of the sandbox's own network alone", () => {
    const sockets = rules.filter(({ names }) => names.includes('socket'))
    expect(sockets.flatMap(({ args }) => args?.map(({ value }) => value))).toEqual([
      1, 2, 10, 16, 17,
    ])
  })

  it('says of keys that the kernel has none, which the inner engine copes with', () => {
    const { names, errnoRet } = syscalls.find(({ action }) => action === 'SCMP_ACT_ERRNO') ?? {}
    expect(names).toEqual(['add_key', 'keyctl', 'request_key'])
    expect(errnoRet).toBe(38)
  })

  it.each([
    'init_module',
    'finit_module',
    'delete_module',
    'kexec_load',
    'bpf',
    'perf_event_open',
    'userfaultfd',
    'io_uring_setup',
    'open_by_handle_at',
    'process_vm_writev',
    'clock_settime',
    'settimeofday',
    'reboot',
    'swapon',
    'iopl',
    'acct',
    'quotactl',
    'syslog',
    'keyctl',
  ])('does not allow %s', (name) => {
    expect(allowed.has(name)).toBe(false)
  })

  it.each(['clone', 'clone3', 'unshare', 'mount', 'sethostname', 'execve', 'openat'])(
    'names %s, which a nested container needs',
    (name) => {
      expect(allowed.has(name)).toBe(true)
    },
  )

  it('names each call once', () => {
    const names = syscalls.filter(({ args }) => !args).flatMap((rule) => rule.names)
    expect(names).toHaveLength(new Set(names).size)
  })
})
