import { type Block, outputOf } from './block.ts'
import { captured, splitAtValues } from './capture.ts'
import { FenceError } from './fence-error.ts'
import { parseFenceOptions } from './fence-options.ts'
import { expectQuotable } from './fill-in-command.ts'
import { nearest } from './nearest.ts'
import { type NewerDocker, parseNewer } from './newer.ts'
import { PICTURE_LANGUAGE, parsePicture } from './parse-picture.ts'
import { parseQuiz, QUIZ_LANGUAGE, type Quiz } from './parse-quiz.ts'
import { parseVariable, VARIABLE_LANGUAGE } from './parse-variable.ts'
import type { Picture } from './picture.ts'
import { parseSaveOptions, type SavedFile } from './saved-file.ts'
import { parseTask, TASK_LANGUAGE, type Task } from './task.ts'
import { parseTranscript, type Step } from './transcript.ts'
import { defaultsOf, type Variable } from './variable.ts'

/** The language of fences that may run; the word behind it says what the fence is. */
export const RUNNABLE_LANGUAGE = 'console'

/** A block, and what its commands show elsewhere: in 2020, and in a Docker newer than the sandbox's. */
const WORDS = ['run', 'then', 'newer'] as const

/** Words of Expressive Code, which shows the ordinary code blocks. */
const WORDS_OF_CODE = ['wrap', 'collapse']

/** With the longest name of a block it is no longer than a terminal's (`terminalName`). */
const CHAPTER = /^[a-z0-9][a-z0-9_.-]{0,28}$/

export interface Fence {
  readonly language: string | null | undefined
  /** What stands behind the language on the opening line. */
  readonly meta: string | null | undefined
  readonly content: string
}

/** What a fence of a chapter may be, apart from an ordinary code block. */
export type ChapterItem =
  | { readonly kind: 'block'; readonly block: Block }
  /** What the commands of that block printed in 2020. */
  | { readonly kind: 'then'; readonly block: Block; readonly steps: readonly Step[] }
  | { readonly kind: 'newer'; readonly block: Block; readonly newer: NewerDocker }
  | { readonly kind: 'task'; readonly task: Task }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'quiz'; readonly quiz: Quiz }
  | { readonly kind: 'picture'; readonly picture: Picture }
  /** `code`: options of the code block that shows it. */
  | { readonly kind: 'file'; readonly file: SavedFile; readonly code: string }

/** Reads the fences of one chapter, one after another in the order of the page. */
export class ChapterReader {
  readonly #chapter: string
  readonly #names = new Set<string>()
  readonly #recorded = new Map<string, string>()
  readonly #variables = new Map<string, Variable>()
  /** The names in braces that blocks had before any variable of theirs. */
  readonly #unknown = new Set<string>()
  #blocks = 0
  #files = 0
  /** The block before, as long as only its other sides have come after it. */
  #last: { readonly block: Block; readonly sides: Set<string> } | undefined

  /** @param chapter the name of its file, without the ending. */
  constructor(chapter: string) {
    this.#chapter = chapter
  }

  /** Captured values so far, as they were recorded, and the defaults of the variables. */
  get recorded(): ReadonlyMap<string, string> {
    return this.#recorded
  }

  /** The variables so far, by their names. */
  get variables(): ReadonlyMap<string, Variable> {
    return this.#variables
  }

