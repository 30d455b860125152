import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seeToAppArmor } from '../../../sandbox-server/doctor/app-armor-check.ts'
import {
  bootCommand,
  loadCommand,
  loadProfile,
  PROFILE_NAME,
  PROFILE_PATH,
  parserVersion,
  profileText,
} from '../../../sandbox-server/doctor/app-armor-profile.ts'
import type { EngineFacts } from '../../../sandbox-server/engines/engine-facts.ts'

/** Reads the profile with everything that it includes, and leaves the kernel alone. */
const CHECK_ONLY = ['--skip-kernel-load', '--skip-cache']

let version: number

beforeAll(async () => {
  const found = await parserVersion()
  if (found === undefined) {
    throw new Error('These tests need apparmor_parser: install the package apparmor.')
  }
  version = found
})

describe('the AppArmor profile', () => {
  it("is one by this machine's own parser", async () => {
    expect(await loadProfile(version, CHECK_ONLY)).toBeUndefined()
  })

  it('has the name that the engine is told', async () => {
    expect(await profileText(4)).toMatch(new RegExp(`^profile ${PROFILE_NAME} flags=`, 'm'))
  })

  it('allows user namespaces, and leaves that out for a parser that does not know them', async () => {
    const newer = await profileText(4)
    const older = await profileText(3)
    expect(newer).toMatch(/^ {2}userns,/m)
    expect(newer).toMatch(/^abi <abi\/4\.0>,/m)
    expect(older).not.toMatch(/^ {2}userns,/m)
    expect(older).not.toMatch(/^abi /m)
    expect(older).toMatch(/^ {2}mount,$/m)
  })

  it('tells what the parser complains of', async () => {
    expect(await loadProfile(version, [...CHECK_ONLY, '--no-such-flag'])).toContain('no-such-flag')
  })

  it('is loaded by a command that suits the parser', () => {
    expect(loadCommand(4)).toBe(`sudo apparmor_parser -Kr ${PROFILE_PATH}`)
    expect(loadCommand(3)).toBe(`sed '/AppArmor-4$/d' ${PROFILE_PATH} | sudo apparmor_parser -Kr`)
  })
})

describe('the check of AppArmor', () => {
  const engine = { security: ['seccomp', 'apparmor'], onThisKernel: true } as const
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blitz-app-armor-'))
  })

  afterAll(() => rm(folder, { recursive: true }))

  it('asks nothing where the engine does not use it', async () => {
    expect(await seeToAppArmor(facts({ ...engine, security: ['seccomp'] }), true)).toEqual({
      result: { name: 'AppArmor', state: 'good', found: 'not used by the engine' },
    })
  })

  it('tells a user who is not root the command that lasts over a boot, and uses the profile', async () => {
    const { profile, result } = await seeToAppArmor(facts(engine), false, join(folder, 'profile'))
    expect(profile).toBe(PROFILE_NAME)
    expect(result.state).toBe('note')
    expect(result.advice).toContain(`\n  ${bootCommand(version, join(folder, 'profile'))}`)
  })

  it('is content where the machine loads this very profile at each boot', async () => {
    const path = join(folder, 'profile')
    await writeFile(path, await profileText(version))
    const { profile, result } = await seeToAppArmor(facts(engine), false, path)
    expect(profile).toBe(PROFILE_NAME)
    expect(result).toMatchObject({ state: 'good', found: expect.stringContaining('at each boot') })
  })

  it('says so where the machine loads an earlier one', async () => {
    const path = join(folder, 'profile')
    await writeFile(path, `${await profileText(version)}# older\n`)
    expect((await seeToAppArmor(facts(engine), false, path)).result.state).toBe('note')
  })

  it('tells where the file goes when the engine is elsewhere', async () => {
    const { profile, result } = await seeToAppArmor(facts({ ...engine, onThisKernel: false }), true)
    expect(profile).toBe(PROFILE_NAME)
    expect(result.advice).toContain(`Copy ${PROFILE_PATH} to that system`)
  })

  function facts(some: Pick<EngineFacts, 'security' | 'onThisKernel'>): EngineFacts {
    return some as EngineFacts
  }
})
