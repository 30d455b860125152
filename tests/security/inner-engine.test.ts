import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readlink, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quoteForShell } from '../../sandbox-server/common/quote-for-shell.ts'
import { useSandbox } from '../support/lone-sandbox.ts'

/** In the name of a file and of a process of this machine: whoever sees it sees this machine. */
const MARK = `blitz-mark-${randomBytes(8).toString('hex')}`
const FILE = join(tmpdir(), MARK)

const lone = useSandbox('engine')
const { run } = lone
const marked = spawn('sh', ['-c', 'read _', MARK])

beforeAll(async () => {
  await writeFile(FILE, MARK)
})

afterAll(async () => {
  marked.stdin.end()
  await rm(FILE, { force: true })
})

const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts']

/** What a container says of where it is: namespaces, users, processes, names, files, mounts. */
const FACTS = `
for name in ${NAMESPACES.join(' ')}; do readlink /proc/self/ns/$name; done
cat /proc/self/uid_map
hostname
ps -o pid,args
cat /proc/mounts
find / /host -maxdepth 3 -name 'blitz-mark-*' 2> /dev/null
true`

/** What `docker run` takes that would open a host, where the engine were one's. */
const OPENINGS = [
  '--privileged',
  '--cap-add ALL',
  '--security-opt seccomp=unconfined --security-opt apparmor=unconfined',
  '--security-opt systempaths=unconfined',
  '-v /:/host',
  '-v /tmp:/host/tmp -v /run:/host/run -v /dev:/host/dev',
  '-v /proc:/host/proc --pid host',
  '--pid host',
  '--network host',
  '--ipc host',
  '--uts host',
  '--userns host',
  '--cgroupns host',
  '--device /dev/vda',
  '--device /dev/kmsg',
  '--runtime io.containerd.runc.v2',
  '-v /:/host --pid host --network host --ipc host --uts host --userns host --cap-add ALL',
]

describe('a container of the inner engine', () => {
  it.each(OPENINGS)('with %s reaches nothing of the host, or does not start', async (opening) => {
    const { output } = await run(
      `docker run --rm ${opening} busybox:latest sh -c ${quoteForShell(FACTS)}`,
    )
    expect(output).not.toBe('')
    expect(output).not.toContain(MARK)
    expect(output.split('\n')).not.toContain(hostname())
    for (const name of NAMESPACES) {
      expect(output.split('\n')).not.toContain(await readlink(`/proc/self/ns/${name}`))
    }
    // Root of a container is the reader or below: user 0 of the host is no one there.
    expect(output).not.toMatch(/^\s*0\s+0\s+\d+$/m)
  })

  it.each([
    ['a disk', '-v /dev:/host busybox sh -c "cat /host/vda /host/sda | head -c 1"'],
    [
      'the memory',
      '-v /dev:/host -v /proc:/hp busybox sh -c "cat /host/mem /hp/kcore | head -c 1"',
    ],
    ['the log of the kernel', '--cap-add SYSLOG busybox dmesg'],
    ['a device that it makes', '--cap-add MKNOD busybox mknod /tmp/disk b 254 0'],
    ['a module', '--cap-add SYS_MODULE -v /lib:/lib0 busybox insmod /bin/busybox'],
  ])('does not get %s', async (_, words) => {
    const { output } = await run(`docker run --rm --pid host --network host ${words}`)
    expect(output).toMatch(/denied|not permitted|No such file|can't open|cannot open/i)
  })
})

describe('the engine that a reader has', () => {
  it('is not that of the host, and knows nothing of it', async () => {
    const { ID } = await lone.engine.docker.info()
    const inner = JSON.parse((await run("docker info --format '{{json .}}'")).output)
    expect(inner.ID).not.toBe(ID)
    expect((await run('ps -o user= -C dockerd,containerd | sort -u')).output).toBe('learner')
    expect((await run('docker ps --all --quiet')).output).toBe('')
    const { output } = await run(
      'find / -xdev -type s 2> /dev/null; cat /proc/net/unix | grep -o "@.*docker.*"',
    )
    expect(output).not.toMatch(/^\/(var\/)?run\/(docker|containerd)/m)
  })
})
