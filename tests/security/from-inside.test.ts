import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { useSandbox } from '../support/lone-sandbox.ts'

const attacker = useSandbox('attacker')
const neighbour = useSandbox('neighbour', attacker)
const { run } = attacker

/** Something to find, which counts who finds it. */
async function listen(where: object): Promise<{ server: Server; found: () => number }> {
  let visits = 0
  const server = createServer((socket) => {
    visits += 1
    socket.on('error', () => {})
    socket.end('found')
  })
  server.listen(where)
  await once(server, 'listening')
  return { server, found: () => visits }
}

describe('the network of a sandbox leads', () => {
  it('to no address of the host, from the shell and from a container', async () => {
    const { server, found } = await listen({ host: '0.0.0.0', port: 0 })
    const { port } = server.address() as AddressInfo
    const bridge = await attacker.engine.docker.getNetwork('bridge').inspect()
    const ofHost = Object.values(networkInterfaces()).flat()
    const addresses = [
      ...ofHost.flatMap((one) => (one?.family === 'IPv4' ? [one.address] : [])),
      ...(bridge.IPAM?.Config ?? []).map(({ Gateway }) => Gateway).filter(Boolean),
      // The sandbox's own loopback as the inner engine sees it, and where slirp has a host.
      '10.0.2.2',
      '10.0.2.3',
    ]
    for (const address of new Set(addresses)) {
      const dial = `timeout 3 bash -c 'cat < /dev/tcp/${address}/${port}'`
      expect(await run(dial), address).not.toMatchObject({ output: 'found' })
      const fromContainer = `docker run --rm --network host busybox nc -w 2 ${address} ${port}`
      expect((await run(fromContainer)).output, address).not.toContain('found')
    }
    expect(found()).toBe(0)
    server.close()
  })

  it('to no abstract socket of the host', async () => {
    const { server, found } = await listen({ path: '\0blitz-test-abstract' })
    const { status } = await run('socat - ABSTRACT-CONNECT:blitz-test-abstract < /dev/null')
    expect(status).not.toBe(0)
    expect(found()).toBe(0)
    server.close()
  })

  it.each([
    ['the addresses of clouds that tell credentials', '169.254.169.254/80'],
    ['the internet', '1.1.1.1/53'],
    ['the bridge of the engine', '172.17.0.1/2375'],
  ])('not to %s', async (_, place) => {
    const { status, output } = await run(`timeout 3 bash -c 'echo > /dev/tcp/${place}'`)
    expect(status).not.toBe(0)
    expect(output).toMatch(/Network is unreachable/)
  })

  it('to no other sandbox', async () => {
    const serve =
      'setsid socat TCP-LISTEN:7777,fork,reuseaddr SYSTEM:"echo found" > /dev/null 2>&1 &'
    expect((await neighbour.run(serve)).status).toBe(0)
    const dial = "bash -c 'cat < /dev/tcp/127.0.0.1/7777'"
    expect((await neighbour.run(`until ${dial} 2> /dev/null; do sleep 0.1; done`)).output).toBe(
      'found',
    )
    expect((await run(dial)).output).toMatch(/refused/)
  })

  it('past itself by no other family of sockets', async () => {
    const families = 'for (0..50) { push @ok, $_ if socket my $s, $_, 1, 0 or socket $s, $_, 2, 0 }'
    const { output } = await run(`perl -e '${families} print "@ok"'`)
    expect(output).toBe('1 2 10 16')
  })
})

