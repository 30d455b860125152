import { FenceError } from './fence-error.ts'
import { parseFenceOptions } from './fence-options.ts'
import { parseTranscript, type Step } from './transcript.ts'

export type { Step } from './transcript.ts'

/** The language of fences that may run; `run` behind it makes the block live. */
export const RUNNABLE_LANGUAGE = 'console'

/** A command block that runs in the reader's sandbox. */
export interface Block {
  /** `chapter/name`: also the name of its terminal (`terminalName` of the protocol). */
  readonly name: string
  readonly title: string | undefined
  readonly steps: readonly [Step, ...Step[]]
}

export interface Fence {
  readonly language: string | null | undefined
  /** What stands behind the language on the opening line. */
  readonly meta: string | null | undefined
  readonly content: string
}

/** The blocks of one chapter, read one after another in the order of the page. */
export class ChapterBlocks {
  readonly #chapter: string
  readonly #names = new Set<string>()

  /** @param chapter the name of its file, without the ending. */
  constructor(chapter: string) {
    this.#chapter = chapter
  }

  /**
   * @returns the block of a fence, or undefined where it is an ordinary code block.
   * @throws {FenceError}
   */
  read({ language, meta, content }: Fence): Block | undefined {
    if (language !== RUNNABLE_LANGUAGE) return undefined
    const options = parseFenceOptions(meta)
    if (options === undefined) return undefined
    const [first, ...further] = parseTranscript(content)
    if (first === undefined) throw new FenceError('The block is empty: give it a line "$ command".')
    const name = options.name ?? `block-${this.#names.size + 1}`
    if (this.#names.has(name)) {
      throw new FenceError(`A second block of this chapter is named ${name}: name one otherwise.`)
    }
    this.#names.add(name)
    return {
      name: `${this.#chapter}/${name}`,
      title: options.title,
      steps: [first, ...further],
    }
  }
}
