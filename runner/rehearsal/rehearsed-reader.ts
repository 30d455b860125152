import { setTimeout as delay } from 'node:timers/promises'
import { type Course, isFile, type PlacedStep, type PlacedTask } from '../../lesson/course.ts'
import type { ConnectionStatus } from '../../protocol/client.ts'
import { ChapterCheck, type Row } from '../check-chapter.ts'
import { LessonReader } from '../lesson-reader.ts'
import type { ChapterTurn } from './chapters-in-turn.ts'
import type { PlannedReader, PlannedStep } from './plan.ts'
import type { Tally } from './tally.ts'
import { joinWorkshop, type TakenSeat } from './workshop-seat.ts'

/** After which a page that was loaded again has failed. */
const RELOAD_MILLISECONDS = 60_000

/** What all readers of a rehearsal share. */
export interface Room {
  /** Of the server, and of the course on it. */
  readonly address: string
  readonly courseAddress: string
  readonly code: string
  readonly course: Course
  readonly turns: readonly ChapterTurn[]
  readonly tally: Tally
  /** The time is over: nobody begins anything further. */
  readonly over: AbortSignal
  /** Ended by hand: nothing is waited for any more. */
  readonly stop: AbortSignal
}

/** One reader who joins, reads and runs what the chapters have, with mistakes and bad luck. */
export class RehearsedReader implements Disposable {
  readonly #room: Room
  readonly #planned: PlannedReader
  readonly #onSeat: (token: string) => void
  readonly #steps: Generator<PlannedStep, never>
  #pages: LessonReader | undefined
  #droppedAt: number | undefined
  #lastTerminal: string | undefined
  #mistakes = 0
  #seat: Promise<TakenSeat> | undefined

  /** @param onSeat hears the token of the seat. */
  constructor(room: Room, planned: PlannedReader, onSeat: (token: string) => void) {
    this.#room = room
    this.#onSeat = onSeat
    this.#planned = planned
    this.#steps = planned.steps()
  }

  /** The seat, once a join that is under way has been answered; undefined where there is none. */
  async seat(): Promise<TakenSeat | undefined> {
    return this.#seat?.catch(() => undefined)
  }

  /** Resolves when the reader is through, the time is over, or something failed, which is counted. */
  async live(): Promise<void> {
    const { tally, stop, over } = this.#room
    const { number, arrives } = this.#planned
    try {
      await this.#pause(arrives)
      if (over.aborted) return
      const pages = await this.#join()
      await this.#read(pages)
    } catch (error) {
      if (!stop.aborted) tally.fail(number, (error as Error).message)
    }
  }

  /** Closes the page. The sandbox ends with the seat, which a reset in the meantime would hold up. */
  [Symbol.dispose](): void {
    this.#pages?.leave()
  }

