import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import { parts } from '../course/course-folder.ts'
import type { PlacedBlock } from '../lesson/course.ts'
import { parseChapter } from '../lesson/parse-chapter.ts'
import { shapeOf } from '../lesson/shape.ts'
import type { PlayedBlock } from './lesson-reader.ts'

/** A block as its page has it, and how it was played. */
export interface Recording {
  readonly block: PlacedBlock
  readonly played: PlayedBlock
}

export interface Recorded {
  /** What changed in the page, as a unified diff; empty where nothing did. */
  readonly diff: string
  /** Names of the blocks that are not recorded, because their commands changed meanwhile. */
  readonly edited: readonly string[]
}

/**
 * Writes what one chapter's blocks printed into its page, and their recordings beside it. The page
 * is read again, because its author may have edited it while the blocks were played.
 * @param directory of the course.
 * @throws {CourseError} where the page cannot be read as it is now.
 */
export async function recordChapter(
  directory: string,
  chapter: string,
  recordings: readonly Recording[],
): Promise<Recorded> {
  const path = parts.chapter(directory, chapter)
  const before = await readFile(path, 'utf8')
  const current = inCurrentPage(chapter, before, recordings)
  const after = withOutputs(before, current)
  await writeFile(path, after)
  await rm(join(parts.recordings(directory), chapter), { recursive: true, force: true })
  for (const { block, played } of current) {
    const file = join(parts.recordings(directory), `${block.name}.cast`)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, played.cast.toString())
  }
  const kept = new Set(current.map(({ block }) => block.name))
  const edited = recordings.map(({ block }) => block.name).filter((name) => !kept.has(name))
  return { diff: pageDiff(chapter, before, after), edited }
}

/** @returns the recordings whose commands the page still has, at their present places. */
function inCurrentPage(
  chapter: string,
  source: string,
  recordings: readonly Recording[],
): readonly Recording[] {
  return parseChapter(chapter, source).blocks.flatMap((block) => {
    const recording = recordings.find((one) => one.block.name === block.name)
    const isSame = recording && commandsOf(recording.block) === commandsOf(block)
    return isSame ? [{ block, played: recording.played }] : []
  })
}

function commandsOf({ steps }: PlacedBlock): string {
  return JSON.stringify(steps.map(({ command }) => command))
}

/** @returns a unified diff of a page, with one line around each change; empty without one. */
export function pageDiff(chapter: string, before: string, after: string): string {
  if (before === after) return ''
  return createTwoFilesPatch(chapter, chapter, before, after, 'before', 'now', { context: 1 })
}

/**
 * @param recordings in the order of the page.
 * @returns the page's source with what was played in the place of what it showed.
 */
export function withOutputs(source: string, recordings: readonly Recording[]): string {
  let text = source
  for (const { block, played } of recordings.toReversed()) {
    if (isSelected(block)) continue
    const { start, end } = block.place
    text = `${text.slice(0, start)}${transcriptOf(block, played)}${text.slice(end)}`
  }
  return text
}

/** What of the output the page shows is the author's choice there. */
function isSelected({ expect }: PlacedBlock): boolean {
  return expect.kind === 'lines' || expect.kind === 'pattern'
}

/**
 * @returns the lines of a block whose output the author chose that nothing printed is like, such as
 * after an upgrade of the sandboxes' Docker: a recording leaves them to the author.
 */
export function linesNotPrinted({ block, played }: Recording): string[] {
  if (!isSelected(block)) return []
  return block.steps.flatMap(({ output }, index) => {
    const printed = new Set(linesOf(shapeOf(played.steps[index]?.output ?? '')))
    return linesOf(output).filter((line) => !printed.has(shapeOf(line).trim()))
  })
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function transcriptOf({ steps }: PlacedBlock, played: PlayedBlock): string {
  const lines = steps.flatMap(({ command }, index) => {
    const output = played.steps[index]?.output ?? ''
    return [`$ ${command.replaceAll('\n', '\n> ')}`, ...(output === '' ? [] : [output])]
  })
  return `${lines.join('\n')}\n`
}
