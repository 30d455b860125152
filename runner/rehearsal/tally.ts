import { percentile } from './statistics.ts'

/** What is timed of every reader, in milliseconds. */
export const TIMED = ['join', 'prompt', 'start', 'output', 'reload', 'reconnect'] as const
export type Timed = (typeof TIMED)[number]

/** What is counted of all readers together. */
const COUNTED = ['joined', 'prompts', 'blocks', 'tasks', 'mistakes', 'hands'] as const
export type Counted = (typeof COUNTED)[number]

/** A time of one reader, and when it was taken, both in milliseconds. */
export interface Sample {
  readonly reader: number
  /** Since the rehearsal began. */
  readonly at: number
  readonly took: number
}

/** Of the samples of one kind, in milliseconds. */
export interface Spread {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly most: number
}

/** One sentence, and the readers who met it. */
export interface FailureGroup {
  readonly sentence: string
  readonly readers: readonly number[]
}

/** What became of the readers so far. */
export class Tally {
  readonly samples: Readonly<Record<Timed, Sample[]>> = {
    join: [],
    prompt: [],
    start: [],
    output: [],
    reload: [],
    reconnect: [],
  }
  readonly counts: Record<Counted, number> = {
    joined: 0,
    prompts: 0,
    blocks: 0,
    tasks: 0,
    mistakes: 0,
    hands: 0,
  }
  readonly #failures = new Map<string, number[]>()
  readonly #now: () => number

  /** @param now milliseconds since the rehearsal began. */
  constructor(now: () => number) {
    this.#now = now
  }

  time(what: Timed, reader: number, took: number): void {
    this.samples[what].push({ reader, at: this.#now(), took })
  }

  count(what: Counted): void {
    this.counts[what] += 1
  }

  fail(reader: number, sentence: string): void {
    const readers = this.#failures.get(sentence)
    if (readers === undefined) this.#failures.set(sentence, [reader])
    else readers.push(reader)
  }

  /** How many readers have met a failure. */
  get failed(): number {
    return new Set([...this.#failures.values()].flat()).size
  }

  /** Those that most readers met come first. */
  get failures(): readonly FailureGroup[] {
    return [...this.#failures]
      .map(([sentence, readers]) => ({ sentence, readers: [...new Set(readers)] }))
      .sort((one, other) => other.readers.length - one.readers.length)
  }
}

/** @returns undefined where nobody came so far. */
export function spreadOf(samples: readonly Sample[]): Spread | undefined {
  if (samples.length === 0) return undefined
  const times = samples.map(({ took }) => took)
  const part = (wanted: number) => Math.round(percentile(wanted)(times))
  return { count: times.length, p50: part(0.5), p95: part(0.95), most: part(1) }
}
