import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files of tests that take longest, though some are short: a tree that was never tested knows sizes
 * alone, and would have one of these run by itself at the end.
 */
const LONGEST = [
  // Fills the hub that other files copy: nothing else builds its images meanwhile.
  'contract/hub',
  'contract/pause',
  'contract/limits',
  'contract/fidelity',
  'contract/dev',
  'contract/own-course',
  'contract/start-hub',
  'faults/registry',
  'faults/outer-engine',
  'e2e/pages',
  'e2e/course',
  'e2e/workshop-page',
  'e2e/print',
]

/** The longest files first, then as vitest has them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    return others.toSorted((one, other) => placeOf(one) - placeOf(other))
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(`/tests/${name}.test.ts`))
  return place === -1 ? LONGEST.length : place
}
