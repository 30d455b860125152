import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { TEST_LIMITS, WITHOUT_ENGINE } from '../support/engine.ts'
import { useSandbox } from '../support/lone-sandbox.ts'

const lone = useSandbox('shell', undefined, {
  ...WITHOUT_ENGINE,
  packages: ['git', 'iputils-ping'],
})
const { run } = lone

describe('the engine of the host says of a sandbox without an engine', () => {
  const inspect = () => {
    const { docker, deployment } = lone.engine
    return docker.getContainer(`${deployment}-shell`).inspect()
  }

  it('that it has no device and nothing mounted, and cannot gain a right', async () => {
    const { HostConfig, Mounts } = await inspect()
    expect(HostConfig.Devices ?? []).toEqual([])
    expect(Mounts.filter(({ Type }) => Type !== 'tmpfs')).toEqual([])
    expect(Object.keys(HostConfig.Tmpfs ?? {})).not.toContain('/var/lib/docker')
    expect(HostConfig.SecurityOpt).toContain('no-new-privileges')
  })

  it('that the files of its kernel are hidden, as in every container', async () => {
    const { HostConfig } = await inspect()
    expect(HostConfig.MaskedPaths).toContain('/proc/kcore')
    expect(HostConfig.ReadonlyPaths).toContain('/proc/sys')
  })

  it('that its limits are set', async () => {
    const { HostConfig } = await inspect()
    expect(HostConfig).toMatchObject({
      Memory: TEST_LIMITS.memoryMiB * 1024 * 1024,
      PidsLimit: TEST_LIMITS.pids,
      NetworkMode: 'none',
      ReadonlyRootfs: true,
    })
  })
})

describe('from inside, a reader', () => {
  it('has the packages that the course names, and no Docker', async () => {
    const { status, output } = await run('cd && git init -q try && git -C try status --short')
    expect(output).toBe('')
    expect(status).toBe(0)
    expect((await run('command -v docker dockerd containerd runc')).status).not.toBe(0)
  })

  it('is an ordinary user with no capability', async () => {
    expect((await run('id -u')).output).toBe('1000')
    expect((await run('grep -E "^Cap(Inh|Prm|Eff|Amb)" /proc/self/status')).output).toMatch(
      /^(Cap\w+:\s+0+\n?){4}$/,
    )
    expect((await run('grep NoNewPrivs /proc/self/status')).output).toMatch(/\t1$/)
  })

  it('finds no program of a package with a right of its own', async () => {
    expect((await run('getcap -r /usr 2> /dev/null')).output).toBe('')
    expect((await run('find / -xdev -perm /6000 -type f 2> /dev/null')).output).toBe('')
  })

  it.each([
    ['make a user of another kind', 'unshare --user true', /not permitted/],
    ['make a network', 'unshare --net true', /not permitted/],
    ['write to the root file system', 'touch /etc/x', /Read-only file system/],
    ['change the kernel', 'echo 1 > /proc/sys/vm/overcommit_memory', /denied|Read-only/],
    ['stop the SSH server', 'kill $(pgrep -u root blitz-listen)', /not permitted/],
    ['stop what holds the shells', 'kill $(pgrep -u root blitz-hold)', /not permitted/],
    ['mount', 'mount -t tmpfs none /mnt', /permission denied|must be superuser/i],
    ['find a network', "grep -qE '^ *[^ l]' <(tail -n +3 /proc/net/dev)", /^$/],
  ])('cannot %s', async (_, command, answer) => {
    const { status, output } = await run(command)
    expect(status).not.toBe(0)
    expect(output).toMatch(answer)
  })

  it('reaches their own programs by loopback, by name, and so does a preview', async () => {
    await run("(socat TCP-LISTEN:8080,fork SYSTEM:'echo here' > /dev/null 2>&1 < /dev/null &)")
    const answer = 'until socat -u TCP:localhost:8080 STDOUT 2> /dev/null; do sleep 0.05; done'
    expect((await run(`timeout 10 bash -c '${answer}'`)).output).toBe('here')
    const stream = await lone.sandbox.connection.connectToPort(8080)
    expect(await text(stream)).toBe('here\n')
  })

  it('is told at once that a name of the internet is unknown', async () => {
    const { status, output } = await run('timeout 5 git ls-remote https://example.com/x.git')
    expect(status).toBe(128)
    expect(output).toMatch(/Could not resolve host/)
  })
})
