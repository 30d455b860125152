import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readHostSettings } from '../../../sandbox-server/doctor/host-settings.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'blitz-host-'))
  await mkdir(join(root, 'proc/sys/kernel'), { recursive: true })
  await mkdir(join(root, 'proc/sys/user'))
})

afterEach(async () => {
  await rm(root, { recursive: true })
})

describe("the kernel's settings", () => {
  it('are read from their files', async () => {
    await writeFile(join(root, 'proc/sys/user/max_user_namespaces'), '63000\n')
    await writeFile(join(root, 'proc/sys/kernel/unprivileged_userns_clone'), '0\n')
    await writeFile(join(root, 'proc/sys/kernel/apparmor_restrict_unprivileged_userns'), '1\n')
    expect(await readHostSettings(root)).toEqual({
      maximumUserNamespaces: 63_000,
      unprivilegedUserNamespaces: 0,
      restrictedByAppArmor: 1,
    })
  })

  it('are unknown where the kernel has no such switch', async () => {
    expect(await readHostSettings(root)).toEqual({
      maximumUserNamespaces: undefined,
      unprivilegedUserNamespaces: undefined,
      restrictedByAppArmor: undefined,
    })
  })
})