  /**
   * @returns undefined where the fence is an ordinary code block.
   * @throws {FenceError}
   */
  read({ language, meta, content }: Fence): ChapterItem | undefined {
    const word = language === RUNNABLE_LANGUAGE ? wordOf(meta ?? '') : undefined
    if (word === 'then' || word === 'newer') return this.#side(word, meta ?? '', content)
    this.#last = undefined
    if (language === TASK_LANGUAGE) return { kind: 'task', task: this.#task(meta, content) }
    if (language === VARIABLE_LANGUAGE) {
      return { kind: 'variable', variable: this.#variable(meta, content) }
    }
    if (language === QUIZ_LANGUAGE) {
      const quiz = parseQuiz(meta, content)
      return { kind: 'quiz', quiz: { ...quiz, name: this.#claim(quiz.name) } }
    }
    if (language === PICTURE_LANGUAGE) {
      return { kind: 'picture', picture: parsePicture(meta, content) }
    }
    if (word === undefined) return this.#file(meta, content)
    const block = this.#block(meta, content)
    if (block === undefined) return undefined
    this.#last = { block, sides: new Set() }
    return { kind: 'block', block }
  }

  #side(side: 'then' | 'newer', meta: string, content: string): ChapterItem {
    if (this.#last === undefined) {
      throw new FenceError(`Put a "console ${side}" fence directly after its block.`)
    }
    const { block, sides } = this.#last
    if (sides.has(side)) {
      throw new FenceError(`The block has a "console ${side}" fence already: it takes one.`)
    }
    sides.add(side)
    const options = meta.trim().slice(side.length)
    if (side === 'newer') {
      const [first, ...others] = block.steps
      const commands = [first.command, ...others.map(({ command }) => command)] as const
      return { kind: 'newer', block, newer: parseNewer(options, content, commands) }
    }
    if (options !== '') throw new FenceError('Write nothing after "console then".')
    return { kind: 'then', block, steps: parseTranscript(content) }
  }

  #block(meta: string | null | undefined, content: string): Block | undefined {
    const options = parseFenceOptions(meta)
    if (options === undefined) return undefined
    const { name, needs, capture, ...others } = options
    const [first, ...further] = parseTranscript(content)
    if (first === undefined) throw new FenceError('The block is empty: give it a line "$ command".')
    this.#blocks += 1
    const resolved = this.#resolve(needs)
    const commands = [first, ...further].map(({ command }) => command)
    const block: Block = {
      ...others,
      name: this.#claim(name ?? `block-${this.#blocks}`),
      steps: [first, ...further],
      needs: resolved,
      capture,
      variables: this.#variablesIn(commands),
    }
    if (capture) {
      if (this.#variables.has(capture.name)) {
        throw new FenceError(`There is a variable ${capture.name}: capture another name.`)
      }
      const value = captured(capture, outputOf(block.steps))
      if (value !== undefined) this.#recorded.set(capture.name, value)
    }
    return block
  }

  #file(meta: string | null | undefined, content: string): ChapterItem | undefined {
    const options = parseSaveOptions(meta)
    if (options === undefined) return undefined
    const { path, name, needs, others } = options
    if (content === '') throw new FenceError('The file is empty: write its text into the fence.')
    this.#files += 1
    const resolved = this.#resolve(needs)
    const file: SavedFile = {
      name: this.#claim(name ?? `file-${this.#files}`),
      path,
      text: `${content}\n`,
      needs: resolved,
    }
    return { kind: 'file', file, code: others }
  }

  #task(meta: string | null | undefined, content: string): Task {
    const task = parseTask(meta, content)
    const needs = this.#resolve(task.needs)
    const commands = [...task.solution, ...task.checks.map(({ run }) => run)]
    this.#variablesIn(commands)
    const variables = [...this.#variables.values()]
    return { ...task, name: this.#claim(task.name), needs, variables }
  }

  #variable(meta: string | null | undefined, content: string): Variable {
    const variable = parseVariable(meta, content)
    const { name } = variable
    if (this.#recorded.has(name)) {
      throw new FenceError(`This chapter has a value ${name} already: name the variable otherwise.`)
    }
    if (this.#unknown.has(name)) {
      throw new FenceError(`Put the variable ${name} before the first block that names it.`)
    }
    this.#variables.set(name, variable)
    this.#recorded.set(name, variable.default)
    return variable
  }

  #variablesIn(commands: readonly string[]): readonly Variable[] {
    const defaults = defaultsOf([...this.#variables.values()])
    const named = new Set<string>()
    for (const command of commands) {
      expectQuotable(command, defaults)
      for (const piece of splitAtValues(command, defaults)) {
        if (typeof piece !== 'string') named.add(piece.name)
      }
      for (const [, name = ''] of command.matchAll(/\{([a-z][a-z0-9-]*)\}/g)) {
        if (!this.#recorded.has(name)) this.#unknown.add(name)
      }
    }
    return [...this.#variables.values()].filter(({ name }) => named.has(name))
  }

  #claim(name: string): string {
    if (!CHAPTER.test(this.#chapter)) {
      throw new FenceError(
        `Rename this file: its terminals are named "${this.#chapter}/…", which takes up to 29 of a-z, 0-9, -, _ and ., a letter or a digit first.`,
      )
    }
    if (this.#names.has(name)) {
      throw new FenceError(
        `Two blocks, files or tasks of this chapter are named ${name}: rename one of them.`,
      )
    }
    this.#names.add(name)
    return `${this.#chapter}/${name}`
  }

  /** Blocks of other chapters are known to the course alone, which checks them. */
  #resolve(needs: readonly string[]): readonly string[] {
    return needs.map((need) => {
      if (need.includes('/')) return need
      if (this.#names.has(need)) return `${this.#chapter}/${need}`
      throw new FenceError(`needs: there is no block or file ${need} before this one.`)
    })
  }
}

/**
 * @returns what a console fence is, or undefined where it is an ordinary code block.
 * @throws {FenceError} for a word that is none of them.
 */
function wordOf(meta: string): (typeof WORDS)[number] | undefined {
  const word = /^\s*([a-z]+)(?=\s|$)/i.exec(meta)?.[1]
  if (word === undefined || WORDS_OF_CODE.includes(word)) return undefined
  const known = WORDS.find((candidate) => candidate === word)
  if (known !== undefined) return known
  throw new FenceError(
    `There is no "console ${word}". Did you mean "console ${nearest(word, WORDS)}"?`,
  )
}
