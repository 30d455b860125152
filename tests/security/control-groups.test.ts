import { describe, expect, it } from 'vitest'
import { deploymentFilter } from '../../sandbox-server/drivers/docker-engine/labels.ts'
import { useSandbox } from '../support/lone-sandbox.ts'

const lone = useSandbox('groups')
const { run } = lone

/** As root of the engine's namespaces, where the reader's control groups are. */
const IN_ENGINE =
  'nsenter --target $(pgrep --exact dockerd) --user --mount --cgroup --preserve-credentials'

/** As root of namespaces that the reader makes, with the control groups mounted in them. */
const MOUNT = `
mount -t tmpfs none /mnt
if [ -e /sys/fs/cgroup/cgroup.procs ]; then
  mount -t cgroup2 none /mnt
else
  for name in memory pids cpu freezer; do mkdir /mnt/$name; mount -t cgroup -o $name none /mnt/$name; done
fi`
const IN_NEW = 'unshare --user --map-root-user --mount --cgroup'

/** Tries to write to the group of the sandbox itself; `groups` is where it is mounted. */
const tryLimits = (groups: string) => `
cd ${groups}
for file in memory.max pids.max cpu.max memory/memory.limit_in_bytes pids/pids.max \
  cpu/cpu.cfs_quota_us memory/memory.memsw.limit_in_bytes cgroup.max.descendants; do
  [ -e $file ] || continue
  echo looked at $file
  for value in max -1 999999999999; do (echo $value > $file) 2> /dev/null && echo changed $file; done
done
true`

const tryFreezer = (groups: string) => `
cd ${groups}
ls */freezer.state freezer/docker/*/freezer.state cgroup.freeze 2> /dev/null
for file in freezer/docker/*/freezer.state; do
  (echo FROZEN > $file) 2> /dev/null && echo changed $file
done
true`

async function limits(): Promise<string> {
  const { output } = await run(
    `cd /sys/fs/cgroup; grep -H . memory.max pids.max cpu.max memory/memory.limit_in_bytes pids/pids.max \
      cpu/cpu.cfs_quota_us cgroup.max.descendants 2> /dev/null`,
  )
  return output
}

describe('the limits of a sandbox', () => {
  it('are not raised by root of a namespace of the reader', async () => {
    const before = await limits()
    expect(before).toContain('pids.max:')
    const { output } = await run(`${IN_NEW} sh -c '${MOUNT} ${tryLimits('/mnt')}'`)
    expect(output).toContain('looked at')
    expect(output).not.toContain('changed')
    expect(await limits()).toBe(before)
  })

  it('are not raised by root of the engine, who limits containers alone', async () => {
    const before = await limits()
    await run(`${IN_ENGINE} sh -c '${tryLimits('/sys/fs/cgroup')}'`)
    expect(await limits()).toBe(before)
  })

  it('are not raised by a container that sees them writable', async () => {
    const before = await limits()
    await run(
      `docker run --rm --cap-add ALL --cgroupns host --pid host -v /sys/fs/cgroup:/mnt:rw \
        busybox sh -c '${tryLimits('/mnt')}'`,
    )
    expect(await limits()).toBe(before)
  })

  it('hold for what runs as root, which nobody else moves to a group of theirs', async () => {
    const { output } = await run(
      `${IN_ENGINE} sh -c 'cd /sys/fs/cgroup; for file in $(find . -name cgroup.procs); do
         (echo 1 > $file) 2> /dev/null && echo moved; done; true'`,
    )
    expect(output).not.toContain('moved')
  })
})

/** Asks for groups as the engine does, until it is refused one, and gives them back. */
const ASK = `
  use Socket;
  sub ask {
    socket(my $server, AF_UNIX, SOCK_SEQPACKET, 0);
    connect($server, pack_sockaddr_un("/run/blitz/groups")) or die $!;
    send($server, pack("a1 a255", @_), 0);
    recv($server, my $answer, 4, 0);
    return unpack("l", $answer);
  }
  my $made = 0;
  $made++ while $made < 1000 && ask("m", "many/$made") > 0;
  print "$made made\\n";
  ask("r", "many/$_") for 0 .. $made;
  print "$_ made\\n" for grep { ask("m", $_) > 0 } "../x", "many/../../x", "", "/", ".", "//x", "many/.x";`

describe('what a reader may make of control groups', () => {
  it('is bounded', async () => {
    const make = 'for n in $(seq 1000); do mkdir many-$n 2> /dev/null || break; done'
    const { output } = await run(
      `${IN_ENGINE} sh -c 'cd /sys/fs/cgroup; if [ -e memory ]; then cd memory; fi; ${make}; ls | grep -c many-'`,
    )
    expect(Number(output)).toBeLessThan(300)
    await run(`${IN_ENGINE} sh -c 'rmdir /sys/fs/cgroup/many-*'`)
    const asked = await run(`perl -e '${ASK}'`)
    expect(asked.output).toMatch(/^\d{1,3} made$/)
    expect((await run('docker run --rm busybox echo here')).output).toBe('here')
  })

  it('holds the sandbox neither from being paused nor from being removed', async () => {
    await run('docker run --detach --name stopped busybox sleep 600 && docker pause stopped')
    const { output } = await run(`${IN_ENGINE} sh -c '${tryFreezer('/sys/fs/cgroup')}'`)
    expect(output).not.toContain('changed')
    const { docker, driver, deployment } = lone.engine
    const [handle] = await driver.list()
    await handle?.pause()
    expect(await handle?.state()).toBe('paused')
    await handle?.resume()
    await handle?.destroy()
    expect(
      await docker.listContainers({ all: true, filters: deploymentFilter(deployment) }),
    ).toEqual([])
  })
})
