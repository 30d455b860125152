import type { Judged } from './bounds.ts'
import { BUSY_BEFORE, type MachineFigures } from './machine.ts'
import type { Rehearsed } from './rehearsed.ts'
import type { FailureGroup } from './tally.ts'
import { milliseconds, percent } from './units.ts'

export interface VerdictFacts extends Rehearsed {
  readonly judged: readonly Judged[]
  readonly machine: MachineFigures | null
  readonly joined: number
  readonly failures: readonly FailureGroup[]
}

export interface Verdict {
  readonly holds: boolean
  /** The first sentence of the result. */
  readonly verdict: string
  /** What to do, most useful first. */
  readonly advice: readonly string[]
}

/** @returns whether the seats hold, why not, and what to do about it. */
export function verdictOf(facts: VerdictFacts): Verdict {
  const { judged, seats, isCut, joined } = facts
  const missed = judged.filter(({ isMet }) => !isMet)
  const isShort = facts.readers < seats.wanted
  const holds = missed.length === 0 && !isShort && !isCut
  const verdict = holds
    ? `${seatWords(seats.wanted)}: ${met(judged)}.`
    : `${seats.wanted} ${seats.wanted === 1 ? 'seat does' : 'seats do'} not hold: ${[
        ...(isCut ? [`the rehearsal was ended by hand when ${joined} readers had joined`] : []),
        ...(isShort ? [`this machine has room for ${seats.room}`] : []),
        ...missed.map(words),
      ].join('; ')}.`
  return { holds, verdict, advice: holds ? [] : adviceFor(facts, missed) }
}

function seatWords(seats: number): string {
  return `${seats} ${seats === 1 ? 'seat holds' : 'seats hold'}`
}

const NAMES = {
  join: 'join p95',
  prompt: 'prompt p95',
  start: 'command start p95',
  failures: 'failures',
} as const

function met(judged: readonly Judged[]): string {
  const prompt = judged.find(({ what }) => what === 'prompt')
  const failed = judged.find(({ what }) => what === 'failures')
  const readers = failed?.measured ? `${readerWords(failed.measured)} met a failure` : 'no failures'
  return `prompt p95 was ${milliseconds(prompt?.measured ?? 0)}, goal ${milliseconds(prompt?.bound ?? 0)}; ${readers}`
}

function words({ what, measured, bound }: Judged): string {
  if (what === 'failures') {
    return `${readerWords(measured ?? 0)} met a failure, goal ${bound}`
  }
  if (measured === null) return `${NAMES[what]} is not known, because no reader came so far`
  return `${NAMES[what]} was ${milliseconds(measured)}, goal ${milliseconds(bound)}`
}

function readerWords(count: number): string {
  return count === 1 ? '1 reader' : `${count} readers`
}

function adviceFor(facts: VerdictFacts, missed: readonly Judged[]): readonly string[] {
  const { seats, readers, prepared, machine, failures } = facts
  const advice: string[] = []
  const isMissed = (what: Judged['what']) => missed.some((one) => one.what === what)
  if (seats.planned < seats.wanted) {
    advice.push(
      `The plan has ${seats.planned} seats: write seats: ${seats.wanted} in workshops/${facts.workshop}.yaml.`,
    )
  }
  if (readers < seats.wanted) {
    advice.push(
      `Plan ${seats.room} seats, or take a machine with more memory: this one holds no more.`,
    )
  }
  if (isMissed('prompt') && prepared < readers) {
    advice.push(
      `Only ${prepared} of ${readers} seats were prepared when the first reader came: begin to prepare earlier (prepare: in the plan), or rehearse when all are prepared.`,
    )
  }
  if (machine && machine.before > BUSY_BEFORE) {
    advice.push(
      `The machine was busy with something else before anybody came: ${percent(machine.before)} of its processors. Rehearse it as it is on the day.`,
    )
  }
  if (
    (isMissed('prompt') || isMissed('start') || isMissed('join')) &&
    machine?.ends === 'processors'
  ) {
    advice.push(
      `The processors end first: this machine holds about ${machine.holds} readers at this pace. Take more processors, or fewer seats.`,
    )
  }
  const [failure] = failures
  if (isMissed('failures') && failure) {
    advice.push(`Most readers who met a failure were told: ${failure.sentence}`)
  }
  return advice
}
