import type { Block } from './block.ts'
import { needsOf } from './needs.ts'
import type { SavedFile } from './saved-file.ts'
import type { Task } from './task.ts'
import type { Variable } from './variable.ts'

/** A fence's place in its file. */
export interface Place {
  /** Counted from 1. */
  readonly line: number
  /** Of the fence's content, in UTF-16 units of the file; `end` is exclusive. */
  readonly start: number
  readonly end: number
}

export interface PlacedBlock extends Block {
  readonly place: Place
}

export interface PlacedFile extends SavedFile {
  readonly place: Place
}

/** What a reader does in a chapter from top to bottom, apart from its tasks. */
export type PlacedStep = PlacedBlock | PlacedFile

export interface PlacedTask extends Task {
  readonly place: Place
}

export interface PlacedVariable extends Variable {
  readonly place: Place
}

export interface Chapter {
  /** The name of its file, without the ending. */
  readonly name: string
  readonly title: string
  /** Its number in the course; absent where the page is none of its chapters. */
  readonly number: number | undefined
  /** Images that its reader finds listed in a new sandbox. */
  readonly listed: readonly string[]
  readonly blocks: readonly PlacedBlock[]
  readonly files: readonly PlacedFile[]
  readonly tasks: readonly PlacedTask[]
  readonly variables: readonly PlacedVariable[]
}

export function isFile(step: PlacedStep): step is PlacedFile {
  return 'path' in step
}

/** @returns blocks and files in the order of the page. */
export function stepsOf({ blocks, files }: Pick<Chapter, 'blocks' | 'files'>): PlacedStep[] {
  return [...blocks, ...files].sort((one, other) => one.place.line - other.place.line)
}

/** What is wrong between chapters; the message names the file and the line. */
export class CourseError extends Error {
  override readonly name = 'CourseError'
}

/** All chapters in their order; pages without a number come first. */
export class Course {
  readonly chapters: readonly Chapter[]
  readonly #steps = new Map<string, PlacedStep>()

  /** @throws {CourseError} where two have one number, or a block needs one that is not there or comes later. */
  constructor(chapters: readonly Chapter[]) {
    this.chapters = [...chapters].sort((one, other) => (one.number ?? 0) - (other.number ?? 0))
    this.#expectOwnNumbers()
    const variables = new Map<string, VariableOfChapter>()
    for (const chapter of this.chapters) {
      for (const variable of chapter.variables) {
        const placed = { chapter: chapter.name, variable }
        const first = variables.get(variable.name)
        if (first) expectSame(first, placed)
        else variables.set(variable.name, placed)
      }
      for (const step of stepsOf(chapter)) {
        this.#expectNeeds(chapter.name, step)
        this.#steps.set(step.name, step)
      }
      for (const task of chapter.tasks) this.#expectNeeds(chapter.name, task)
    }
  }

  /**
   * All that must have run before, needs of needs included, in the order of the course.
   * @param names full names of blocks and files.
   */
  needsOf({ needs }: Pick<Block, 'needs'>): readonly PlacedStep[] {
    return needsOf([...this.#steps.values()], needs)
  }

  #expectOwnNumbers(): void {
    for (const [index, { name, number }] of this.chapters.entries()) {
      const before = this.chapters[index - 1]
      if (number === undefined || before?.number !== number) continue
      throw new CourseError(
        `${name}.mdx: chapter: ${before.name}.mdx has the number ${number}, too. Give each chapter a number of its own.`,
      )
    }
  }

  #expectNeeds(chapter: string, { name, needs, place }: PlacedStep | PlacedTask): void {
    const missing = needs.find((need) => !this.#steps.has(need))
    if (missing === undefined) return
    const later = this.chapters.some((one) => stepsOf(one).some(({ name }) => name === missing))
    const problem = later
      ? 'which comes later. A block needs earlier ones alone.'
      : 'and no block or file of that name comes before.'
    throw new CourseError(`${chapter}.mdx:${place.line}: ${name} needs ${missing}, ${problem}`)
  }
}

interface VariableOfChapter {
  readonly chapter: string
  readonly variable: PlacedVariable
}

/** A reader chooses once for the whole course, so chapters agree on what may be chosen. */
function expectSame(first: VariableOfChapter, second: VariableOfChapter): void {
  const { variable: one } = first
  const { chapter, variable: other } = second
  if (one.default === other.default && one.pattern === other.pattern) return
  throw new CourseError(
    `${chapter}.mdx:${other.place.line}: The variable ${other.name} has another default or pattern than in ${first.chapter}.mdx:${one.place.line}: make them the same, or name one of them otherwise.`,
  )
}
