import { sortBuildSteps } from './build-log.ts'
import type { Outcome } from './side.ts'

/**
 * What an engine makes up, measures or dates, and what is written in its place. They apply in this
 * order: a longer form comes before the shorter that it holds.
 */
const RULES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\r/g, ''],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>'],
  [/\bsha256:[0-9a-f]{12,64}\b/g, 'sha256:<id>'],
  [/\b(?=[0-9a-f]*[0-9])[0-9a-f]{64}\b/g, '<id>'],
  [/\b(?=[0-9a-f]*[0-9])[0-9a-f]{12}\b/g, '<id>'],
  // Swarm's, in 25 letters.
  [/\b(?=[a-z]*[0-9])[0-9a-z]{25}\b/g, '<id>'],
  [/\bSWMTKN-1-\S+/g, '<token>'],
  [/\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, '<mac>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|[+-]\d\d:?\d\d)( [A-Z]+)?)?/g, '<time>'],
  [
    /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [A-Z0-9][a-z0-9]+ +[A-Z0-9][a-z0-9]+ \d\d:\d\d:\d\d( [A-Z]+)?( \d{4})?/g,
    '<time>',
  ],
  [
    /\b(Less than a second|About (a|an) (minute|hour)|\d+ (seconds?|minutes?|hours?|days?|weeks?|months?))( ago)?/g,
    '<duration>',
  ],
  [/\b\d+(\.\d+)?(ms|s)\b/g, '<duration>'],
  [/\bendpoint [a-z]+_[a-z]+\d* /g, 'endpoint <name> '],
  // The resolver of a machine.
  [/ on [\d.]+:53: /g, ' on <resolver>: '],
  // When a command of a build printed a line, in the part of the log that is repeated after a failure.
  [/^\d+\.\d{3} /gm, ''],
  // A port that the engine chose.
  [/(?<=[:\]])(3[2-9]|4\d|5\d|6[0-5])\d{3}(?=->|\b)/g, '<port>'],
  // The columns of a table are as wide as what was in them.
  [/ {2,}/g, '  '],
  [/ +$/gm, ''],
]

/** @returns what one script printed, without what no two runs have in common. */
export function normalize(outcome: Outcome, varies: readonly RegExp[] = []): Outcome {
  const clean = (text: string) => {
    const varied = varies.reduce(
      (rest, pattern) => rest.replaceAll(new RegExp(pattern, withGlobal(pattern)), '<varies>'),
      text,
    )
    const ruled = RULES.reduce((rest, [pattern, by]) => rest.replaceAll(pattern, by), varied)
    return sortProgress(sortBuildSteps(ruled))
  }
  return { status: outcome.status, stdout: clean(outcome.stdout), stderr: clean(outcome.stderr) }
}

function withGlobal({ flags }: RegExp): string {
  return flags.includes('g') ? flags : `${flags}g`
}

/** Lines of compose and of a pull about things that are made at the same time, in no order. */
const PROGRESS =
  /^( *(Container|Network|Volume|Image|Service) .*| \S+ (Pulling|Pulled|Building|Built)|<id>: .*| <id> .*)$/

/** Sorts each run of such lines. */
function sortProgress(text: string): string {
  const lines = text.split('\n')
  const sorted: string[] = []
  let run: string[] = []
  for (const line of lines) {
    if (PROGRESS.test(line)) {
      run.push(line)
      continue
    }
    sorted.push(...[...new Set(run)].sort(), line)
    run = []
  }
  return [...sorted, ...[...new Set(run)].sort()].join('\n')
}
