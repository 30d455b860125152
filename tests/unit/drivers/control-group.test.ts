import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  findControlGroup,
  withWholePath,
} from '../../../sandbox-server/drivers/docker-engine/control-group.ts'

const ID = '25bf4842e39f52c43411a12608b77c8fd6e2be7686dc5caae7337ef20ed95dad'

/** Debian 12 with an engine of the driver cgroupfs, control groups of version 1 and a tree of version 2. */
const FIRST = {
  memberships: `17:hugetlb:/docker/${ID}
8:pids:/docker/${ID}
6:freezer:/docker/${ID}
2:cpu,cpuacct:/docker/${ID}
0::/docker/${ID}
`,
  mounts: `23 1 254:0 / / rw,relatime - ext4 /dev/vda rw
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`,
}

/** Ubuntu 24.04 with an engine of the driver systemd. */
const SECOND = {
  memberships: `0::/system.slice/docker-${ID}.scope
`,
  mounts: `27 1 252:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,discard,errors=remount-ro
33 24 0:28 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
`,
}

const find = (
  { memberships, mounts }: typeof FIRST,
  controller: 'freezer' | 'cpuacct' = 'freezer',
  containerId = ID,
) => findControlGroup({ memberships, mounts, controller, containerId })

describe('the control group of a container', () => {
  it('is found for each controller in version 1', () => {
    expect(find(FIRST)).toEqual({ version: 1, folder: `/sys/fs/cgroup/freezer/docker/${ID}` })
    expect(find(FIRST, 'cpuacct')).toEqual({
      version: 1,
      folder: `/sys/fs/cgroup/cpu,cpuacct/docker/${ID}`,
    })
  })

  it('is found in the one tree of version 2', () => {
    const folder = `/sys/fs/cgroup/system.slice/docker-${ID}.scope`
    expect(find(SECOND)).toEqual({ version: 2, folder })
    expect(find(SECOND, 'cpuacct')).toEqual({ version: 2, folder })
  })

  it('is found in version 2 for a controller that version 1 does not have here', () => {
    const memberships = FIRST.memberships.replace(/^6:.*\n/m, '')
    expect(find({ ...FIRST, memberships })).toEqual({
      version: 2,
      folder: `/sys/fs/cgroup/unified/docker/${ID}`,
    })
  })

  it('is the container’s own where its first process has moved into a group within', () => {
    const memberships = `0::/system.slice/docker-${ID}.scope/init.scope\n`
    expect(find({ ...SECOND, memberships })?.folder).toBe(
      `/sys/fs/cgroup/system.slice/docker-${ID}.scope`,
    )
  })

  it('is found under a mount that shows a part of the tree, and whose name has a space', () => {
    const mounts = '40 1 0:28 /system.slice /mnt/the\\040groups rw - cgroup2 cgroup2 rw\n'
    expect(find({ ...SECOND, mounts })?.folder).toBe(`/mnt/the groups/docker-${ID}.scope`)
  })

  it('is found from a container that has the whole tree mounted beside its own part', () => {
    const own = `40 1 0:34 /docker/${'a'.repeat(64)} /sys/fs/cgroup/freezer ro - cgroup cgroup rw,freezer\n`
    const whole = '41 1 0:34 / /machine/cgroup/freezer rw - cgroup cgroup rw,freezer\n'
    expect(find({ ...FIRST, mounts: own + whole })?.folder).toBe(
      `/machine/cgroup/freezer/docker/${ID}`,
    )
  })

  it.each([
    ['/../..', `/../docker-${ID}.scope`, `/machine/cgroup/*/docker-${ID}.scope`],
    ['/../..', `/../../docker/${ID}/init`, `/machine/cgroup/docker/${ID}`],
    ['/../../..', `/../docker-${ID}.scope`, `/machine/cgroup/*/*/docker-${ID}.scope`],
    ['/..', `/../docker-${ID}.scope`, `/machine/cgroup/docker-${ID}.scope`],
  ])('is found from a namespace of its own, with %s mounted, at %s', (root, path, folder) => {
    const own = '40 1 0:28 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n'
    const whole = `41 1 0:28 ${root} /machine/cgroup rw - cgroup2 cgroup2 rw\n`
    expect(find({ memberships: `0::${path}\n`, mounts: own + whole })).toEqual({
      version: 2,
      folder,
    })
  })

  it('has the folders that the kernel does not name, and is the only one below them', async () => {
    const tree = await mkdtemp(join(tmpdir(), 'blitz-groups-'))
    const name = `docker-${ID}.scope`
    for (const path of ['init.scope', 'system.slice/docker-a.scope', `system.slice/${name}`]) {
      await mkdir(join(tree, path), { recursive: true })
    }
    const whole = (...names: string[]) =>
      withWholePath({ version: 2, folder: join(tree, ...names) })
    expect((await whole('*', name))?.folder).toBe(join(tree, 'system.slice', name))
    expect((await whole('system.slice', name))?.folder).toBe(join(tree, 'system.slice', name))
    expect(await whole('*', 'docker-b.scope')).toBeUndefined()
    await rm(tree, { recursive: true })
  })

  it.each([
    ['another container', FIRST, 'f'.repeat(64)],
    ['a process that has ended', { ...FIRST, memberships: '' }, ID],
    ['a tree that is not mounted here', { ...FIRST, mounts: '' }, ID],
    [
      'a tree of which another part is mounted',
      { ...SECOND, mounts: SECOND.mounts.replace(' / /sys/fs', ' /user.slice /sys/fs') },
      ID,
    ],
    ['a group outside of this process’s', { ...SECOND, memberships: `0::/../docker/${ID}\n` }, ID],
    [
      'a group outside of what is mounted',
      {
        memberships: `0::/../../../docker/${ID}\n`,
        mounts: SECOND.mounts.replace(' / /sys/fs', ' /../.. /sys/fs'),
      },
      ID,
    ],
  ])('is not found for %s', (_, files, id) => {
    expect(find(files, 'freezer', id)).toBeUndefined()
  })
})
