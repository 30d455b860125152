import { describe, expect, it } from 'vitest'
import { byMachine } from '../../../hosts/case.ts'
import { ALL_CASES } from '../../../hosts/cases/all.ts'
import { whyNot } from '../../../hosts/needs.ts'
import { qemuWords } from '../../../hosts/qemu-words.ts'
import { recipeOf } from '../../../hosts/recipe.ts'
import { SYSTEMS } from '../../../hosts/systems.ts'
import { sayVersions } from '../../../hosts/versions.ts'

const PARTS = { key: 'ssh-ed25519 AAAA', npm: '/usr/lib/node_modules/npm', npmVersion: '11.0.0' }

describe('the cases of hosts', () => {
  it('have names of their own, and either a way to play or a reason why not', () => {
    const names = ALL_CASES.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, play, missing } of ALL_CASES) {
      expect(name).toMatch(/^[a-z0-9-]+$/)
      expect(play === undefined, name).toBe(missing !== undefined)
    }
  })

  it('share a machine where they want the same', () => {
    const groups = byMachine(ALL_CASES.filter(({ play }) => play !== undefined))
    expect(groups[0]?.map(({ name }) => name)).toEqual([
      'docker-root',
      'docker-user',
      'docker-restarts',
      'docker-service',
    ])
    expect(groups.flat()).toHaveLength(ALL_CASES.filter(({ play }) => play).length)
  })
})

describe('the recipe of a system', () => {
  it('has the same hash where nothing is different, and another where something is', () => {
    const hash = recipeOf(SYSTEMS.trixie, PARTS).hash
    expect(recipeOf(SYSTEMS.trixie, { ...PARTS, npm: '/elsewhere/npm' }).hash).toBe(hash)
    const others = [
      recipeOf(SYSTEMS.forky, PARTS),
      recipeOf(SYSTEMS.trixie, { ...PARTS, key: 'ssh-ed25519 BBBB' }),
      recipeOf(SYSTEMS.trixie, { ...PARTS, npmVersion: '12.0.0' }),
      recipeOf({ ...SYSTEMS.trixie, packages: ['podman'] }, PARTS),
    ]
    expect(new Set([hash, ...others.map((one) => one.hash)]).size).toBe(5)
  })
})

describe('the words of qemu', () => {
  const wish = {
    root: { disk: '/disks/root.raw', kernel: '/disks/vmlinuz', initrd: '/disks/initrd.img' },
    disks: ['/disks/a,b.raw'],
    ports: new Map([[40022, 22]]),
    ...{ processors: 1, mebibytes: 1024, serialLog: '/logs/one.log', hasKvm: false },
  }

  it('write to no disk, and listen on the loopback alone', () => {
    const words = qemuWords(wish)
    const drives = words.filter((word) => word.startsWith('file='))
    expect(drives).toEqual([
      'file=/disks/root.raw,format=raw,if=virtio,snapshot=on',
      'file=/disks/a,,b.raw,format=raw,if=virtio,snapshot=on',
    ])
    expect(words).toContain('user,id=net,hostfwd=tcp:127.0.0.1:40022-:22')
    expect(words.join(' ')).toContain('-smp 1 -m 1024M')
  })

  it('emulate where the processor does not help', () => {
    expect(qemuWords(wish)).toContain('tcg,thread=multi,tb-size=1024')
    expect(qemuWords({ ...wish, hasKvm: true })).toContain('kvm')
  })
})

describe('a machine that cannot run virtual ones', () => {
  const good = {
    ...{ platform: 'linux', architecture: 'x64', isRoot: true },
    ...{ freeDiskGibibytes: 100, availableMebibytes: 8192 },
  }

  it.each([
    [{}, undefined],
    [
      { platform: 'darwin' },
      'Virtual machines get the programs of this machine: run this on Linux on x86-64.',
    ],
    [{ isRoot: false }, 'A root file system can be made by root only: use sudo.'],
    [
      { freeDiskGibibytes: 3.21 },
      'Disks of virtual machines need 12 GiB, and 3.2 GiB are free: name another folder with --cache FOLDER.',
    ],
    [
      { availableMebibytes: 2000.5 },
      'A virtual machine of 4096 MiB needs 5120 MiB of memory, and 2000 MiB are free: stop what uses it, or name a smaller case.',
    ],
  ])('says what is missing: %o', (facts, sentence) => {
    expect(whyNot({ ...good, ...facts }, 4096)).toBe(sentence)
  })
})

describe('the versions of a row', () => {
  it('are those that the machine told', () => {
    const told = `Debian 13.8
kernel 6.12.117+deb13-amd64
Docker 26.1.5+dfsg1
name=apparmor
name=seccomp,profile=builtin
name=cgroupns

cgroup 2`
    expect(sayVersions(told)).toBe(
      'Debian 13.8, kernel 6.12.117+deb13-amd64, Docker 26.1.5, AppArmor, control groups 2',
    )
    expect(sayVersions('Debian 12.5\npodman version 4.3.1\ncgroup v2')).toBe(
      'Debian 12.5, Podman 4.3.1, control groups 2',
    )
  })
})
