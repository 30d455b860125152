import { FenceError } from './fence-error.ts'
import { nearest } from './nearest.ts'

/** What an author may write behind `console run` on the opening line of a fence. */
export interface FenceOptions {
  /** Names the block within its chapter; `block-3` where it is the third and has no name. */
  readonly name?: string
  /** Stands over the block in the place of "Terminal". */
  readonly title?: string
}

const OPTIONS = ['name', 'title'] as const
const NAME = /^[a-z][a-z0-9-]{0,39}$/

/**
 * Reads the words behind the language of a fence, such as `run name="version"`.
 * @returns undefined where the first word is not `run`: an ordinary code block.
 * @throws {FenceError} that names the option and the nearest valid one.
 */
export function parseFenceOptions(meta: string | null | undefined): FenceOptions | undefined {
  const rest = /^\s*run(?:\s+(.*))?$/.exec(meta ?? '')
  if (rest === null) return undefined
  const options: { name?: string; title?: string } = {}
  for (const [word, name, value] of words(rest[1] ?? '')) {
    const option = OPTIONS.find((known) => known === name)
    if (option === undefined) {
      throw new FenceError(`There is no option ${word}. Did you mean ${nearest(name, OPTIONS)}?`)
    }
    if (value === undefined || value === '') {
      throw new FenceError(`The option ${word} needs a value, such as ${option}="…".`)
    }
    if (option in options) throw new FenceError(`The option ${option} stands there twice.`)
    options[option] = value
  }
  if (options.name !== undefined && !NAME.test(options.name)) {
    throw new FenceError(
      `name="${options.name}" is not usable: it takes up to 40 of a-z, 0-9 and -, a letter first.`,
    )
  }
  return options
}

/** @returns each word whole, its name and its value. */
function* words(text: string): Generator<[word: string, name: string, value: string | undefined]> {
  for (const match of text.matchAll(/([^\s="]+)(?:=(?:"([^"]*)"|(\S*)))?/g)) {
    yield [match[0], match[1] as string, match[2] ?? match[3]]
  }
}
