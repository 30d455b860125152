import { outputOf } from '../lesson/block.ts'
import { captured } from '../lesson/capture.ts'
import { compareOutput, type Difference } from '../lesson/compare.ts'
import {
  type Chapter,
  type Course,
  isFile,
  type PlacedBlock,
  type PlacedFile,
  type PlacedStep,
  type PlacedTask,
  stepsOf,
} from '../lesson/course.ts'
import { fillInCommand } from '../lesson/fill-in-command.ts'
import { shownPath } from '../lesson/home-path.ts'
import { defaultsOf } from '../lesson/variable.ts'
import { hasSucceeded } from '../protocol/command-player.ts'
import type { LessonReader, PlayedBlock } from './lesson-reader.ts'
import { SILENT, type Waits } from './waits.ts'

export interface Problem {
  /**
   * `end`: a block did not come to its end, or showed nothing to capture, or a file was not written; `output`: it printed
   * something else than its page says; `task`: a task cannot be done as it stands.
   */
  readonly kind: 'end' | 'output' | 'task'
  readonly sentence: string
  readonly difference?: Difference | undefined
}

/** What became of one block, file or task. */
export interface Row {
  readonly chapter: string
  readonly kind: 'block' | 'file' | 'task'
  /** `chapter/name`. */
  readonly name: string
  /** Of the fence in the chapter's file, counted from 1. */
  readonly line: number
  readonly commands: readonly string[]
  readonly seconds: number
  /** Played in one sandbox after all chapters before its own. */
  readonly inOrder?: boolean
  readonly problem?: Problem | undefined
  /** Absent for files and tasks, and for what was played in order. */
  readonly played?: PlayedBlock | undefined
}

/** Plays a chapter in a sandbox of its own, from what it needs to its last task. */
export class ChapterCheck {
  readonly #reader: LessonReader
  readonly #chapter: Chapter
  readonly #needs: readonly PlacedStep[]
  readonly #waits: Waits
  /** What the reader's sandbox showed, and what the pages show. */
  readonly #values = new Map<string, string>()
  readonly #recorded = new Map<string, string>()

  constructor(course: Course, chapter: Chapter, reader: LessonReader, waits = SILENT) {
    this.#reader = reader
    this.#waits = waits
    this.#chapter = chapter
    const steps = stepsOf(chapter)
    const own = new Set(steps.map(({ name }) => name))
    const needs = [...steps, ...chapter.tasks].flatMap(({ needs }) => needs)
    this.#needs = course.needsOf({ needs }).filter(({ name }) => !own.has(name))
  }

  async *rows(): AsyncGenerator<Row> {
    for (const step of this.#needs) {
      const row = await this.step(step)
      if (row.problem) yield { ...row, chapter: this.#chapter.name }
    }
    for (const step of stepsOf(this.#chapter)) yield await this.step(step)
    for (const task of this.#chapter.tasks) yield await this.task(task)
  }

  /** Plays one block of the chapter, or writes one file, after those before it. */
  step(step: PlacedStep): Promise<Row> {
    return isFile(step) ? this.#file(step) : this.#block(step)
  }

  async #file({ name, path, text, place }: PlacedFile): Promise<Row> {
    const began = performance.now()
    const wait = this.#waits.begin({ kind: 'file', name, line: place.line })
    const written = await this.#reader.writeFile(path, text).finally(wait.end)
    const sentence = `${shownPath(path)} was not written: ${written}.`
    return {
      chapter: this.#chapter.name,
      kind: 'file',
      name,
      line: place.line,
      commands: [],
      seconds: (performance.now() - began) / 1000,
      problem: written === undefined ? undefined : { kind: 'end', sentence },
    }
  }

  async #block(block: PlacedBlock): Promise<Row> {
    const began = performance.now()
    const { name, place } = block
    const wait = this.#waits.begin({ kind: 'block', name, line: place.line })
    const played = await this.#reader.play(block, this.#values, wait.tell).finally(wait.end)
    const problem = this.#capture(block, played) ?? this.#problemOf(block, played)
    return {
      chapter: this.#chapter.name,
      kind: 'block',
      name,
      line: place.line,
      commands: block.steps.map(({ command }) => command),
      seconds: (performance.now() - began) / 1000,
      problem,
      played,
    }
  }

  #capture({ capture, steps }: PlacedBlock, played: PlayedBlock): Problem | undefined {
    if (capture === undefined) return undefined
    const output = outputOf(played.steps)
    const value = captured(capture, output)
    if (value === undefined) {
      const expected = `/${capture.pattern}/`
      const sentence = `The output shows nothing that ${capture.name} captures.`
      return { kind: 'end', sentence, difference: { expected, actual: output } }
    }
    this.#values.set(capture.name, value)
    const recorded = captured(capture, outputOf(steps))
    if (recorded !== undefined) this.#recorded.set(capture.name, recorded)
    return undefined
  }

  #problemOf(block: PlacedBlock, played: PlayedBlock): Problem | undefined {
    return endProblem(block, played) ?? this.#outputProblem(block, played)
  }

