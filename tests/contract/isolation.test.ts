import { describe, expect, it } from 'vitest'
import { TEST_LIMITS } from '../support/engine.ts'
import { useSandbox } from '../support/lone-sandbox.ts'

const lone = useSandbox('isolation')
const { run } = lone

describe('the engine of the host says of a running sandbox', () => {
  const inspect = () => {
    const { docker, deployment } = lone.engine
    return docker.getContainer(`${deployment}-isolation`).inspect()
  }

  it('that it is not privileged and has the few capabilities that are documented', async () => {
    const { HostConfig } = await inspect()
    expect(HostConfig.Privileged).toBe(false)
    expect(HostConfig.CapDrop).toEqual(['ALL'])
    expect(HostConfig.CapAdd?.map((name: string) => name.replace('CAP_', ''))).toEqual([
      'CHOWN',
      'SETGID',
      'SETUID',
    ])
  })

  it('that nothing of the host is mounted in it', async () => {
    const { HostConfig, Mounts } = await inspect()
    expect(HostConfig.Binds ?? []).toEqual([])
    expect(Mounts.filter(({ Type }) => Type !== 'tmpfs')).toEqual([])
  })

  it('that it has no network', async () => {
    const { HostConfig, NetworkSettings } = await inspect()
    expect(HostConfig.NetworkMode).toBe('none')
    expect(Object.keys(NetworkSettings.Networks)).toEqual(['none'])
  })

  it('that its system calls are filtered by our own profile', async () => {
    const { HostConfig } = await inspect()
    const option = HostConfig.SecurityOpt?.find((text: string) => text.startsWith('seccomp='))
    expect(option).toMatch(/^seccomp=\{"defaultAction":"SCMP_ACT_ERRNO"/)
  })

  it('that its limits are set', async () => {
    const { HostConfig } = await inspect()
    expect(HostConfig).toMatchObject({
      Memory: TEST_LIMITS.memoryMiB * 1024 * 1024,
      MemorySwap: TEST_LIMITS.memoryMiB * 1024 * 1024,
      NanoCpus: TEST_LIMITS.cpus * 1e9,
      PidsLimit: TEST_LIMITS.pids,
      ReadonlyRootfs: true,
    })
  })
})

describe('from inside, a reader', () => {
  it('is an ordinary user with no capability', async () => {
    expect((await run('id -u')).output).toBe('1000')
    expect((await run('grep -E "^Cap(Inh|Prm|Eff|Amb)" /proc/self/status')).output).toMatch(
      /^(Cap\w+:\s+0+\n?){4}$/,
    )
  })

  it('finds no other way to the network than loopback', async () => {
    expect((await run("ip -o link show up | cut -d: -f2 | tr -d ' '")).output).toBe('lo')
  })

  it('has no core of a killed program in the home, whatever the engine allows', async () => {
    // As `dockerd --default-ulimit core=-1`, or a service that limits no cores.
    expect((await run('ulimit -Hc; ulimit -Sc')).output).toBe('0\n0')
    const killed =
      'cd; sh -c "kill -SEGV \\$\\$"; docker run --rm alpine:latest sh -c "ulimit -Hc"; ls'
    expect((await run(killed)).output).not.toMatch(/core/)
  })

  it.each([
    ['write to the root file system', 'touch /etc/x', /Read-only file system/],
    ['change the kernel', 'echo 1 > /proc/sys/vm/overcommit_memory', /Permission denied/],
    ['trigger a reboot', 'echo b > /proc/sysrq-trigger', /Permission denied|No such file/],
    ['read the SSH keys', 'cat /etc/blitz/host_key', /Permission denied/],
    ['stop the SSH server', 'kill $(pgrep -u root blitz-listen)', /not permitted/],
    ['become root by a program', 'find / -xdev -perm /6000 -type f 2> /dev/null | grep .', /^$/],
    ['mount', 'mount -t tmpfs none /mnt', /permission denied|must be superuser/i],
    ['read the kernel log', 'dmesg', /not permitted|not found/],
  ])('cannot %s', async (_, command, answer) => {
    const { status, output } = await run(command)
    expect(status).not.toBe(0)
    expect(output).toMatch(answer)
  })

  it('reaches nothing of the host from a container that shares all it can with the sandbox', async () => {
    const { output } = await run(
      'docker run --rm -v /:/host --pid host --network host busybox:latest sh -c ' +
        "'cat /host/etc/shadow; kill 1; echo 1 > /proc/sys/vm/overcommit_memory; mknod /tmp/a b 8 0'",
    )
    expect(output).toMatch(/shadow.*Permission denied/)
    expect(output).toMatch(/kill.*(Operation not permitted|No such process)/)
    expect(output).toMatch(/overcommit_memory: (Permission denied|Read-only file system)/)
    expect(output).toMatch(/mknod: .*Operation not permitted/)
  })

  it('finds no engine but their own where Docker looks for one', async () => {
    const { ID } = (await lone.engine.docker.info()) as { ID: string }
    const { status, output } = await run(
      "docker -H unix:///var/run/docker.sock info --format '{{.ID}} {{.Name}}'",
    )
    expect(status).toBe(0)
    expect(output).toContain(' blitz')
    expect(output).not.toContain(ID)
  })

  it('is refused a privileged container', async () => {
    const { status, output } = await run('docker run --rm --privileged busybox:latest true')
    expect(status).not.toBe(0)
    expect(output).toMatch(/operation not permitted/)
  })
})
