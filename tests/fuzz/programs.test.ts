import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { BUILT, buildPrograms, FUZZED, runBuilt, seedFolder } from '../support/program-tests.ts'

/** How long each target is fuzzed. */
const MINUTES = Number(process.env['FUZZ_MINUTES'] ?? 3)
/** Long enough for a program's every state, short enough for some hundred of them a second: bytes. */
const LONGEST_INPUT = 600

beforeAll(() => buildPrograms('fuzz'))

it.each(FUZZED)(
  'finds nothing in %s',
  async (target) => {
    const found = join(BUILT, 'found', target)
    const corpus = join(BUILT, 'corpus', target)
    await mkdir(found, { recursive: true })
    await mkdir(corpus, { recursive: true })
    const said = await runBuilt(`fuzz-${target}`, [
      `-max_total_time=${Math.round(MINUTES * 60)}`,
      `-max_len=${LONGEST_INPUT}`,
      // A crash leaves its input here; in `tests/programs/seeds/` it is run at each `npm test`.
      `-artifact_prefix=${found}/`,
      '-print_final_stats=1',
      // What earlier runs have learnt is where this one begins; what is new is added there.
      corpus,
      seedFolder(target),
    ])
    const [, executions] = /number_of_executed_units: (\d+)/.exec(said) ?? []
    const [, coverage] = /DONE +cov: (\d+)/.exec(said) ?? []
    console.log(`${target}: ${executions} inputs, ${coverage} places covered`)
    expect(Number(executions)).toBeGreaterThan(100)
  },
  // Its own time, and as much again for a machine that is busy.
  MINUTES * 2 * 60_000 + 60_000,
)
