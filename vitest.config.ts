import { defineConfig } from 'vitest/config'

/** Times are bounds against a hang, not measurements: a busy machine must not fail a test. */
const SLOW = { testTimeout: 120_000, hookTimeout: 300_000, fileParallelism: false }

/** What `npm run test:long` does goes on for minutes; one test never for half of its 40. */
const LONG = process.env['TEST_LENGTH'] === 'long' ? { testTimeout: 1_200_000 } : {}

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], testTimeout: 20_000 } },
      { test: { name: 'contract', include: ['tests/contract/**/*.test.ts'], ...SLOW } },
      { test: { name: 'security', include: ['tests/security/**/*.test.ts'], ...SLOW, ...LONG } },
      { test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], ...SLOW, ...LONG } },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], ...SLOW } },
    ],
  },
})