  async #join(): Promise<LessonReader> {
    const { address, courseAddress, code, tally, stop } = this.#room
    const { name, number } = this.#planned
    const began = performance.now()
    this.#seat = joinWorkshop(address, { code, name })
    const { token } = await this.#seat
    this.#onSeat(token)
    // Whoever ends the rehearsal disposes of this reader, who has no page yet.
    stop.throwIfAborted()
    tally.time('join', number, performance.now() - began)
    const pages = new LessonReader(courseAddress, {
      token,
      stays: true,
      leavesEngine: true,
      onConnection: (status) => this.#connection(status),
    })
    this.#pages = pages
    await pages.arrive()
    tally.count('joined')
    return pages
  }

  async #read(pages: LessonReader): Promise<void> {
    const { course, turns } = this.#room
    for (const [index, { chapter, needs, steps, tasks }] of turns.entries()) {
      if (index > 0) {
        pages.turnPage()
        this.#lastTerminal = undefined
      }
      pages.tellWorkshop({ act: 'at', position: { chapter: chapter.name }, isSeen: true })
      const check = new ChapterCheck(course, chapter, pages)
      for (const step of needs) this.#expectDone(await check.step(step))
      for (const step of steps) {
        if (!(await this.#doStep(pages, step, () => check.step(step)))) return
      }
      for (const task of tasks) {
        if (!(await this.#doStep(pages, task, () => check.task(task)))) return
      }
    }
  }

  /** @returns false where the time is over. */
  async #doStep(
    pages: LessonReader,
    step: PlacedStep | PlacedTask,
    play: () => Promise<Row>,
  ): Promise<boolean> {
    const { tally, over } = this.#room
    const planned = this.#steps.next().value
    const chapter = step.name.split('/')[0] as string
    const isTask = 'solution' in step
    pages.tellWorkshop({ act: 'at', position: { chapter, block: step.name }, isSeen: true })
    if (planned.hand !== undefined) {
      pages.tellWorkshop({ act: 'hand', words: planned.hand })
      tally.count('hands')
    }
    await this.#pause(planned.reads)
    if (over.aborted) return false
    if (planned.hand !== undefined) pages.tellWorkshop({ act: 'hand', words: null })
    if (planned.reloads && this.#lastTerminal !== undefined) await this.#reload(pages)
    if (planned.mistake !== undefined) await this.#mistake(pages, chapter, planned.mistake)
    if (!isTask && !isFile(step)) {
      pages.tellWorkshop({ act: 'ran', block: step.name, state: 'running' })
    }
    // A silent command that breaks off may have run, so that nobody repeats it: pages do not either.
    const isBlock = !isTask && !isFile(step)
    using _ = this.#dropLater(pages, isBlock ? planned.drops : undefined)
    const row = await play()
    this.#expectDone(row)
    if (isTask) pages.tellWorkshop({ act: 'task', task: step.name, isDone: true })
    else if (!isFile(step)) {
      const status = row.played?.steps.at(-1)?.status ?? null
      pages.tellWorkshop({ act: 'ran', block: step.name, state: 'done', status })
      this.#lastTerminal = step.name
    }
    tally.count(isTask ? 'tasks' : 'blocks')
    return true
  }

  #expectDone({ name, problem, played }: Row): void {
    const { tally } = this.#room
    const { number } = this.#planned
    const { prompt, start, output } = played?.times ?? {}
    // The first prompt is that of the sandbox; what comes after it begins in one that is there.
    const isFirst = tally.samples.prompt.every(({ reader }) => reader !== number)
    if (isFirst && prompt !== undefined) {
      tally.time('prompt', number, prompt)
      tally.count('prompts')
    } else if (start !== undefined) {
      tally.time('start', number, start)
      if (output !== undefined) tally.time('output', number, output)
    }
    // Another output is the chapter's affair, and not the machine's.
    if (problem && problem.kind !== 'output') throw new Error(`${name}: ${problem.sentence}`)
  }

  async #reload(pages: LessonReader): Promise<void> {
    const began = performance.now()
    await Promise.race([pages.reload(this.#lastTerminal as string), tooLate()])
    this.#room.tally.time('reload', this.#planned.number, performance.now() - began)
  }

  async #mistake(pages: LessonReader, chapter: string, command: string): Promise<void> {
    const name = `${chapter}/rehearsal-${++this.#mistakes}`
    const played = await pages.play(
      { name, steps: [{ command, output: '' }], variables: [], answers: [], until: undefined },
      new Map(),
    )
    const status = played.steps.at(-1)?.status
    if (played.end !== 'failed') throw new Error(`${command}: it did not fail, and had to.`)
    pages.tellWorkshop({ act: 'ran', block: name, state: 'failed', status: status ?? null })
    this.#room.tally.count('mistakes')
  }

  #dropLater(pages: LessonReader, milliseconds: number | undefined): Disposable {
    if (milliseconds === undefined) return { [Symbol.dispose]() {} }
    const timer = setTimeout(() => {
      this.#droppedAt = performance.now()
      pages.dropConnection()
    }, milliseconds)
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  }

  #connection(status: ConnectionStatus): void {
    if (status !== 'connected' || this.#droppedAt === undefined) return
    const took = performance.now() - this.#droppedAt
    this.#droppedAt = undefined
    this.#room.tally.time('reconnect', this.#planned.number, took)
  }

  /** Until then, or the time is over. @throws when it is ended by hand. */
  async #pause(milliseconds: number): Promise<void> {
    const { over, stop } = this.#room
    const signal = AbortSignal.any([over, stop])
    await delay(milliseconds, undefined, { signal }).catch(() => stop.throwIfAborted())
  }
}

async function tooLate(): Promise<never> {
  await delay(RELOAD_MILLISECONDS, undefined, { ref: false })
  throw new Error('A page that was loaded again had no terminal within 60 s.')
}
