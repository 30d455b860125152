import { defineConfig } from 'vitest/config'
import { PATIENCE_VARIABLE, patienceByWork } from './tools/patience.ts'

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

const UNIT = times(30_000, 60_000)
const WITH_ENGINE = { ...times(120_000, 300_000), fileParallelism: false }

/**
 * Each file has a deployment, a server and a browser of its own, and waits half of its time. What
 * measures a machine under attack, or breaks it, has it to itself.
 */
const TWO_FILES_AT_ONCE = { ...times(120_000, 300_000), maxWorkers: 2 }

/** What `npm run test:long` does goes on for minutes; one test never for half of its 40. */
const LONG =
  process.env['TEST_LENGTH'] === 'long' ? { testTimeout: 1_200_000 * patience } : undefined

export default defineConfig({
  test: {
    teardownTimeout: 60_000 * patience,
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], ...UNIT } },
      { test: { name: 'fuzz', include: ['tests/fuzz/**/*.test.ts'], ...UNIT } },
      {
        test: { name: 'contract', include: ['tests/contract/**/*.test.ts'], ...TWO_FILES_AT_ONCE },
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
        test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], ...WITH_ENGINE, ...LONG },
      },
      { test: { name: 'swarm', include: ['tests/swarm/**/*.test.ts'], ...WITH_ENGINE } },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], ...TWO_FILES_AT_ONCE } },
      { test: { name: 'browsers', include: ['tests/browsers/**/*.test.ts'], ...WITH_ENGINE } },
    ],
  },
})
