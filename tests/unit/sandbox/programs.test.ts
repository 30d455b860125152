import { beforeAll, describe, expect, it } from 'vitest'
import { buildPrograms, FUZZED, runBuilt, seedsOf, TESTED } from '../../support/program-tests.ts'

beforeAll(() => buildPrograms('all'))

describe('a program of the sandbox, under the sanitizers', () => {
  it.each(TESTED)('does what it should with %s', async (name) => {
    expect(await runBuilt(`test-${name}`)).toBe('')
  })

  it.each(FUZZED)('holds against every input that is kept for %s', async (target) => {
    const seeds = await seedsOf(target)
    expect(await runBuilt(`replay-${target}`, seeds)).toBe(`${seeds.length} seeds\n`)
  })
})
