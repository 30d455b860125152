import type { MachineRoom } from '../drivers/driver.ts'
import { PLANNED_BYTES, reserveFor, seatsIn } from '../house/capacity.ts'
import type { CheckResult } from './check.ts'

const MIB = 1024 * 1024
const GIB = 1024 * MIB

/** A reader at work runs a block every 30 s; docs/bench.md, `crowd`, reads at that pace. */
const BLOCK_SECONDS = 30

/**
 * What a block of a chapter takes of the processors, as a part of what a container takes: 0.16 s by
 * the share of the processors in `crowd`, where a container takes 0.4 s.
 */
const BLOCK_PART = 0.4

/** The part of the processors that readers may take before each waits for the others. */
const PROCESSOR_PART = 0.8

export interface ReadersMeasure {
  readonly room: MachineRoom
  /** Memory of the probe's sandbox after it ran a container, in bytes; counted in the room as used. */
  readonly sandboxBytes: number
  /** Time on processors that one container took, in seconds. */
  readonly containerSeconds: number
  readonly cpus: number
  /** What the host sets. */
  readonly maximum: number | undefined
  readonly reserveBytes: number | undefined
  /** The most seats that workshops have at one moment; none by default. */
  readonly workshopSeats?: number | undefined
}

type Bound = 'memory' | 'processors' | 'MAXIMUM_SANDBOXES'

/** How many readers at work the machine holds, what ends first, and what to change for more. */
export function readersCheck(measure: ReadersMeasure): CheckResult {
  const { room, sandboxBytes, containerSeconds, cpus, maximum = Infinity } = measure
  const { workshopSeats = 0 } = measure
  const reserve = measure.reserveBytes ?? reserveFor(room.memoryBytes)
  const each = Math.max(PLANNED_BYTES, sandboxBytes)
  const available =
    room.availableBytes === undefined ? undefined : room.availableBytes + sandboxBytes
  const inMemory = seatsIn({ ...room, availableBytes: available }, reserve, each)
  const ofProcessor = (PROCESSOR_PART * BLOCK_SECONDS) / (BLOCK_PART * containerSeconds)
  const inTime = Math.max(1, Math.floor(ofProcessor * cpus))
  const bounds: readonly (readonly [seats: number, bound: Bound])[] = [
    [inMemory, 'memory'],
    [inTime, 'processors'],
    [maximum, 'MAXIMUM_SANDBOXES'],
  ]
  const [seats, first] = bounds.reduce((least, one) => (one[0] < least[0] ? one : least))
  const lines = [
    `this machine holds about ${round(seats)} at work; ${SENTENCES[first]}`,
    `memory: about ${round(inMemory)} (${Math.round(each / MIB)} MiB each, ${gib(reserve)} GiB stay free)`,
    `processors: about ${round(inTime)} (a block every ${BLOCK_SECONDS} s each)`,
  ]
  if (workshopSeats > 0) lines.push(`workshops: ${workshopSeats} seats at one time are planned`)
  return {
    name: 'Readers',
    state: workshopSeats > seats ? 'note' : 'good',
    found: lines.join('\n'),
    advice: adviceFor(first, { each, ofProcessor }),
  }
}

const SENTENCES: Readonly<Record<Bound, string>> = {
  memory: 'memory ends first',
  processors: 'processors end first',
  MAXIMUM_SANDBOXES: 'MAXIMUM_SANDBOXES lets no more in',
}

function adviceFor(first: Bound, { each, ofProcessor }: { each: number; ofProcessor: number }) {
  switch (first) {
    case 'memory':
      return `For more readers: every further GiB of memory holds about ${round(GIB / each)}.`
    case 'processors':
      return `For more readers: every further processor holds about ${round(ofProcessor)}.`
    case 'MAXIMUM_SANDBOXES':
      return 'For more readers: set MAXIMUM_SANDBOXES higher, or unset it.'
  }
}

/** To two digits, and never upwards: it is not known better than that. */
function round(seats: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(seats)) - 1)
  return Math.floor(seats / step) * step
}

function gib(bytes: number): string {
  return (bytes / GIB).toFixed(1)
}
