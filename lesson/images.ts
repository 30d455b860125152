import { parse } from 'shell-quote'
import type { Chapter, PlacedBlock, PlacedStep } from './course.ts'

/** Flags of `docker run` and `docker create` without a value; every other one takes the next word. */
const SWITCHES: ReadonlySet<string> = new Set([
  '--detach',
  '--init',
  '--interactive',
  '--no-healthcheck',
  '--privileged',
  '--publish-all',
  '--quiet',
  '--read-only',
  '--rm',
  '--tty',
])
const SHORT_SWITCHES = /^-[ditPq]+$/

/** An image that readers must be able to pull, and the block or file that says so. */
export interface NamedImage {
  /** As it stands there, such as `alpine` or `nigelpoulton/tu-demo:v2`. */
  readonly reference: string
  readonly step: PlacedStep
}

/**
 * The images that the commands of chapters pull or run, and those of the Dockerfiles and Compose
 * files that a chapter shows or writes. Not among them: what the chapters build or tag themselves,
 * and commands that must fail.
 */
export function imagesNamedIn(chapters: readonly Chapter[]): readonly NamedImage[] {
  const blocks = chapters.flatMap((chapter) => chapter.blocks)
  const made = new Set(blocks.flatMap(commandsOf).flatMap(madeBy))
  const named = (step: PlacedStep, references: readonly string[]): NamedImage[] =>
    [...new Set(references.map(withoutDigest))]
      .filter((reference) => !made.has(withTag(reference)) && !reference.includes('{'))
      .map((reference) => ({ reference, step }))
  const ofBlocks = blocks
    .filter(({ exit }) => exit === 0)
    .flatMap((block) => {
      const texts = block.steps.flatMap(({ command, output }) => [command, output])
      return named(block, [...commandsOf(block).flatMap(usedBy), ...texts.flatMap(imagesInFiles)])
    })
  const files = chapters.flatMap((chapter) => chapter.files)
  return [...ofBlocks, ...files.flatMap((file) => named(file, imagesInFiles(file.text)))]
}

/**
 * The images that a reader pulls or runs to do the tasks. Some of them are what the reader has made,
 * or nothing at all: a task can be about a mistake.
 */
export function imagesOfSolutions(chapters: readonly Chapter[]): readonly string[] {
  const solutions = chapters.flatMap(({ tasks }) => tasks.map(({ solution }) => solution))
  const run = solutions.flatMap(wordsOf).flatMap(usedBy)
  return [...new Set([...run, ...solutions.flat().flatMap(imagesInFiles)].map(withoutDigest))]
}

function commandsOf({ steps }: PlacedBlock): string[][] {
  return wordsOf(steps.map(({ command }) => command))
}

/** @returns the words of each simple command, without the operators between them. */
function wordsOf(lines: readonly string[]): string[][] {
  const commands: string[][] = [[]]
  for (const command of lines) {
    const line = command.replaceAll('\\\n', ' ')
    // Substitutions hold commands of their own.
    for (const word of parse(line.replaceAll(/[\n`]|\$\(/g, ' ; '))) {
      if (typeof word === 'string') commands.at(-1)?.push(word)
      else if ('op' in word && word.op !== 'glob') commands.push([])
    }
    commands.push([])
  }
  return commands
}

function usedBy(words: readonly string[]): string[] {
  const [verb, ...rest] = dockerCommand(words)
  if (verb !== 'pull' && verb !== 'run' && verb !== 'create') return []
  const reference =
    verb === 'pull' ? rest.find((word) => !word.startsWith('-')) : firstArgument(rest)
  return reference === undefined ? [] : [reference]
}

function madeBy(words: readonly string[]): string[] {
  const [verb, ...rest] = dockerCommand(words)
  if (verb === 'tag' || verb === 'commit') return rest.slice(1, 2).map(withTag)
  if (verb !== 'build') return []
  return rest.flatMap((word, index) => {
    const inline = /^--tag=(.+)$/.exec(word)?.[1]
    if (inline !== undefined) return [withTag(inline)]
    return word === '-t' || word === '--tag' ? rest.slice(index + 1, index + 2).map(withTag) : []
  })
}

/** @returns the words behind `docker`, without the kind of thing that newer commands name first. */
function dockerCommand(words: readonly string[]): readonly string[] {
  if (words[0] !== 'docker') return []
  return words.slice(/^(?:image|container|builder|buildx)$/.test(words[1] ?? '') ? 2 : 1)
}

function firstArgument(words: readonly string[]): string | undefined {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    if (!word.startsWith('-')) return word
    const isSwitch = SWITCHES.has(word) || SHORT_SWITCHES.test(word) || word.includes('=')
    if (!isSwitch) index += 1
  }
  return undefined
}

/** `FROM` of a Dockerfile at the start of a line, of a quoted word, or after the `\n` of `printf`. */
const BASE = /(?:^|['"]|\\n)FROM (?:--\S+ )?([\w./:@-]+)(?![\w./:@${-])/gm
const STAGE = /\bFROM .* AS ([\w.-]+)/gim

/** `image` of a Compose file, likewise. */
const SERVICE_IMAGE = /(?:^|['"]|\\n) +image: ([\w./:@-]+)(?![\w./:@${-])/gm

function imagesInFiles(text: string): string[] {
  const stages = new Set([...text.matchAll(STAGE)].map((match) => match[1]))
  return [...text.matchAll(BASE), ...text.matchAll(SERVICE_IMAGE)]
    .map((match) => match[1] as string)
    .filter((reference) => reference !== 'scratch' && !stages.has(reference))
}

function withTag(reference: string): string {
  return /:[^/]+$/.test(reference) ? reference : `${reference}:latest`
}

/** Whoever has the repository has what its tags point to, by digest too. */
function withoutDigest(reference: string): string {
  return reference.replace(/@.*/, '')
}
