import { phrase } from '../../words/phrase.ts'
import type { KeptCommand } from '../page/kept-commands.ts'
import { type CoursePart, countDone, doneSentence, type SummaryChapter } from './course-parts.ts'

export interface TranscriptOptions {
  /** Of the course. */
  readonly title: string
  readonly chapters: readonly SummaryChapter[]
  /** Full names of blocks that ran with success and of tasks that are done. */
  readonly finished: readonly string[]
  /** By the full names of blocks. */
  readonly commands: ReadonlyMap<string, readonly KeptCommand[]>
  /** @returns a day and a time of it as the reader writes them. */
  readonly formatTime: (milliseconds: number) => string
}

/** @returns what the reader did in a course, as Markdown. */
export function transcriptOf(options: TranscriptOptions): string {
  const { title, chapters, finished, commands, formatTime } = options
  const times = [...commands.values()].flat().map(({ at }) => at)
  const sections = chapters.map((chapter) => chapterSection(chapter, options))
  const known = new Set(chapters.flatMap((chapter) => chapter.blocks.map(({ name }) => name)))
  const others = [...commands.keys()].filter((name) => !known.has(name))
  const other = others.map((name) => blockSection({ name, title: name }, commands)).join('')
  return [
    `# ${phrase('transcript.title', { course: title })}\n`,
    `${doneSentence(countDone(chapters, finished))}\n`,
    ...(times.length > 0 ? [`${timesSentence(times, formatTime)}\n`] : []),
    ...sections.filter((section) => section !== ''),
    ...(other === '' ? [] : [`## ${phrase('transcript.others')}\n${other}`]),
  ].join('\n')
}

function timesSentence(
  times: readonly number[],
  formatTime: TranscriptOptions['formatTime'],
): string {
  const [first, last] = [Math.min(...times), Math.max(...times)]
  return phrase('transcript.times', { first: formatTime(first), last: formatTime(last) })
}

function chapterSection(
  { number, title, blocks, tasks }: SummaryChapter,
  { finished, commands }: TranscriptOptions,
): string {
  const ran = blocks.map((block) => blockSection(block, commands)).join('')
  const done = tasks.filter(({ name }) => finished.includes(name))
  if (ran === '' && done.length === 0) return ''
  const list = tasks.map((task) => `- [${done.includes(task) ? 'x' : ' '}] ${task.title}\n`)
  const tasksSection =
    list.length === 0 ? '' : `\n### ${phrase('transcript.tasks')}\n\n${list.join('')}`
  return `## ${number}. ${title}\n${ran}${tasksSection}`
}

function blockSection(
  { name, title }: CoursePart,
  commands: ReadonlyMap<string, readonly KeptCommand[]>,
): string {
  const ran = commands.get(name) ?? []
  if (ran.length === 0) return ''
  const session = ran.map(commandLines).join('\n')
  const fence = fenceFor(session)
  return `\n### ${title}\n\n${fence}console\n${session}\n${fence}\n`
}

/** As a chapter shows it: `$ ` before a command, and `> ` before its further lines. */
function commandLines({ command, output, status }: KeptCommand): string {
  const typed = `$ ${command.replaceAll('\n', '\n> ')}`
  const notes = [
    ...(output === undefined ? [phrase('transcript.not-kept')] : []),
    ...(status === undefined ? [phrase('transcript.still-ran')] : []),
    ...(status ? [phrase('transcript.exit', { status })] : []),
  ]
  return [typed, ...(output ? [output] : []), ...notes.map((note) => `[${note}]`)].join('\n')
}

/** A fence that is longer than any row of backticks in the text. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([row]) => row.length))
  return '`'.repeat(longest + 1)
}
