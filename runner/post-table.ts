import type { Course, PlacedBlock } from '../lesson/course.ts'
import type { Row } from './check-chapter.ts'
import { POST_COMMANDS } from './post-commands.ts'

export interface PostCommand {
  readonly chapter: string
  readonly command: string
  /** The first block of that chapter that runs it; undefined where none does. */
  readonly block: PlacedBlock | undefined
}

/** @returns where the course runs each command of the post. */
export function postCommandsIn(course: Course): readonly PostCommand[] {
  return POST_COMMANDS.map(([chapter, command]) => {
    const blocks = course.chapters.find(({ name }) => name === chapter)?.blocks ?? []
    const block = blocks.find(({ steps }) =>
      steps.some((step) => step.command.replaceAll(/\{[a-z0-9-]+\}/g, '*') === command),
    )
    return { chapter, command, block }
  })
}

/** @returns the table of the post's commands as Markdown. */
export function postTable(course: Course, rows: readonly Row[]): string {
  const titles = new Map(course.chapters.map(({ name, title }) => [name, title]))
  const lines = postCommandsIn(course).map(({ chapter, command, block }) => {
    const row = rows.find((one) => one.name === block?.name)
    const code = `\`${command.replaceAll('|', '\\|')}\``
    return `| ${code} | ${titles.get(chapter)} | ${block?.name ?? 'none'} | ${resultOf(row)} |`
  })
  return [
    '# The commands of the post, and where they run',
    '',
    'Written by `npm run lessons -- check --table`, which played every chapter in sandboxes. `*` stands',
    'for what is the reader’s own: the name or the ID of their container.',
    '',
    '| command | chapter | block | result |',
    '|---|---|---|---|',
    ...lines,
    '',
  ].join('\n')
}

function resultOf(row: Row | undefined): string {
  if (row === undefined) return 'not run'
  return row.problem ? `failed: ${row.problem.sentence}` : 'as the page shows'
}
