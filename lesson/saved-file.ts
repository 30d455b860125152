import { FenceError } from './fence-error.ts'
import { checkName } from './fence-options.ts'
import { PathError, parseHomePath } from './home-path.ts'
import { nearest } from './nearest.ts'

/** A fence whose text becomes a file of the reader's sandbox: a step of its chapter, as a block is. */
export interface SavedFile {
  /** `chapter/name`. */
  readonly name: string
  /** From the home directory, such as `web/Dockerfile`. */
  readonly path: string
  /** With its last line break. */
  readonly text: string
  /** Full names of blocks and files that come first. */
  readonly needs: readonly string[]
}

/** What the opening line of such a fence says. */
export interface SaveOptions {
  readonly path: string
  readonly name: string | undefined
  readonly needs: readonly string[]
  /** What is left: options of the code block that the page shows. */
  readonly others: string
}

const NAMES = ['save-as', 'name', 'needs'] as const

/** Options of Expressive Code, which shows the text with its colours. */
const OPTIONS_OF_CODE = [
  'title',
  'frame',
  'wrap',
  'preserveIndent',
  'hangingIndent',
  'collapse',
  'mark',
  'ins',
  'del',
  'showLineNumbers',
  'startLineNumber',
]

/** A word with a value: in quotes of either kind, in braces, between slashes, or bare. */
const OPTION = /(?<=^|\s)([a-z][\w-]*)=("[^"]*"|'[^']*'|\{[^}]*\}|\/[^/]*\/(?=\s|$)|\S*)/gi

/**
 * Reads the words after the language of a fence, such as `save-as=~/web/Dockerfile`.
 * @returns undefined where the fence is no file.
 * @throws {FenceError} that names the option and the nearest valid one.
 */
export function parseSaveOptions(meta: string | null | undefined): SaveOptions | undefined {
  const text = meta ?? ''
  const options = new Map<string, string>()
  for (const [, name = '', value = ''] of text.matchAll(OPTION)) {
    if (isOurs(name) && options.has(name))
      throw new FenceError(`The option ${name} is there twice.`)
    options.set(name, value.replace(/^(["'])(.*)\1$/, '$2'))
  }
  const written = options.get('save-as')
  if (written === undefined) return expectNoSlip(text)
  for (const name of options.keys()) {
    if (isOurs(name) || OPTIONS_OF_CODE.includes(name)) continue
    throw new FenceError(`There is no option ${name}. Did you mean ${nearest(name, NAMES)}?`)
  }
  const name = options.get('name')
  return {
    path: pathOf(written),
    name: name === undefined ? undefined : checkName(name),
    needs: options.get('needs')?.trim().split(/\s+/) ?? [],
    others: text.replaceAll(OPTION, (option, name) => (isOurs(name) ? '' : option)).trim(),
  }
}

function isOurs(name: string): name is (typeof NAMES)[number] {
  return NAMES.some((known) => known === name)
}

/** @throws {FenceError} where a misspelt option would leave the file an ordinary code block. */
function expectNoSlip(text: string): undefined {
  const slip = /(?<=^|\s)(save[\w-]*)(?==|\s|$)/i.exec(text)?.[1]
  if (slip === undefined) return undefined
  throw new FenceError(
    slip === 'save-as'
      ? 'The option save-as needs a value, such as save-as=~/web/Dockerfile.'
      : `There is no option ${slip}. Did you mean save-as?`,
  )
}

function pathOf(written: string): string {
  try {
    return parseHomePath(written)
  } catch (error) {
    if (!(error instanceof PathError)) throw error
    throw new FenceError(`save-as="${written}" ${error.message}`)
  }
}