  #outputProblem({ expect, steps }: PlacedBlock, played: PlayedBlock): Problem | undefined {
    if (expect.kind === 'pattern') {
      const difference = compareOutput(expect, '', outputOf(played.steps))
      const sentence = 'The output has nothing like the pattern.'
      return difference && { kind: 'output', sentence, difference }
    }
    for (const [index, { command, output }] of steps.entries()) {
      const actual = played.steps[index]?.output ?? ''
      const difference = compareOutput(expect, this.#withOwnValues(output), actual)
      const sentence = `${command}: the output is another.`
      if (difference) return { kind: 'output', sentence, difference }
    }
    return undefined
  }

  #withOwnValues(output: string): string {
    let text = output
    for (const [name, recorded] of this.#recorded) {
      text = text.replaceAll(recorded, this.#values.get(name) ?? recorded)
    }
    return text
  }

  /** Solves one task: its checks must fail before its solution, and hold after it. */
  task(task: PlacedTask): Promise<Row> {
    return this.#taskRow(task, async (tell) => {
      return (await this.#doneProblem(task)) ?? (await this.#solveProblem(task, tell))
    })
  }

  /** Asks only whether one task is still to be done. */
  undoneTask(task: PlacedTask): Promise<Row> {
    return this.#taskRow(task, () => this.#doneProblem(task))
  }

  async #taskRow(
    task: PlacedTask,
    find: (tell: (what: string) => void) => Promise<Problem | undefined>,
  ): Promise<Row> {
    const began = performance.now()
    const { name, place } = task
    const wait = this.#waits.begin({ kind: 'task', name, line: place.line })
    wait.tell('its checks')
    const problem = await find(wait.tell).finally(wait.end)
    return {
      chapter: this.#chapter.name,
      kind: 'task',
      name,
      line: place.line,
      commands: task.solution,
      seconds: (performance.now() - began) / 1000,
      problem,
    }
  }

  async #doneProblem(task: PlacedTask): Promise<Problem | undefined> {
    if ((await this.#missing(task)) !== undefined) return undefined
    return { kind: 'task', sentence: 'Its checks hold before anybody has done it.' }
  }

  async #solveProblem(
    task: PlacedTask,
    tell: (what: string) => void,
  ): Promise<Problem | undefined> {
    const { name, solution, variables } = task
    const [first, ...further] = solution.map((command) => ({ command, output: '' }))
    if (first === undefined) return { kind: 'task', sentence: 'It has no solution.' }
    const steps = [first, ...further] as const
    const played = await this.#reader.play(
      { name, steps, answers: [], until: undefined, variables },
      this.#values,
      tell,
    )
    if (played.end !== 'done') {
      const actual = outputOf(played.steps)
      const difference = { expected: '', actual }
      return { kind: 'task', sentence: `Its solution ${endWords(played)}.`, difference }
    }
    tell('its checks')
    const missing = await this.#missing(task)
    const sentence = `After its solution it still says: ${missing}`
    return missing === undefined ? undefined : { kind: 'task', sentence }
  }

  async #missing({ checks, variables }: PlacedTask): Promise<string | undefined> {
    const defaults = defaultsOf(variables)
    for (const { run, otherwise } of checks) {
      const command = fillInCommand(run, new Map(), defaults)
      const { status } = await this.#reader.exec(command)
      if (status !== 0) return otherwise
    }
    return undefined
  }
}

function endProblem({ exit, until, steps }: PlacedBlock, played: PlayedBlock): Problem | undefined {
  const statuses = played.steps.map(({ status }) => status)
  if (hasSucceeded({ end: played.end, statuses }, { commands: steps.length, exit, until })) {
    return undefined
  }
  const last = played.steps.at(-1)
  const expected = steps[played.steps.length - 1]?.output ?? ''
  const difference = { expected, actual: last?.output ?? '' }
  if (until !== undefined) {
    const sentence = `It shows no "${until}": it ${endWords(played)}.`
    return { kind: 'end', sentence, difference }
  }
  const sentence = `${last?.command ?? 'It'} ${endWords(played)}, not with ${exit}.`
  return { kind: 'end', sentence, difference }
}

function endWords({ end, steps }: PlayedBlock): string {
  switch (end) {
    case 'late':
      return 'took too long'
    case 'closed':
      return 'ended its shell'
    case 'open':
      return 'goes on'
    default:
      return `ended with ${steps.at(-1)?.status ?? 'no status'}`
  }
}
