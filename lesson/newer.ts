import { FenceError } from './fence-error.ts'
import { readOptions } from './fence-options.ts'
import { nearest } from './nearest.ts'
import { parseTranscript, type Step } from './transcript.ts'

/** What a Docker newer than the sandbox's shows for the commands of a block, as its author read it. */
export interface NewerDocker {
  /** The version that the source is about, such as `29.0`. */
  readonly version: string
  /** Address of the page that says so: release notes, documentation, or somebody's output. */
  readonly source: string
  /** What is different, in Markdown of one paragraph; empty where the output says it all. */
  readonly words: string
  /** Empty where no source has the output itself. */
  readonly steps: readonly Step[]
}

const VERSION = /^\d+(?:\.\d+){0,2}$/
const ADDRESS = /^https:\/\/[a-z\d.-]+\.[a-z]{2,}(?:[/?#]\S*)?$/i

/**
 * Reads a `console newer` fence: words first, then a session, and at least one of the two.
 * @param meta what comes after `newer` on its opening line.
 * @param commands of the block before it: the session shows some of them.
 * @throws {FenceError} that names what is wrong, its line, and the nearest valid name.
 */
export function parseNewer(
  meta: string,
  content: string,
  commands: readonly [string, ...string[]],
): NewerDocker {
  const { version, source } = readOptions(meta, ['version', 'source'])
  if (version === undefined || source === undefined) {
    throw new FenceError(
      'A "console newer" fence needs both version="…" and source="…": the Docker, and where you read it.',
    )
  }
  if (!VERSION.test(version)) {
    throw new FenceError(`version="${version}" is not a version: it takes numbers, such as 29.0.`)
  }
  if (!ADDRESS.test(source)) {
    throw new FenceError(`source="${source}" is not an address: it takes one with https://.`)
  }
  return { version, source, ...readContent(content, commands) }
}

function readContent(
  content: string,
  commands: readonly [string, ...string[]],
): Pick<NewerDocker, 'words' | 'steps'> {
  const lines = content.split('\n')
  const found = lines.findIndex((line) => line.startsWith('$ '))
  const start = found === -1 ? lines.length : found
  const words = lines.slice(0, start).join('\n').trim()
  const steps = parseTranscript(lines.slice(start).join('\n'), start)
  if (words === '' && steps.length === 0) {
    throw new FenceError('The fence is empty: give it a sentence, or a line "$ command".')
  }
  const strange = steps.find(({ command }) => !commands.includes(command))?.command
  if (strange === undefined) return { words, steps }
  const [firstLine] = strange.split('\n')
  throw new FenceError(
    `The block has no command "${strange}". Did you mean "${nearest(strange, commands)}"?`,
    lines.findIndex((line) => line.startsWith('$ ') && line.slice(2).trim() === firstLine) + 1,
  )
}
