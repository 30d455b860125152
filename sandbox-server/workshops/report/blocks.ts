import type { RecordedRun, RecordedVisit } from '../records/recorded.ts'
import { percentile } from './percentile.ts'

/** One block of the funnel. */
export interface ReportedBlock {
  readonly block: string
  /** How many readers had it in view, or ran it. */
  readonly reached: number
  /** How many ran it, how many of these got it done, and how many only failed. */
  readonly begun: number
  readonly done: number
  readonly failed: number
  /** For how many it was the last block that they reached. */
  readonly leftHere: number
  /** Seconds that a reader had it in view, all visits together; null where nobody had. */
  readonly medianSeconds: number | null
  readonly p90Seconds: number | null
}

/** @returns the funnel, in the order of the course. */
export function reportBlocks(
  visits: readonly RecordedVisit[],
  runs: readonly RecordedRun[],
  order: readonly string[],
): ReportedBlock[] {
  const events = [
    ...visits.flatMap(({ seat, block, from }) => (block ? [{ seat, block, at: from }] : [])),
    ...runs,
  ].sort((one, other) => one.at - other.at)
  const blocks = inOrder(new Set(events.map(({ block }) => block)), order)
  const place = new Map(blocks.map((block, index) => [block, index]))
  const seatsAt = seatsBy(events)
  const furthest = new Map<number, number>()
  for (const { seat, block } of events) {
    const index = place.get(block) ?? 0
    furthest.set(seat, Math.max(index, furthest.get(seat) ?? 0))
  }
  const ends = Map.groupBy(furthest.values(), (index) => index)
  const begun = seatsBy(runs)
  const done = seatsBy(runs.filter(({ state }) => state === 'done'))
  const failed = seatsBy(runs.filter(({ state }) => state === 'failed'))
  const times = secondsBy(visits, events)
  return blocks.map((block, index) => {
    const finished = done.get(block) ?? new Set()
    const seconds = times.get(block) ?? []
    return {
      block,
      reached: seatsAt.get(block)?.size ?? 0,
      begun: begun.get(block)?.size ?? 0,
      done: finished.size,
      failed: [...(failed.get(block) ?? [])].filter((seat) => !finished.has(seat)).length,
      leftHere: ends.get(index)?.length ?? 0,
      medianSeconds: percentile(seconds, 0.5) ?? null,
      p90Seconds: percentile(seconds, 0.9) ?? null,
    }
  })
}

/** Blocks of the course in its order, then those that it lacks, as they were first seen. */
function inOrder(seen: ReadonlySet<string>, order: readonly string[]): string[] {
  return [...new Set([...order.filter((block) => seen.has(block)), ...seen])]
}

type AtBlock = { readonly seat: number; readonly block: string }

function seatsBy(rows: readonly AtBlock[]): Map<string, Set<number>> {
  const seats = new Map<string, Set<number>>()
  for (const { seat, block } of rows) {
    const found = seats.get(block)
    if (found) found.add(seat)
    else seats.set(block, new Set([seat]))
  }
  return seats
}

/**
 * @param events all that readers did, by time. A visit that has no end, since the server fell, lasts
 * until the last of them.
 * @returns for each block the seconds of each reader.
 */
function secondsBy(
  visits: readonly RecordedVisit[],
  events: readonly { readonly seat: number; readonly at: number }[],
): Map<string, number[]> {
  const last = new Map(events.map(({ seat, at }) => [seat, at]))
  const seconds = new Map<string, Map<number, number>>()
  for (const { seat, block, from, until } of visits) {
    if (block === null) continue
    const spent = Math.max(0, (until ?? last.get(seat) ?? from) - from) / 1000
    const ofBlock = seconds.get(block) ?? new Map<number, number>()
    seconds.set(block, ofBlock.set(seat, (ofBlock.get(seat) ?? 0) + spent))
  }
  return new Map([...seconds].map(([block, ofSeats]) => [block, [...ofSeats.values()]]))
}
