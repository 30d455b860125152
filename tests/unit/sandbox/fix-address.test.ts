import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProgram } from '../../support/program-tests.ts'

const run = promisify(execFile)

/** Addresses in tables of their own, of libraries and of each thread, as dockerd has them. */
const MOVABLE = `
#include <stdio.h>
static __thread int mine = 7;
static const char *words[] = {"written", "at", "build"};
static int (*const says[])(const char *) = {puts};
int main(void) {
  for (int index = 0; index < 3; index++) says[0](words[index]);
  return printf("%d\\n", mine) < 0;
}`

/** A function that the program chooses as it starts: its address is in a relocation's addend. */
const CHOOSING = `
#include <stdio.h>
static int seven(void) { return 7; }
static int (*choose(void))(void) { return seven; }
int chosen(void) __attribute__((ifunc("choose")));
int main(void) { return printf("%d\\n", chosen()) < 0; }`

let directory: string
let fixAddress: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-fix-address-'))
  fixAddress = await buildProgram('blitz-fix-address')
})

afterAll(() => rm(directory, { recursive: true }))

/** @returns the path of a program that can be moved, and of what is made of it. */
async function compiled(
  name: string,
  source: string,
  ...flags: string[]
): Promise<[string, string]> {
  const path = join(directory, name)
  await writeFile(`${path}.c`, source)
  await run('gcc', ['-O1', '-fPIE', '-pie', ...flags, '-o', path, `${path}.c`])
  return [path, `${path}-fixed`]
}

describe('a program that is fixed to one address', () => {
  it.each([
    ['bound as it goes', '-Wl,-z,lazy'],
    ['bound before it begins', '-Wl,-z,now'],
  ])('does what it did before, %s', async (_, flag) => {
    const [path, fixed] = await compiled(`movable${flag.slice(-3)}`, MOVABLE, flag)
    await run(fixAddress, [path, fixed])
    expect((await run(fixed)).stdout).toBe('written\nat\nbuild\n7\n')
    expect((await run('readelf', ['--file-header', fixed])).stdout).toMatch(/Type: +EXEC/)
  })

  it.each([
    [
      'a relocation that it does not know',
      'choosing',
      CHOOSING,
      [],
      'of an unknown kind|unknown relocation',
    ],
    ['a program that is fixed already', 'fixed', MOVABLE, ['-no-pie'], 'not one that can be moved'],
    [
      'a program that does not start',
      'broken',
      MOVABLE,
      ['-Wl,-rpath,/', '-Wl,--dynamic-linker=/none'],
      'unknown|does not start',
    ],
  ])('is refused, and not written, for %s', async (_, name, source, flags, why) => {
    const [path, fixed] = await compiled(name, source, ...flags)
    await expect(run(fixAddress, [path, fixed])).rejects.toThrow(new RegExp(why))
    expect(existsSync(fixed)).toBe(false)
  })
})
