import { rehearsalName } from '../../protocol/rehearsal-name.ts'
import { type Chance, seededChance } from './chance.ts'

/** How a room of readers is rehearsed. */
export interface RehearsalWish {
  readonly seats: number
  /** Names every random moment of the rehearsal: the same seed has the same readers again. */
  readonly seed: number
  /** From the first reader who joins to the last, in milliseconds. */
  readonly openingMilliseconds: number
  /** Time that a reader takes to read, between two blocks, in seconds. */
  readonly pace: readonly [least: number, most: number]
}

/** One reader, before the rehearsal begins. */
export interface PlannedReader {
  /** From 1. */
  readonly number: number
  readonly name: string
  /** In milliseconds since the rehearsal began. */
  readonly arrives: number
  /** What the reader does at each step of the chapters, one after the other, without an end. */
  steps(): Generator<PlannedStep, never>
}

/** What a reader does before a block, and at it. */
export interface PlannedStep {
  /** Reads for so long before Run, in milliseconds. */
  readonly reads: number
  /** Types this first, which fails. */
  readonly mistake: string | undefined
  /** Loads the page again before Run. */
  readonly reloads: boolean
  /** The connection breaks so many milliseconds after Run. */
  readonly drops: number | undefined
  /** Raises a hand with these words, and lowers it before the next step. */
  readonly hand: string | undefined
}

/** Of all steps, the part at which each of these happens: some of each in a room of 30. */
const PART = { mistake: 1 / 8, reload: 1 / 12, drop: 1 / 12, hand: 1 / 16 }

/** The connection breaks while a command runs or its output is read, in milliseconds after Run. */
const LATEST_DROP_MILLISECONDS = 2000

/** In front of the first block there is less to read: this part of the usual time. */
const FIRST_PART = 0.2

/** Typed by mistake; each fails in every sandbox, with Docker or without. */
const MISTAKES = [
  'dokcer container ls',
  'ls /no/such/folder',
  'cat notes-that-nobody-wrote.txt',
  'cd lession',
] as const

const HANDS = ['My container does not start.', 'Which port is it?', 'I am lost.', ''] as const

/**
 * @returns a reader for each seat, in the order in which they come: the first one at once, the last
 * one at the end of the opening at the latest.
 */
export function planReaders(wish: RehearsalWish): readonly PlannedReader[] {
  const chance = seededChance(wish.seed)
  const arrivals = Array.from({ length: wish.seats }, () => chance(wish.openingMilliseconds))
  arrivals[0] = 0
  return arrivals
    .sort((one, other) => one - other)
    .map((arrives, index) => {
      // A chance of its own: what one reader does is the same however the others get on.
      const seed = Math.floor(chance(2 ** 31))
      return {
        number: index + 1,
        name: rehearsalName(index + 1),
        arrives,
        steps: () => plannedSteps(seededChance(seed), wish.pace),
      }
    })
}

function* plannedSteps(
  chance: Chance,
  [least, most]: RehearsalWish['pace'],
): Generator<PlannedStep, never> {
  for (let isFirst = true; ; isFirst = false) {
    const seconds = (least + chance(most - least)) * (isFirst ? FIRST_PART : 1)
    const happens = (part: number) => chance(1) < part
    const one = <Value>(values: readonly Value[]) => values[Math.floor(chance(values.length))]
    // Each is asked for at every step, so that none moves the others.
    const [isMistaken, isReloaded, isDropped, isRaised] = [
      happens(PART.mistake),
      happens(PART.reload),
      happens(PART.drop),
      happens(PART.hand),
    ]
    const [mistake, drops, hand] = [one(MISTAKES), chance(LATEST_DROP_MILLISECONDS), one(HANDS)]
    yield {
      reads: seconds * 1000,
      mistake: isMistaken ? mistake : undefined,
      // There is no page yet that could be loaded again.
      reloads: isReloaded && !isFirst,
      drops: isDropped ? drops : undefined,
      hand: isRaised ? hand : undefined,
    }
  }
}
