import { execFile } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const PROJECT = join(import.meta.dirname, '../..')
/** Tests of the sandbox's own programs, in their language. */
const SOURCES = join(PROJECT, 'tests/programs')
/** Kept between runs: only what has changed is built again. */
export const BUILT = join(PROJECT, 'node_modules/.cache/blitz-programs')

/** The parts of a program that have unit tests, such as `frames` of `test-frames.c`. */
export const TESTED = await namesOf('test-')
/** What is fuzzed, such as `hold` of `fuzz-hold.c`. */
export const FUZZED = await namesOf('fuzz-')

async function namesOf(prefix: string): Promise<readonly string[]> {
  const files = await readdir(SOURCES)
  const sources = files.filter((file) => file.startsWith(prefix) && file.endsWith('.c'))
  return sources.map((file) => file.slice(prefix.length, -'.c'.length)).sort()
}

/** Builds a program as the image has it. @returns its path. */
export async function buildProgram(name: string): Promise<string> {
  const path = join(BUILT, name)
  await mkdir(BUILT, { recursive: true })
  await run('make', ['--directory', join(PROJECT, 'sandbox/programs'), `OUT=${BUILT}`, path])
  return path
}

/** Builds `all` that runs in seconds, or the targets of `fuzz`. */
export async function buildPrograms(what: 'all' | 'fuzz'): Promise<void> {
  await mkdir(BUILT, { recursive: true })
  await run('make', ['--directory', SOURCES, '--jobs=2', what, `OUT=${BUILT}`])
}

/** Where the inputs are that each `npm test` runs: what was found once, and a way to each part. */
export function seedFolder(target: string): string {
  return join(SOURCES, 'seeds', target)
}

export async function seedsOf(target: string): Promise<readonly string[]> {
  const directory = seedFolder(target)
  return (await readdir(directory)).map((file) => join(directory, file))
}

/** Runs what was built. @throws where it is not content, with what it says. */
export async function runBuilt(name: string, words: readonly string[] = []): Promise<string> {
  const { stdout, stderr } = await run(join(BUILT, name), words, {
    cwd: BUILT,
    maxBuffer: 64 * 1024 * 1024,
  })
  return `${stdout}${stderr}`
}
