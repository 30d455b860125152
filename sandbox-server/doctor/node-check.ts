import type { CheckResult } from './check.ts'

/** The first Node that runs our TypeScript, `await using` included, with no build step. */
const OLDEST_NODE = 24

/** @param version as in `process.versions.node`. */
export function checkNode(version: string): CheckResult {
  const result = { name: 'Node', found: version }
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return { ...result, state: 'good' }
  const advice = 'Install the Node that comes with the project:\n  npm ci'
  return { ...result, state: 'bad', advice }
}
