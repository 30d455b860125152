import type { RecordedRun, RecordedWorkshop } from '../records/recorded.ts'
import { type ReportedBlock, reportBlocks } from './blocks.ts'
import { percentile } from './percentile.ts'

/** Raised when a reader of an earlier report could misread one. */
const REPORT_VERSION = 1

/** Failures that the report lists, the most frequent ones. */
const LISTED_FAILURES = 10

/** What failed most: a command, or a block where commands are not kept. */
export interface ReportedFailure {
  readonly block: string
  readonly command: string | null
  readonly failures: number
  /** How many readers it happened to. */
  readonly seats: number
}

/** What a workshop's records add up to. Times are in seconds. No reader is named. */
export interface WorkshopReport {
  readonly version: number
  /** Readers who joined. */
  readonly seats: number
  /** Readers who ran at least one command. */
  readonly active: number
  readonly runs: number
  /** In the order of the course. */
  readonly blocks: readonly ReportedBlock[]
  readonly tasks: readonly { readonly task: string; readonly seats: number }[]
  readonly failures: readonly ReportedFailure[]
  readonly hands: {
    readonly raised: number
    /** How many readers raised one. */
    readonly seats: number
    /** Lowered by a host. */
    readonly answered: number
    /** From raising to lowering; null where none was lowered. */
    readonly medianSeconds: number | null
  }
  readonly looks: {
    readonly asked: number
    readonly agreed: number
    readonly typed: number
    /** Of those that were agreed to; null where there was none. */
    readonly medianSeconds: number | null
  }
}

/**
 * @param order the full names of the course's blocks; blocks that it lacks come after these, in the
 * order in which readers came to them.
 */
export function reportOn(
  recorded: RecordedWorkshop,
  order: readonly string[] = [],
): WorkshopReport {
  const runs = [...recorded.runs]
  const hands = [...recorded.hands]
  const looks = [...recorded.looks]
  const tasks = Map.groupBy(recorded.tasks, ({ task }) => task)
  return {
    version: REPORT_VERSION,
    seats: [...recorded.seats].length,
    active: seatsOf(runs),
    runs: runs.length,
    blocks: reportBlocks([...recorded.visits], runs, order),
    tasks: [...tasks].map(([task, done]) => ({ task, seats: seatsOf(done) })),
    failures: mostFailed(runs),
    hands: {
      raised: hands.length,
      seats: seatsOf(hands),
      answered: hands.filter(({ loweredBy }) => loweredBy === 'host').length,
      medianSeconds: median(hands.map(({ raised, lowered }) => span(raised, lowered))),
    },
    looks: {
      asked: looks.length,
      agreed: looks.filter(({ agreed }) => agreed !== null).length,
      typed: looks.filter(({ typed }) => typed !== null).length,
      medianSeconds: median(looks.map(({ agreed, ended }) => span(agreed, ended))),
    },
  }
}

function mostFailed(runs: readonly RecordedRun[]): ReportedFailure[] {
  const failed = runs.filter(({ state }) => state === 'failed')
  // No name of a block holds a line break, so that two different pairs never have the same key.
  const groups = Map.groupBy(failed, ({ block, command }) => `${block}\n${command?.trim() ?? ''}`)
  return [...groups.values()]
    .map((group) => {
      const [{ block, command }] = group as [RecordedRun, ...RecordedRun[]]
      const failures = group.length
      return { block, command: command?.trim() || null, failures, seats: seatsOf(group) }
    })
    .sort((one, other) => other.failures - one.failures || other.seats - one.seats)
    .slice(0, LISTED_FAILURES)
}

function seatsOf(rows: readonly { readonly seat: number }[]): number {
  return new Set(rows.map(({ seat }) => seat)).size
}

/** @returns seconds; undefined while it lasts, and where it never began. */
function span(from: number | null, until: number | null): number | undefined {
  return from === null || until === null ? undefined : Math.max(0, until - from) / 1000
}

function median(spans: readonly (number | undefined)[]): number | null {
  return (
    percentile(
      spans.filter((span) => span !== undefined),
      0.5,
    ) ?? null
  )
}
