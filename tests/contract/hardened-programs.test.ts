import { beforeAll, describe, expect, it } from 'vitest'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { type ShippedProgram, shippedPrograms } from '../support/shipped-programs.ts'

/** Ours (`sandbox/programs/`), by the compiler's flags in its Makefile. */
const OURS = ['groups', 'hold', 'listen', 'load', 'publish', 'rootless', 'runc'].map(
  (name) => `/usr/local/bin/blitz-${name}`,
)

/**
 * Debian's that run as container root for as long as the sandbox lives, and read what comes from
 * elsewhere. (`tini` reads nothing but signals, and is a static program in some releases.)
 */
const OF_CONTAINER_ROOT = ['bash', 'dash', 'setpriv', 'choom', 'newuidmap', 'newgidmap']
  .map((name) => `/usr/bin/${name}`)
  .concat('/usr/sbin/dropbear')

/** What a file must tell of itself, or must not, and what that keeps away. */
const HARDENED: readonly (readonly [string, (elf: string) => boolean])[] = [
  ['is moved to an address that nobody can guess', (elf) => /Type:\s+DYN .*Position-Ind/.test(elf)],
  ['has tables that are read-only once it runs', (elf) => /GNU_RELRO/.test(elf)],
  ['is bound before it begins', (elf) => /\(FLAGS_1\).*\bNOW\b/.test(elf)],
]
const GUARDED: typeof HARDENED = [
  ['checks its stack', (elf) => /__stack_chk_(fail|guard)/.test(elf)],
  ['checks what it copies', (elf) => /__\w+_chk@/.test(elf.replaceAll('__stack_chk', ''))],
]
const EVERYWHERE: typeof HARDENED = [
  ['has no stack that can be run', (elf) => /GNU_STACK.* RW +0x/.test(elf)],
  ['has nothing that can be both written and run', (elf) => !/^ {2}\S.* RWE /m.test(elf)],
  ['takes libraries from the folders of the system alone', takesSystemLibraries],
]

/** A folder that it names must be one that Debian's own libraries are in. */
function takesSystemLibraries(elf: string): boolean {
  const named = [...elf.matchAll(/\((?:RPATH|RUNPATH)\).*\[(.*)\]/g)].map(([, path]) => path ?? '')
  return named.flatMap((paths) => paths.split(':')).every((path) => path.startsWith('/usr/lib/'))
}

let engine: EngineUnderTest
let programs: ReadonlyMap<string, ShippedProgram>

beforeAll(async () => {
  engine = await engineUnderTest()
  programs = await shippedPrograms(engine.docker, engine.image)
  return () => engine[Symbol.asyncDispose]()
})

/** @returns the programs of which a rule does not hold. */
function failing(holds: (elf: string) => boolean, paths = [...programs.keys()]): string[] {
  return paths.filter((path) => !holds(programs.get(path)?.elf ?? ''))
}

describe('every program of the image that can be hardened', () => {
  it.each([...HARDENED, ...GUARDED, ...EVERYWHERE])('of ours %s', (_, holds) => {
    expect(failing(holds, OURS)).toEqual([])
  })

  it.each([...HARDENED, ...EVERYWHERE])('of container root %s', (_, holds) => {
    expect(failing(holds, OF_CONTAINER_ROOT)).toEqual([])
  })

  it.each(EVERYWHERE)('%s', (_, holds) => {
    expect(programs.size).toBeGreaterThan(100)
    expect(failing(holds)).toEqual([])
  })

  it('has neither a set-uid nor a set-gid bit', () => {
    expect([...programs.values()].filter(({ mode }) => mode & 0o6000)).toEqual([])
  })
})