describe('a reader', () => {
  it.each([
    ['reads the environment of the entrypoint', 'cat /proc/1/environ', /denied/],
    ['reads that of the SSH server', 'cat /proc/$(pgrep -u root blitz-listen)/environ', /denied/],
    ['reads the memory of it', 'head -c 1 /proc/$(pgrep -u root blitz-listen)/mem', /denied/],
    ['logs in', 'socat STDIO UNIX-CONNECT:/run/blitz/ssh', /denied/],
    ['reads the memory of the own connection', 'head -c 1 /proc/$PPID/mem', /denied/],
    ['stops the entrypoint', 'kill -9 1 8', /not permitted/],
    ['stops what holds the shells', 'kill -9 $(pgrep blitz-hold)', /not permitted/],
    ['reads the memory of it', 'head -c 1 /proc/$(pgrep -n blitz-hold)/mem', /denied/],
    // A link there would lead the server to its own machine's files.
    ['puts a link in the place of a shell', 'ln -sf /etc/passwd /run/blitz/shells/x', /denied/],
    ['hides the shells', 'mv /run/blitz/shells /run/blitz/others', /denied/],
    ['is root by asking', 'setpriv --reuid 0 id', /not permitted/],
    [
      'is root of a new namespace',
      'unshare --user sleep 5 & sleep 0.5; newuidmap $! 0 0 1',
      /not allowed/,
    ],
    [
      'lets itself in as root by a container',
      'docker run --rm -v /run/blitz:/keys busybox sh -c "echo x > /keys/authorized_keys"',
      /denied|nonexistent/i,
    ],
    [
      'changes the programs of root by a container',
      'docker run --rm -v /usr/local/lib/blitz:/lib0 busybox touch /lib0/entrypoint',
      /denied|Read-only/i,
    ],
  ])('never %s', async (_, command, answer) => {
    const { status, output } = await run(command)
    expect(output).toMatch(answer)
    expect(status).not.toBe(0)
  })

  it('is no more than a reader by a program that a container made set-uid', async () => {
    const copy = 'cp /bin/busybox /h/busybox && chown 0:0 /h/busybox && chmod 6755 /h/busybox'
    await run(`docker run --rm -v /var/lib/docker:/h busybox sh -c '${copy}'`)
    expect((await run('ls -l /var/lib/docker/busybox')).output).toMatch(/^-rws/)
    expect((await run('/var/lib/docker/busybox id -u')).output).toBe('1000')
  })
})

/** Numbers of system calls on x86-64 and on 64-bit ARM. */
const CALLS = {
  ptrace: [101, 117],
  bpf: [321, 280],
  init_module: [175, 105],
  finit_module: [313, 273],
  kexec_load: [246, 104],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  io_uring_setup: [425, 425],
  open_by_handle_at: [304, 265],
  process_vm_readv: [310, 270],
  reboot: [169, 142],
  swapon: [167, 224],
  settimeofday: [164, 170],
  syslog: [103, 116],
} as const

describe('the kernel', () => {
  it.each(Object.entries(CALLS))('refuses %s', async (name, [onX86, onArm]) => {
    // Of `ptrace`: to be attached to the SSH server (16 is PTRACE_ATTACH).
    const words = name === 'ptrace' ? '16, $pid, 0, 0' : '0, 0, 0, 0, 0'
    const script = `
      chomp(my $pid = \`pgrep -u root blitz-listen\`); $pid += 0;
      my $call = \`uname -m\` =~ /x86/ ? ${onX86} : ${onArm};
      print syscall($call, ${words}), " ", $! + 0`
    expect((await run(`perl -e '${script}'`)).output).toBe('-1 1')
  })

  it('refuses keys in such a way that the inner engine does without', async () => {
    const script = 'print syscall(`uname -m` =~ /x86/ ? 250 : 219, 0, 0, 0, 0, 0), " ", $! + 0'
    expect((await run(`perl -e '${script}'`)).output).toBe('-1 38')
  })

  // What names a program that the kernel runs as root of the host. Each is given what it holds.
  it.each([
    '/proc/sys/kernel/core_pattern',
    '/proc/sys/kernel/modprobe',
    '/proc/sys/fs/binfmt_misc/register',
    '/proc/sys/kernel/hotplug',
    '/sys/kernel/uevent_helper',
    '/sys/fs/cgroup/memory/release_agent',
  ])('takes no program to run from %s', async (path) => {
    const write = `v=$(cat P 2> /dev/null); echo "$v" > P && echo written`
    const here = await run(write.replaceAll('P', path))
    const mounts = '-v /proc:/host/proc -v /sys:/host/sys'
    const container = await run(
      `docker run --rm ${mounts} busybox sh -c '${write.replaceAll('P', `/host${path}`)}'`,
    )
    expect(here.output).not.toContain('written')
    expect(container.output).not.toContain('written')
  })

  it('lets no new namespace mount what belongs to the host', async () => {
    const mounts = ['-t cgroup -o memory', '-t devtmpfs', '-t debugfs', '-t securityfs', '-t ext4']
    for (const options of mounts) {
      const { output } = await run(
        `unshare --user --map-root-user --mount sh -c 'mount ${options} none /mnt && echo mounted'`,
      )
      expect(output, options).not.toContain('mounted')
    }
  })
})
