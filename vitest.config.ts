import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { PATIENCE_VARIABLE, patienceByWork } from './tools/patience.ts'
import { LongestFirst } from './tools/test-order.ts'

/** `npm test` has measured already; whoever runs one file by hand has it measured here. */
process.env[PATIENCE_VARIABLE] ??= String(await patienceByWork())
const patience = Number(process.env[PATIENCE_VARIABLE])

/** Bounds against a hang, in milliseconds: no machine is so slow, or so busy, that it fails by them. */
function times(testMilliseconds: number, hookMilliseconds: number) {
  return {
    testTimeout: testMilliseconds * patience,
    hookTimeout: hookMilliseconds * patience,
  }
}

/** By default vitest leaves one processor free, which is half of two. */
const UNIT = { ...times(30_000, 60_000), maxWorkers: availableParallelism() }

/** What measures a machine under attack, or needs the only screen, has the machine to itself. */
const WITH_ENGINE = { ...times(120_000, 300_000), fileParallelism: false }

/**
 * Each file has a deployment, a server and a browser of its own. Where a file mostly waits for its
 * sandboxes, there are more of them than the two processors that these figures are for.
 */
function filesAtOnce(maxWorkers: number) {
  return { ...times(120_000, 300_000), maxWorkers }
}

/** What `npm run test:long` does goes on for minutes; one test never for half of its 40. */
const LONG =
  process.env['TEST_LENGTH'] === 'long' ? { testTimeout: 1_200_000 * patience } : undefined

export default defineConfig({
  test: {
    teardownTimeout: 60_000 * patience,
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], ...UNIT } },
      { test: { name: 'fuzz', include: ['tests/fuzz/**/*.test.ts'], ...UNIT } },
      {
        test: { name: 'contract', include: ['tests/contract/**/*.test.ts'], ...filesAtOnce(3) },
      },
      {
        test: {
          name: 'security',
          include: ['tests/security/**/*.test.ts'],
          ...WITH_ENGINE,
          ...LONG,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          ...filesAtOnce(2),
          ...LONG,
        },
      },
      { test: { name: 'swarm', include: ['tests/swarm/**/*.test.ts'], ...WITH_ENGINE } },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], ...filesAtOnce(3) } },
      { test: { name: 'browsers', include: ['tests/browsers/**/*.test.ts'], ...WITH_ENGINE } },
    ],
  },
})
