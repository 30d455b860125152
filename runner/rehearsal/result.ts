import { type Bounds, type Judged, judge } from './bounds.ts'
import { type MachineFigures, type MachineSample, machineFigures } from './machine.ts'
import type { Rehearsed } from './rehearsed.ts'
import {
  type Counted,
  type FailureGroup,
  type Sample,
  type Spread,
  spreadOf,
  type Tally,
  TIMED,
  type Timed,
} from './tally.ts'
import { verdictOf } from './verdict.ts'

/** Raised when a field changes its meaning: `--json` is for programs. */
const RESULT_VERSION = 1

/** All that a rehearsal found out; JSON holds it whole. */
export interface RehearsalResult extends Rehearsed {
  readonly version: typeof RESULT_VERSION
  readonly verdict: string
  readonly holds: boolean
  readonly advice: readonly string[]
  readonly bounds: readonly Judged[]
  /** Null where nobody came so far. */
  readonly times: Readonly<Record<Timed, Spread | null>>
  readonly counts: Readonly<Record<Counted, number>>
  readonly failures: readonly FailureGroup[]
  /** Null where the machine said nothing. */
  readonly machine: MachineFigures | null
  readonly samples: Readonly<Record<Timed, readonly Sample[]>>
  readonly machineSamples: readonly MachineSample[]
}

/** @returns what came out, judged by the bounds. */
export function resultOf(
  rehearsed: Rehearsed,
  tally: Tally,
  machineSamples: readonly MachineSample[],
  bounds: Bounds,
): RehearsalResult {
  const spreads = Object.fromEntries(
    TIMED.map((what) => [what, spreadOf(tally.samples[what])]),
  ) as Record<Timed, Spread | undefined>
  const judged = judge(bounds, spreads, tally.failed)
  const machine = machineFigures(machineSamples, rehearsed.prepared) ?? null
  const facts = { ...rehearsed, judged, machine, joined: tally.counts.joined }
  return {
    version: RESULT_VERSION,
    ...rehearsed,
    ...verdictOf({ ...facts, failures: tally.failures }),
    bounds: judged,
    times: Object.fromEntries(
      TIMED.map((what) => [what, spreads[what] ?? null]),
    ) as RehearsalResult['times'],
    counts: tally.counts,
    failures: tally.failures,
    machine,
    samples: tally.samples,
    machineSamples,
  }
}
