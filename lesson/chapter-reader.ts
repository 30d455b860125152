import { type Block, outputOf } from './block.ts'
import { captured } from './capture.ts'
import { FenceError } from './fence-error.ts'
import { parseFenceOptions } from './fence-options.ts'
import { parseTask, TASK_LANGUAGE, type Task } from './task.ts'
import { parseTranscript, type Step } from './transcript.ts'

/** The language of fences that may run; `run` behind it makes the block live. */
export const RUNNABLE_LANGUAGE = 'console'

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
  | { readonly kind: 'task'; readonly task: Task }

/** Reads the fences of one chapter, one after another in the order of the page. */
export class ChapterReader {
  readonly #chapter: string
  readonly #names = new Set<string>()
  readonly #recorded = new Map<string, string>()
  #blocks = 0
  #last: Block | undefined

  /** @param chapter the name of its file, without the ending. */
  constructor(chapter: string) {
    this.#chapter = chapter
  }

  /** Captured values so far, as they were recorded. */
  get recorded(): ReadonlyMap<string, string> {
    return this.#recorded
  }

  /**
   * @returns undefined where the fence is an ordinary code block.
   * @throws {FenceError}
   */
  read({ language, meta, content }: Fence): ChapterItem | undefined {
    const last = this.#last
    this.#last = undefined
    if (language === TASK_LANGUAGE) return { kind: 'task', task: this.#task(meta, content) }
    if (language !== RUNNABLE_LANGUAGE) return undefined
    if (/^\s*then\b/.test(meta ?? '')) return readThen(meta ?? '', content, last)
    const block = this.#block(meta, content)
    if (block === undefined) return undefined
    this.#last = block
    return { kind: 'block', block }
  }

  #block(meta: string | null | undefined, content: string): Block | undefined {
    const options = parseFenceOptions(meta)
    if (options === undefined) return undefined
    const { name, needs, capture, ...others } = options
    const [first, ...further] = parseTranscript(content)
    if (first === undefined) throw new FenceError('The block is empty: give it a line "$ command".')
    this.#blocks += 1
    const resolved = this.#resolve(needs)
    const block: Block = {
      ...others,
      name: this.#claim(name ?? `block-${this.#blocks}`),
      steps: [first, ...further],
      needs: resolved,
      capture,
    }
    if (capture) {
      const value = captured(capture, outputOf(block.steps))
      if (value !== undefined) this.#recorded.set(capture.name, value)
    }
    return block
  }

  #task(meta: string | null | undefined, content: string): Task {
    const task = parseTask(meta, content)
    const needs = this.#resolve(task.needs)
    return { ...task, name: this.#claim(task.name), needs }
  }

  #claim(name: string): string {
    if (!CHAPTER.test(this.#chapter)) {
      throw new FenceError(
        `Rename this file: its terminals are named "${this.#chapter}/…", which takes up to 29 of a-z, 0-9, -, _ and ., a letter or a digit first.`,
      )
    }
    if (this.#names.has(name)) {
      throw new FenceError(
        `Two blocks or tasks of this chapter are named ${name}: rename one of them.`,
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
      throw new FenceError(`needs: there is no block ${need} before this one.`)
    })
  }
}

function readThen(meta: string, content: string, block: Block | undefined): ChapterItem {
  if (meta.trim() !== 'then') throw new FenceError('Write nothing after "console then".')
  if (block === undefined) {
    throw new FenceError('Put a "console then" fence directly after its block.')
  }
  return { kind: 'then', block, steps: parseTranscript(content) }
}
