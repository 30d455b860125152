import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Course } from '../../lesson/course.ts'
import { BoardWatch } from './board-watch.ts'
import type { Bounds } from './bounds.ts'
import { chaptersInTurn } from './chapters-in-turn.ts'
import type { MachineSample } from './machine.ts'
import { type PlannedReader, planReaders, type RehearsalWish } from './plan.ts'
import { RehearsalError } from './rehearsal-error.ts'
import { RehearsedReader, type Room } from './rehearsed-reader.ts'
import { type RehearsalResult, resultOf } from './result.ts'
import { Tally } from './tally.ts'
import { giveUpSeat, type TakenSeat } from './workshop-seat.ts'

/** Seats that are given up at the same time: each ends a sandbox, and the engine removes them slowly. */
const GIVEN_UP_AT_ONCE = 4

const TELL_EVERY_MILLISECONDS = 1000

export interface RehearsalOptions extends Omit<RehearsalWish, 'seats'> {
  /** Undefined: as many as the plan has. */
  readonly seats: number | undefined
  /** Of the server, such as `http://localhost:8000`. */
  readonly address: string
  /** A host's, for the board. */
  readonly token: string
  readonly workshop: string
  /** After which nobody begins anything further. */
  readonly milliseconds: number
  readonly bounds: Bounds
  /** @param name empty where the server has one course. */
  readonly courseOf: (name: string) => Promise<Course>
  /** Hears once a second how far it is. */
  readonly tell: (progress: RehearsalProgress) => void
  readonly say: (sentence: string) => void
  /** Hears the token of each seat that is taken, and of each that is given up. */
  readonly onSeat: (token: string, state: 'taken' | 'given up') => void
  /** Ends the rehearsal at once: what was found out so far is its result. */
  readonly stop: AbortSignal
}

export interface RehearsalProgress {
  readonly readers: number
  readonly joined: number
  readonly prompts: number
  readonly blocks: number
  readonly failed: number
  /** Until nobody begins anything further. */
  readonly secondsLeft: number
}

/**
 * Has a room of readers join a workshop and work in it, and gives their seats up again.
 * @throws {RehearsalError} where it cannot begin.
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalResult> {
  const { address, token, workshop: name, stop, say } = options
  let began = performance.now()
  const now = () => performance.now() - began
  const tally = new Tally(now)
  const machineSamples: MachineSample[] = []
  using board = await BoardWatch.open(address, token, name, ({ memory, ...machine }) => {
    machineSamples.push({ at: now(), readers: tally.counts.joined, ...machine, ...memory })
  })
  const { workshop, machine } = board
  const seats = options.seats ?? workshop.seats
  if (workshop.phase === 'closed') {
    throw new RehearsalError(`The workshop ${name} is over: rehearse one that is to come.`)
  }
  const course = await options.courseOf(workshop.course)
  const turns = chaptersInTurn(course, workshop.chapters)
  if (turns.length === 0) {
    throw new RehearsalError(`The chapters of ${name} have no block that could be run.`)
  }
  const { levels } = workshop
  const room = levels.prepared + levels.starting + machine.further
  const readers = Math.min(seats, Math.max(1, room))
  for (const sentence of forewarnings({ workshop: name, seats, planned: workshop.seats, room }))
    say(sentence)
  const planned = planReaders({ ...options, seats: readers })
  machineSamples.length = 0
  began = performance.now()
  const date = new Date()
  machineSamples.push({ at: 0, readers: 0, ...machine, ...machine.memory })
  const over = AbortSignal.timeout(options.milliseconds)
  const shared: Room = {
    address,
    courseAddress: workshop.course === '' ? address : `${address}/${workshop.course}`,
    code: workshop.code,
    course,
    turns,
    tally,
    over,
    stop,
  }
  await liveTogether(shared, planned, options, now, board)
  return resultOf(
    {
      workshop: name,
      title: workshop.title,
      address,
      began: date.toISOString(),
      seed: options.seed,
      seats: { wanted: seats, planned: workshop.seats, room },
      readers,
      openingSeconds: options.openingMilliseconds / 1000,
      prepared: levels.prepared,
      isCut: stop.aborted,
    },
    tally,
    machineSamples,
    options.bounds,
  )
}

/** What does not hold, said before it begins. */
function forewarnings(facts: {
  readonly workshop: string
  readonly seats: number
  readonly planned: number
  readonly room: number
}): readonly string[] {
  const { workshop, seats, planned, room } = facts
  const isOver = seats > planned
  const isShort = seats > room
  return [
    ...(isOver ? [`${workshop} has ${planned} seats in its plan, and ${seats} readers come.`] : []),
    ...(isShort
      ? [
          `This machine has room for ${room} of ${seats} seats: memory ends first. ${Math.max(1, room)} are rehearsed.`,
        ]
      : []),
  ]
}

async function liveTogether(
  room: Room,
  planned: readonly PlannedReader[],
  { tell, say, onSeat, milliseconds }: RehearsalOptions,
  now: () => number,
  board: BoardWatch,
): Promise<void> {
  const { tally, stop } = room
  const readers = planned.map(
    (one) => new RehearsedReader(room, one, (token) => onSeat(token, 'taken')),
  )
  const timer = setInterval(() => {
    const { joined, prompts, blocks } = tally.counts
    const secondsLeft = Math.max(0, Math.ceil((milliseconds - now()) / 1000))
    tell({ readers: readers.length, joined, prompts, blocks, failed: tally.failed, secondsLeft })
  }, TELL_EVERY_MILLISECONDS)
  try {
    const lives = Promise.all(readers.map((reader) => reader.live()))
    // What is under way is not waited for once it is ended by hand.
    await Promise.race([lives, aborted(stop)])
  } finally {
    clearInterval(timer)
    for (const reader of readers) reader[Symbol.dispose]()
    const seats = await Promise.all(readers.map((reader) => reader.seat()))
    await giveUpSeats(
      seats.filter((seat) => seat !== undefined),
      { address: room.address, board, say, onSeat },
    )
  }
}

/** Has the server forget the readers; where it does not, their part is ended, as a host can. */
async function giveUpSeats(
  seats: readonly TakenSeat[],
  {
    address,
    board,
    say,
    onSeat,
  }: Pick<RehearsalOptions, 'address' | 'say' | 'onSeat'> & { board: BoardWatch },
): Promise<void> {
  const gate = pLimit(GIVEN_UP_AT_ONCE)
  const failures = await Promise.all(
    seats.map(({ name, token }) =>
      gate(async () => {
        try {
          await giveUpSeat(address, token)
          onSeat(token, 'given up')
          return []
        } catch (error) {
          return [{ name, sentence: (error as Error).message }]
        }
      }),
    ),
  )
  const kept = failures.flat()
  const [first] = kept
  if (first === undefined) return
  await board.end(kept.map(({ name }) => name))
  say(
    `${kept.length} seats were ended, and what is kept of them stays until the next rehearsal: ${first.sentence}`,
  )
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await delay(2 ** 31 - 1, undefined, { signal, ref: false }).catch(() => {})
}
