import { type Answer, parseAnswers } from './answer.ts'
import { type Capture, parseCapture } from './capture.ts'
import { DEFAULT_EXPECT, type Expect, parseExpect } from './expect.ts'
import { FenceError } from './fence-error.ts'
import { nearest } from './nearest.ts'

/** What an author may write behind `console run` on the opening line of a fence. */
export interface FenceOptions {
  /** Names the block within its chapter; `block-3` where it is the third and has no name. */
  readonly name: string | undefined
  /** Stands over the block in the place of "Terminal". */
  readonly title: string | undefined
  readonly expect: Expect
  /** Of the last command; those before it end with 0. */
  readonly exit: number
  readonly answers: readonly Answer[]
  /** The last command goes on; the block is done once its output shows this. */
  readonly until: string | undefined
  /** Blocks that must have run before, as they stand there. */
  readonly needs: readonly string[]
  readonly capture: Capture | undefined
}

const NAMES = ['name', 'title', 'expect', 'exit', 'answer', 'until', 'needs', 'capture'] as const
const NAME = /^[a-z][a-z0-9-]{0,39}$/

/**
 * Reads the words behind the language of a fence, such as `run name="version"`.
 * @returns undefined where the first word is not `run`: an ordinary code block.
 * @throws {FenceError} that names the option and the nearest valid one.
 */
export function parseFenceOptions(meta: string | null | undefined): FenceOptions | undefined {
  const rest = /^\s*run(?:\s+(.*))?$/.exec(meta ?? '')
  if (rest === null) return undefined
  const { name, title, expect, exit, answer, until, needs, capture } = readOptions(
    rest[1] ?? '',
    NAMES,
  )
  return {
    name: name === undefined ? undefined : checkName(name),
    title,
    expect: expect === undefined ? DEFAULT_EXPECT : parseExpect(expect),
    exit: exit === undefined ? 0 : parseExit(exit),
    answers: answer === undefined ? [] : parseAnswers(answer),
    until,
    needs: needs?.trim().split(/\s+/) ?? [],
    capture: capture === undefined ? undefined : parseCapture(capture),
  }
}

/**
 * Reads `name="value"` pairs.
 * @throws {FenceError} for an option that is none of `names`, has no value or stands there twice.
 */
export function readOptions<Name extends string>(
  text: string,
  names: readonly [Name, ...Name[]],
): Partial<Record<Name, string>> {
  const options: Partial<Record<Name, string>> = {}
  for (const [word, name, value] of words(text)) {
    const option = names.find((known) => known === name)
    if (option === undefined) {
      throw new FenceError(`There is no option ${word}. Did you mean ${nearest(name, names)}?`)
    }
    if (value === undefined || value === '') {
      throw new FenceError(`The option ${word} needs a value, such as ${option}="…".`)
    }
    if (option in options) throw new FenceError(`The option ${option} stands there twice.`)
    options[option] = value
  }
  return options
}

/** @throws {FenceError} */
export function checkName(name: string): string {
  if (NAME.test(name)) return name
  throw new FenceError(
    `name="${name}" is not usable: it takes up to 40 of a-z, 0-9 and -, a letter first.`,
  )
}

function parseExit(value: string): number {
  const exit = Number(value)
  if (/^\d+$/.test(value) && exit <= 255) return exit
  throw new FenceError(`exit="${value}" is not an exit status: it takes 0 to 255.`)
}

/** @returns each word whole, its name and its value, which stands in quotes of either kind or bare. */
function* words(text: string): Generator<[word: string, name: string, value: string | undefined]> {
  for (const match of text.matchAll(/([^\s=]+)(?:=(?:"([^"]*)"|'([^']*)'|(\S*)))?/g)) {
    yield [match[0], match[1] as string, match[2] ?? match[3] ?? match[4]]
  }
}
